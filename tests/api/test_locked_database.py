"""A database that is locked or full: requests wait or say so, reads go on, and nothing is broken afterwards."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.api.house import TRAIN, House, open_house
from tests.api.problems import problem
from tests.api.server import Server

JOBS = "/api/v1/jobs"


@contextmanager
def locked(house: House, seconds: float) -> Iterator[None]:
    """Another program holds SQLite's write lock for so long, or until the block ends."""
    taken, over = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(house.settings.data_dir / "chapterhouse.db", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            taken.set()
            over.wait(seconds)
            connection.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(5)
    try:
        yield
    finally:
        over.set()
        holder.join()


def test_f25_requests_wait_for_a_lock_of_three_seconds(house: House) -> None:
    with locked(house, 3.0):
        started = time.monotonic()
        made = house.client.post(JOBS, json=TRAIN)

        assert made.status_code == 202
        assert 2.5 < time.monotonic() - started < 8


def test_f26_a_database_that_stays_locked_is_told_and_can_be_read(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.session.BUSY_TIMEOUT_MS", 200)
    with open_house(tmp_path / "data", migrated) as house:
        job_id = house.queue()
        with locked(house, 60):
            refused = house.client.post(JOBS, json=TRAIN)
            read = house.client.get(f"{JOBS}/{job_id}")

        problem(refused, 503, "database_busy")
        assert int(refused.headers["retry-after"]) >= 1
        assert read.status_code == 200
        assert house.client.post(JOBS, json=TRAIN).status_code == 202


@contextmanager
def away(house: House, readings: int) -> Iterator[list[int]]:
    """The next readings fail as those of a database that is away; gives how many have."""
    failed: list[int] = []

    def fail(*_: Any) -> None:
        if len(failed) < readings:
            failed.append(1)
            raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    reader = house.services.database._reader
    event.listen(reader, "before_cursor_execute", fail)
    yield failed
    event.remove(reader, "before_cursor_execute", fail)


def test_a_stream_outlives_a_database_that_is_away_for_a_moment(server: Server) -> None:
    house = server.house
    row = house.start()
    with server.listen(f"/api/v1/jobs/{row.id}/events") as frames:
        next(frame for frame in frames if frame.data.get("to") == "running")
        with away(house, 3) as failed:
            house.say(row, "log", level="info", message="still here")
            house.succeed(row)
            rest = list(frames)

    assert len(failed) == 3
    assert [frame.event for frame in rest] == ["log", "status", "done"]


def test_a_stream_whose_database_stays_away_ends_as_one_that_resumes(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.stream.WAITS_S", (0.01, 0.01))
    house = server.house
    row = house.start()
    with server.listen(f"/api/v1/jobs/{row.id}/events") as frames:
        last = next(frame for frame in frames if frame.data.get("to") == "running").id
        with away(house, 1000):
            house.say(row, "log", level="info", message="unheard")
            assert list(frames) == []  # a whole answer: a torn one raises
    house.succeed(row)

    with server.listen(f"/api/v1/jobs/{row.id}/events", Last_Event_ID=str(last)) as frames:
        assert [frame.event for frame in frames] == ["snapshot", "log", "status", "done"]


def test_f26_a_reader_that_gets_no_connection_is_told_to_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = house.queue()
    reader = house.services.database._reader
    monkeypatch.setattr(reader.pool, "_timeout", 0.1)
    with ExitStack() as held:
        for _ in range(40):  # all that the pool has
            held.enter_context(reader.connect())
        problem(house.client.get(f"{JOBS}/{job_id}"), 503, "database_busy")

    assert house.client.get(f"{JOBS}/{job_id}").status_code == 200


@contextmanager
def full(house: House) -> Iterator[None]:
    """SQLite may not grow any more."""

    def no_more(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes it as the size that the file has

    engines = {house.services.database._writer, house.services.database._progress}
    for engine in engines:
        event.listen(engine, "checkout", no_more)
    yield
    for engine in engines:
        event.remove(engine, "checkout", no_more)
        engine.dispose()


def test_f17_a_full_database_is_told_read_and_whole_afterwards(house: House) -> None:
    job_id = house.queue()
    with full(house):
        answers = [house.client.post(JOBS, json=TRAIN | {"tags": {"a": "x" * 60}}) for _ in range(40)]
        read = house.client.get(f"{JOBS}/{job_id}")

    problem(answers[-1], 507, "storage_full")
    assert {answer.status_code for answer in answers} <= {202, 507}
    assert read.status_code == 200
    with house.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    accepted = sum(answer.status_code == 202 for answer in answers)
    assert house.counts()["job"] == accepted + 1
    assert house.client.post(JOBS, json=TRAIN).status_code == 202


def test_f17_an_upload_that_finds_no_room_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = {"file": ("a.csv", b"1,2\n")}
    with monkeypatch.context() as patched:
        patched.setattr("app.storage.temporary.os.fsync", no_room)
        problem(house.client.post("/api/v1/uploads", files=file), 507, "storage_full")

    assert not any(path.is_file() for path in house.settings.artifacts_dir.rglob("*"))
    assert house.counts()["upload"] == 0
    assert house.client.post("/api/v1/uploads", files=file).status_code == 201
