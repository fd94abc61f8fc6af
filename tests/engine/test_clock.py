"""The database's clock jumps an hour: jobs wait seconds longer, and each is requeued once at most."""

from __future__ import annotations

from collections.abc import Callable

from app.db.clock import now
from app.db.session import Database
from app.db.tables import WorkerRow
from app.jobs import finish, lease
from app.jobs.reconcile import Reconciler
from app.system.service import ALIVE_S, alive_workers
from tests.engine.orders import claim, claimed, events_of, queue_job, row_of

HOUR_S = 3600.0


Jump = Callable[[float], None]


def beat(database: Database, job_id: str, attempt: int) -> bool:
    """Whether the owner of that attempt still is the owner."""
    with database.progress() as session:
        return lease.beat(session, job_id, attempt, 30) is not None


def test_a_clock_put_forward_ends_no_lease_of_a_worker_that_lives(
    database: Database, reconciler: Reconciler, jump: Jump
) -> None:
    jobs = [queue_job(database) for _ in range(3)]
    for _ in jobs:
        claimed(database)
    reconciler.round()

    jump(HOUR_S)
    reconciler.round()
    assert all(beat(database, job_id, 1) for job_id in jobs[:2])
    jump(HOUR_S + 31)  # time for those that live to beat again
    assert all(beat(database, job_id, 1) for job_id in jobs[:2])
    reconciler.round()

    assert [row_of(database, job_id).status for job_id in jobs] == ["running", "running", "queued"]


def test_a_reconciler_that_begins_after_the_jump_requeues_each_job_once(
    database: Database, reconciler: Reconciler, jump: Jump
) -> None:
    queue_job(database)
    row = claimed(database)

    jump(HOUR_S)
    for _ in range(3):
        reconciler.round()

    assert [event.data["to"] for event in events_of(database, row.id)] == ["queued", "running", "queued"]
    assert not beat(database, row.id, 1)  # fenced off
    assert claimed(database).attempt == 2
    with database.write() as session:
        assert finish.succeed(session, row.id, 1, {}) is None


def test_a_clock_put_back_delays_no_job(database: Database, reconciler: Reconciler, jump: Jump) -> None:
    jump(HOUR_S)
    queue_job(database)
    lost, waiting = claimed(database).id, queue_job(database)
    reconciler.round()

    jump(0.0)
    assert claim(database) is None  # due in an hour, if nobody mended it
    reconciler.round()
    assert claimed(database).id == waiting

    jump(31.0)  # the lease of the other one, whose worker is silent
    reconciler.round()
    jump(0.0)
    reconciler.round()
    assert row_of(database, lost).status == "queued"
    assert [event.data["to"] for event in events_of(database, lost)] == ["queued", "running", "queued"]


def test_a_worker_that_died_does_not_live_on_when_the_clock_is_put_back(
    database: Database, reconciler: Reconciler, jump: Jump
) -> None:
    jump(HOUR_S)
    with database.write() as session:
        worker = WorkerRow(id="w", host="h", pid=1, queues="train", version="1", started_at=now(), seen_at=now())
        session.add(worker)

    jump(0.0)
    reconciler.round()
    jump(ALIVE_S + 1)

    with database.read() as session:
        assert alive_workers(session) == 0


def test_a_job_that_waits_for_its_next_attempt_is_no_clock_put_back(
    database: Database, reconciler: Reconciler, rung: list[str]
) -> None:
    job_id = queue_job(database, max_attempts=20)
    row = claimed(database)
    with database.write() as session:
        finish.fail_or_retry(session, job_id, row.attempt, finish.problem("x", "y"))
        session.get_one(type(row), job_id).next_run_at += finish.LONGEST_DELAY_S

    reconciler.round()

    assert claim(database) is None and rung == []
