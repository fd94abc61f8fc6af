"""What the doctor finds in SQL and in the store, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from app import __version__
from app.db.clock import now
from app.db.migrate import newest
from app.db.session import Database
from app.db.tables import ArtifactRow, JobRow, WorkerRow
from app.doctor import files, house, safety
from app.doctor.finding import Finding
from app.settings import Settings
from app.storage import LocalStore, stage
from tests.engine.orders import claimed, queue_job, shift

QUEUES = "train,generate,interactive"


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Settings:
    """Settings of a house over the test's database."""
    return Settings(data_dir=tmp_path, database_url=database.url, broker_url="memory://")


def found(check: Callable[[Settings], Iterator[Finding]], settings: Settings) -> dict[str, tuple[str, str]]:
    """Level and sentence of each finding."""
    return {item.what: (item.level, item.found) for item in check(settings)}


def add_worker(database: Database, **changes: Any) -> None:
    """A worker that has just been seen."""
    values = {"id": "one", "host": "here", "pid": 1, "queues": QUEUES, "version": __version__, "device": "cpu"}
    with database.write() as session:
        row = values | {"stopping": False} | changes
        session.execute(insert(WorkerRow).values(**row, started_at=now(), seen_at=now()))


def test_a_house_that_is_well(here: Settings, database: Database) -> None:
    add_worker(database)
    queue_job(database)
    claimed(database)

    told = found(house.state, here)

    assert {what: level for what, (level, _) in told.items()} == dict.fromkeys(
        ("database", "clock", "workers", "releases", "jobs"), "ok"
    )
    assert told["database"][1].endswith(f"schema {newest()}, takes writes")
    assert (told["workers"][1], told["jobs"][1]) == ("1 take jobs", "1 running, none is stuck")


def test_jobs_that_nobody_takes(here: Settings, database: Database) -> None:
    assert found(house.state, here)["workers"] == ("note", "0 take jobs")
    add_worker(database, queues="generate,interactive")
    add_worker(database, id="two", drain="finish")
    queue_job(database)

    assert found(house.state, here)["workers"] == ("bad", "1 take jobs, 1 drained")


def test_workers_of_another_release(here: Settings, database: Database) -> None:
    add_worker(database)
    add_worker(database, id="old", version="0.0.9")

    assert found(house.state, here)["releases"] == ("note", "1 of 0.0.9")


def test_jobs_that_nobody_moves(here: Settings, database: Database) -> None:
    queue_job(database)
    lost = claimed(database)
    shift(database, lost.id, lease_until=-3.5 * here.lease_s)
    mute = queue_job(database)
    shift(database, mute, next_run_at=-here.republish_s - 1)

    assert found(house.state, here)["jobs"] == ("bad", "1 have lost their worker, 1 were never announced")


@pytest.mark.parametrize(("revision", "advice"), [("0003", "chapterhouse migrate"), ("9999", "newer release")])
def test_a_schema_of_another_release(revision: str, advice: str, here: Settings, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    try:
        (finding,) = house.state(here)
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": newest()})

    assert (finding.what, finding.level) == ("database", "bad") and advice in finding.advice


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://nobody:wrong@127.0.0.1:1/none")

    assert found(house.state, settings)["database"][0] == "bad"


def test_a_file_that_is_not_what_it_was(here: Settings, database: Database) -> None:
    store = LocalStore(here.artifacts_dir)
    queue_job(database)
    row = claimed(database)
    stored = stage(database, store, row.id, row.attempt, "result.txt", "text/plain", b"what it was")
    with database.write() as session:
        session.execute(update(ArtifactRow).values(state="live"))
    assert found(files.store, here)["sample"] == ("ok", "1 files read, all whole")

    path = store.path(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"something else")

    assert found(files.store, here)["sample"][0] == "bad"
    with database.read() as session:
        assert session.get(JobRow, row.id) is not None  # looking changes nothing


@pytest.mark.parametrize(("host", "level"), [("127.0.0.1", "note"), ("0.0.0.0", "bad")])
def test_passwords_from_examples(host: str, level: str, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, host=host, database_url="postgresql://chapterhouse:development@postgres/chapterhouse",
        broker_url="redis://:a-drawn-one-7Gq2@redis:6379/0",
    )  # fmt: skip

    (passwords, _) = safety.secrets(settings)

    assert passwords.level == level
    assert "CHAPTERHOUSE_DATABASE_URL" in passwords.advice and "BROKER" not in passwords.advice
    assert "a-drawn-one" not in str(passwords)


def test_secrets_that_others_can_read(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.admin_key_file.write_text("svc_...")
    settings.admin_key_file.chmod(0o644)
    assert found(safety.secrets, settings)["secret files"] == ("note", "others can read them")

    settings.admin_key_file.chmod(0o600)
    assert found(safety.secrets, settings)["secret files"][0] == "ok"
