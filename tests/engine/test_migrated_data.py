"""A full database of the first released schema goes forward to this release, back step by step, and forward again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, insert, select, text, update
from sqlalchemy.engine import Connection

from app.db.migrate import VERSIONS, check, current, downgrade, upgrade
from app.db.session import Database
from app.db.tables import JobRow, ModelRow, Table, UploadRow

Row = dict[str, Any]
Rows = dict[str, list[Row]]
SOURCE = Path(__file__).parent.parent.parent
FIRST = "0001"
REVISIONS = sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def job(number: int, status: str, **more: Any) -> Row:
    """A job as the first release wrote it."""
    empty = dict.fromkeys((
        "data_set", "parent_job_id", "status_reason", "worker", "worker_pid", "lease_until", "progress_at", "progress",
        "cancel_requested_at", "published_at", "deadline_at", "started_at", "finished_at", "compute_s", "peak_rss_mb",
        "result", "error",
    ))  # fmt: skip
    values = {
        "id": f"job_{number}", "kind": "train", "recipe": "sentiment", "queue": "train", "model": "sentiment",
        "params": {"epochs": 3, "text": "größer 漢字"}, "params_hash": "sha256:" + "a" * 64, "seed": 2**40,
        "owner": "local", "priority": 5, "tags": {"study": "first"}, "message_version": 1, "status": status,
        "attempt": 1, "max_attempts": 3, "cancel_grace_s": 20.0, "event_seq": 2, "version": 2,
        "created_at": 1_700_000_000.25, "queued_at": 1_700_000_000.25, "next_run_at": 1_700_000_000.25, "cost_s": 30.0,
    }  # fmt: skip
    return empty | values | more


STORED = {"sha256": "b" * 64, "bytes": 2**33}
OLD: Rows = {
    "job": [
        job(1, "succeeded", result={"metrics": {"accuracy": 0.875}}, finished_at=1_700_000_100.5, peak_rss_mb=800.5),
        job(2, "failed", error={"code": "diverged"}, status_reason="diverged", finished_at=1_700_000_100.0),
        job(3, "running", worker="host:1-abc", worker_pid=7, lease_until=1_700_000_030.0, progress={"step": 2}),
        job(4, "queued", attempt=0, data_set="mine"),
    ],
    "job_event": [
        {"job_id": f"job_{number}", "seq": seq, "attempt": seq - 1, "type": "status", "data": {"to": "queued"},
         "created_at": 1_700_000_000.5} for number in (1, 2, 3, 4) for seq in (1, 2)
    ],
    "idempotency_key": [
        {"owner": "local", "key": "once", "fingerprint": "sha256:" + "c" * 64, "job_id": "job_1", "created_at": 1.5}
    ],
    "worker": [
        {"id": "host:1-abc", "host": "host", "pid": 1, "queues": "train,generate", "version": "0.1.0", "device": "cpu",
         "started_at": 1.5, "seen_at": 2.5, "stopping": False}
    ],
    "artifact": [
        {"id": "art_1", "job_id": "job_1", "attempt": 1, "name": "network.onnx", "media_type": "application/x",
         "state": "live", "created_at": 1.5} | STORED,
        {"id": "art_2", "job_id": "job_3", "attempt": 1, "name": "step-0001.webp", "media_type": "image/webp",
         "state": "staged", "created_at": 1.5, "sha256": "d" * 64, "bytes": 3},
    ],
    "model": [
        {"name": "gone", "recipe": "vae", "last_version": 4, "created_at": 1.5, "deleted_at": 2.5},
        {"name": "sentiment", "recipe": "sentiment", "last_version": 1, "created_at": 1.5, "deleted_at": None},
    ],
    "model_version": [
        {"model": "sentiment", "version": 1, "job_id": "job_1", "recipe": "sentiment", "bundle_format": 1,
         "serving": "onnx", "digest": "e" * 64, "metrics": {"accuracy": 0.875}, "report": {"confusion": [[1, 0]]},
         "data": {"name": "movies"}, "question": {}, "params": {"epochs": 3}, "seed": 1, "code_version": "0.1.0",
         "parity": 1e-7, "created_at": 1.5}
    ],
    "model_file": [
        {"model": "sentiment", "version": 1, "name": "network.onnx", "media_type": "application/x"} | STORED
    ],
    "model_alias": [{"model": "sentiment", "alias": "production", "version": 1, "updated_at": 1.5}],
    "registry_change": [
        {"seq": 1, "model": "sentiment", "alias": "production", "version": 1, "previous": None, "reason": "published",
         "created_at": 1.5}
    ],
    "upload": [
        {"id": f"up_{number}", "sha256": str(number) * 64, "bytes": 3, "media_type": "text/plain", "name": "a.csv",
         "created_at": 1.5} for number in (1, 2)
    ],
    "data_set": [
        {"name": "mine", "format": "csv-table", "upload_id": "up_1", "profile": {"of": ["größe"]}, "created_at": 1.5}
    ],
}  # fmt: skip
NEW: Rows = {  # of the tables that came later
    "api_key": [
        {"id": "abcdefgh", "digest": "f" * 64, "name": "ci", "owner": "bob", "role": "member", "scopes": "predict",
         "limits": {"submit_per_min": 3}, "created_at": 1.5}
    ],
    "sign_in": [{"digest": "0" * 64, "key_id": "abcdefgh", "created_at": 1.5, "expires_at": 2.5}],
    "audit": [{"id": 1, "at": 1.5, "key_id": "abcdefgh", "owner": "bob", "action": "key.created", "object": "a"}],
    "tally": [{"measure": "jobs_submitted", "labels": "train sentiment", "bound": "", "count": 4, "total": 0.0}],
    "expired_file": [
        {"item": "job_2/a", "sha256": "9" * 64, "owner": "local", "kind": "previews", "bytes": 3, "expired_at": 1.5}
    ],
    "webhook": [
        {"id": "wh_1", "owner": "bob", "name": "ci", "url": "https://example.org/", "events": "job.failed",
         "generation": 2, "created_at": 1.5}
    ],
    "webhook_delivery": [
        {"id": "msg_1", "webhook_id": "wh_1", "type": "job.failed", "state": "dead", "attempt": 6, "next_at": 1.5,
         "tries": [{"status": 500}], "created_at": 1.5}
    ],
    "damaged_file": [{"sha256": "8" * 64, "damage": "missing", "found_at": 1.5}],
    "storage_sweep": [{"id": 1, "started_at": 1.5, "finished_at": 2.5, "found": {"orphans": 0}}],
}  # fmt: skip


def fill(connection: Connection, rows: Rows) -> None:
    """Insert rows into the tables as they are there now."""
    found = MetaData()
    found.reflect(connection)
    for table in (table for table in found.sorted_tables if table.name in rows):
        connection.execute(insert(table), rows[table.name])


def kept(database: Database, rows: Rows) -> Rows:
    """The columns of those rows, as the database has them now."""
    found = MetaData()
    with database.engine.connect() as connection:
        found.reflect(connection)
        return {
            name: [
                dict(row._mapping)
                for row in connection.execute(
                    select(*(found.tables[name].c[column] for column in wanted[0])).order_by(
                        *found.tables[name].primary_key.columns
                    )
                )
            ]
            for name, wanted in rows.items()
        }


@pytest.fixture
def full_url(empty_url: str) -> str:
    """A database of the first released schema with something in every table."""
    upgrade(empty_url, FIRST)
    database = Database(empty_url)
    with database.engine.begin() as connection:
        fill(connection, OLD)
    assert kept(database, OLD) == OLD
    with database.engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
    database.dispose()
    assert set(found.tables) - {"alembic_version"} == set(OLD)
    return empty_url


def test_every_row_of_the_first_schema_survives_each_step_forward_and_back(full_url: str) -> None:
    database = Database(full_url)
    for revision in REVISIONS[1:]:
        upgrade(full_url, revision)
        assert kept(database, OLD) == OLD, f"after going forward to {revision}"
    check(full_url)
    assert set(OLD) | set(NEW) == {table.name for table in Table.metadata.sorted_tables}  # a new table needs rows here
    with database.engine.begin() as connection:
        fill(connection, NEW)
        connection.execute(text("UPDATE job SET device = 'cpu', key_id = 'abcdefgh', request_id = 'r'"))
        connection.execute(text("UPDATE upload SET width = 3, height = 4"))
        connection.execute(text("UPDATE worker SET drain = 'finish'"))
    assert kept(database, NEW) == NEW

    for revision in reversed(REVISIONS[:-1]):
        downgrade(full_url, revision)
        assert kept(database, OLD) == OLD, f"after going back to {revision}"
        upgrade(full_url)
        assert kept(database, OLD) == OLD, f"forward again from {revision}"
        check(full_url)
        downgrade(full_url, revision)
    database.dispose()


def test_what_this_release_reads_of_the_first_schema(full_url: str) -> None:
    upgrade(full_url)
    database = Database(full_url)

    with database.read() as session:
        for mapper in Table.registry.mappers:  # every table can be read by its class
            list(session.scalars(select(mapper.class_)))
        jobs = {row.id: row for row in session.scalars(select(JobRow))}
        owners = {*session.scalars(select(ModelRow.owner)), *session.scalars(select(UploadRow.owner))}
    with database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == "job_4").values(status="canceled"))
    database.dispose()

    assert owners == {"local"}
    assert (jobs["job_1"].device, jobs["job_1"].steering, jobs["job_1"].origin, jobs["job_1"].key_id) == (None,) * 4
    assert jobs["job_1"].params == OLD["job"][0]["params"] and jobs["job_1"].seed == 2**40


STANDS_STILL = """
import sys, time
from sqlalchemy import event
from sqlalchemy.engine import Engine
from app.db.migrate import upgrade

@event.listens_for(Engine, "after_cursor_execute")
def stand_still(connection, cursor, statement, *more):
    if "CREATE TABLE audit" in statement:
        print("there", flush=True)
        time.sleep(60)

upgrade(sys.argv[1])
"""


def test_a_migration_that_is_killed_leaves_nothing_and_the_one_that_waits_does_it_all(full_url: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "CHAPTERHOUSE_DATABASE_URL": full_url}
    with subprocess.Popen(
        [sys.executable, "-c", STANDS_STILL, full_url], env=environment, cwd=SOURCE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None and first.stdout.readline() == b"there\n"
        second = subprocess.Popen([sys.executable, "-m", "app.db.migrate", "upgrade"], env=environment, cwd=SOURCE)
        time.sleep(1.5)
        assert second.poll() is None  # it waits
        assert current(full_url) == FIRST

        first.kill()

    assert second.wait(timeout=30) == 0
    check(full_url)
    database = Database(full_url)
    assert kept(database, OLD) == OLD
    database.dispose()
