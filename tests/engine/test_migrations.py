"""The schema's history: up, down and up again, on both databases, and by two processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, text

from app.db.migrate import check, downgrade, upgrade
from app.db.session import Database
from app.db.tables import DataSetRow, Table, UploadRow
from tests.engine.orders import claimed, events_of, queue_job

SOURCE = Path(__file__).parent.parent.parent
TABLES = {table.name for table in Table.metadata.sorted_tables}


def tables_in(url: str) -> set[str]:
    """The tables that are there, without Alembic's own."""
    database = Database(url)
    try:
        return set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    finally:
        database.dispose()


def test_up_gives_exactly_the_tables_in_code(empty_url: str) -> None:
    upgrade(empty_url)

    check(empty_url)
    assert tables_in(empty_url) == TABLES


def test_down_and_up_again_works_with_data_inside(empty_url: str) -> None:
    upgrade(empty_url)
    database = Database(empty_url)
    queue_job(database, key="k")
    claimed(database)
    database.dispose()

    downgrade(empty_url, "base")
    after_down = tables_in(empty_url)
    upgrade(empty_url)

    assert after_down == set()
    check(empty_url)


def test_up_again_keeps_what_is_there(empty_url: str) -> None:
    upgrade(empty_url)
    database = Database(empty_url)
    job_id = queue_job(database)
    upgrade(empty_url)

    assert [event.seq for event in events_of(database, job_id)] == [1]
    database.dispose()


def test_a_difference_between_code_and_schema_is_found(empty_url: str) -> None:
    upgrade(empty_url)
    database = Database(empty_url)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE job ADD COLUMN surplus INTEGER"))
    database.dispose()

    with pytest.raises(CommandError):
        check(empty_url)


def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    environment = os.environ | {"CHAPTERHOUSE_DATABASE_URL": empty_url, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "app.db.migrate", "upgrade"]

    processes = [subprocess.Popen(command, env=environment, cwd=SOURCE) for _ in range(2)]

    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    check(empty_url)
    assert tables_in(empty_url) == TABLES


UPLOAD = {"sha256": "a" * 64, "bytes": 3, "media_type": "text/plain", "name": "a.txt", "created_at": 1.0}
BROUGHT = text("INSERT INTO upload (id, sha256, bytes, media_type, name, created_at) "
               "VALUES (:id, :sha256, :bytes, :media_type, :name, :created_at)")  # fmt: skip
MADE = text("INSERT INTO data_set (name, format, upload_id, profile, created_at) "
            "VALUES (:name, 'csv', :upload_id, '{}', 1)")  # fmt: skip


def test_what_was_brought_before_there_were_owners_belongs_to_the_house(empty_url: str) -> None:
    upgrade(empty_url, "0002")
    database = Database(empty_url)
    with database.engine.begin() as connection:
        connection.execute(BROUGHT, UPLOAD | {"id": "up_1"})
        connection.execute(MADE, {"name": "mine", "upload_id": "up_1"})

    upgrade(empty_url)

    with database.read() as session:
        upload, data_set = session.get_one(UploadRow, "up_1"), session.get_one(DataSetRow, "mine")
        assert (upload.owner, data_set.owner, data_set.upload_id) == ("local", "local", "up_1")
    database.dispose()


def test_the_same_file_of_two_owners_is_one_again_after_going_back(empty_url: str) -> None:
    upgrade(empty_url, "0003")
    database = Database(empty_url)
    with database.engine.begin() as connection:
        for number, owner in enumerate(("alice", "bob"), 1):
            connection.execute(BROUGHT, UPLOAD | {"id": f"up_{number}"})
            connection.execute(text("UPDATE upload SET owner = :owner WHERE owner = 'local'"), {"owner": owner})
            connection.execute(MADE, {"name": owner, "upload_id": f"up_{number}"})

    downgrade(empty_url, "0002")

    with database.engine.connect() as connection:
        uploads = connection.execute(text("SELECT id FROM upload")).scalars().all()
        data_sets = [
            tuple(row) for row in connection.execute(text("SELECT name, upload_id FROM data_set ORDER BY name"))
        ]
    assert uploads == ["up_1"]
    assert data_sets == [("alice", "up_1"), ("bob", "up_1")]
    database.dispose()
