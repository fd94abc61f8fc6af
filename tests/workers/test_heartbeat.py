"""Writes of an attempt under database trouble: retried while the lease holds, then given up."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db.session import Database
from app.db.tables import JobRow
from app.jobs.lease import claim_next
from models.recipe import Canceled, LeaseLost
from tests.stack import Stack
from workers.heartbeat import Heartbeat
from workers.ledger import Ledger, plain

LEASE_S = 1.0


def _claim(stack: Stack) -> JobRow:
    stack.submit(steps=1)
    with stack.database.write() as session:
        row = claim_next(session, ["train"], ["sleepy"], worker="here", pid=1, lease_s=LEASE_S)
    assert row is not None
    return row


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Stack, Database]:
    """A stack without processes, and a database that gives up on a lock at once."""
    monkeypatch.setattr("app.db.session.BUSY_TIMEOUT_MS", 50)
    stack = Stack(tmp_path, broker="none", lease_s=LEASE_S)
    return stack, Database(stack.settings.database)


def _hold_write_lock(database: Database, seconds: float) -> threading.Thread:
    """Keep every other writer out for a while."""
    locked = threading.Event()

    def hold() -> None:
        with database.write() as session:
            session.execute(text("SELECT 1"))
            locked.set()
            time.sleep(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(5)
    return thread


def test_a_write_waits_for_a_short_lock(impatient: tuple[Stack, Database]) -> None:
    stack, database = impatient
    row = _claim(stack)
    with Heartbeat(database, row, LEASE_S) as heartbeat:
        holder = _hold_write_lock(stack.database, 0.4)

        Ledger(database, row, heartbeat).append(("log", {"level": "info", "message": "through"}))

    holder.join()
    assert [event.data["message"] for event in stack.events(row.id, "log")] == ["through"]


def test_a_lock_longer_than_the_lease_ends_the_attempt(impatient: tuple[Stack, Database]) -> None:
    stack, database = impatient
    row = _claim(stack)
    with Heartbeat(database, row, LEASE_S) as heartbeat:
        holder = _hold_write_lock(stack.database, 2.0)

        with pytest.raises(LeaseLost):
            Ledger(database, row, heartbeat).append(("log", {"level": "info", "message": "lost"}))

    holder.join()
    assert stack.events(row.id, "log") == []


def test_the_heartbeat_keeps_the_lease_and_hears_a_cancel(impatient: tuple[Stack, Database]) -> None:
    stack, database = impatient
    row = _claim(stack)
    with Heartbeat(database, row, LEASE_S) as heartbeat:
        time.sleep(LEASE_S * 1.5)
        heartbeat.check()
        with stack.database.write() as session:
            session.execute(text("UPDATE job SET status='canceling'"))
        time.sleep(0.8)

        with pytest.raises(Canceled):
            heartbeat.check()


def test_plain_values_are_json_without_nan() -> None:
    import numpy as np

    value = {"a": np.float32(0.5), "b": np.array([1.0, np.nan]), 3: (np.int64(4), float("inf"), "x")}

    assert plain(value) == {"a": 0.5, "b": [1.0, None], "3": [4, None, "x"]}
