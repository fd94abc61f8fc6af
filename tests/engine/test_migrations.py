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
from app.db.tables import Table
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
