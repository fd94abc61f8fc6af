"""Mending what crashes leave behind: lost leases, stalls, late jobs, unheard jobs, old keys."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.session import Database
from app.db.tables import AuditRow, IdempotencyKeyRow, JobEventRow, JobRow, WorkerRow
from app.jobs import control, events, finish, lease, outbox
from app.jobs.bell import Bell
from app.jobs.outbox import BrokerDownError, publish_due
from app.jobs.reconcile import Reconciler
from app.jobs.states import Status
from app.settings import Settings
from app.storage import LocalStore, collect, stage
from tests.engine.conftest import ringer
from tests.engine.crowd import at_once
from tests.engine.orders import claimed, events_of, lose_lease, queue_job, row_of, shift


def test_a_job_whose_worker_fell_silent_waits_for_the_next_one(database: Database, reconciler: Reconciler) -> None:
    queue_job(database)
    row = claimed(database)
    lose_lease(database, row.id)

    reconciler.round()

    job = row_of(database, row.id)
    assert (job.status, job.status_reason, job.worker, job.lease_until) == ("queued", "worker_lost", None, None)
    assert claimed(database).attempt == 2


def test_jobs_as_a_later_release_writes_them_keep_none_from_being_mended(
    database: Database, storage: LocalStore, settings: Settings
) -> None:
    bell = Bell(settings.model_copy(update={"broker_url": "memory://"}))
    reconciler = Reconciler(database, storage, settings, bell)
    lost, later_lost = [claimed(database).id for _ in range(2) if queue_job(database)]
    later_queued, waits, late = queue_job(database), queue_job(database), queue_job(database, deadline_s=50.0)
    with database.write() as session:
        changed = update(JobRow).where(JobRow.id == later_lost)
        session.execute(changed.values(webhook={"url": "https://example.org"}))  # its events are elsewhere now
        session.execute(update(JobRow).where(JobRow.id == later_queued).values(queue="of a later release"))
    for job_id in (later_lost, lost):
        lose_lease(database, job_id)
    for job_id, age_s in ((later_queued, -100.0), (waits, -50.0)):
        shift(database, job_id, queued_at=age_s, next_run_at=age_s)
    shift(database, late, deadline_at=-1.0)

    reconciler.round()

    assert [row_of(database, job_id).status for job_id in (lost, later_lost, late)] == ["queued", "running", "expired"]
    assert [row_of(database, job_id).published_at is None for job_id in (waits, later_queued)] == [False, True]


def test_a_beat_that_is_being_committed_counts(database: Database, reconciler: Reconciler) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    queue_job(database)
    row = claimed(database)
    lose_lease(database, row.id)
    with Session(database.engine) as worker:
        assert lease.beat(worker, row.id, row.attempt, 30.0) is not None

        mending = threading.Thread(target=reconciler.round)
        mending.start()
        time.sleep(0.5)  # it has found the job, whose lease is over as far as it can see
        worker.commit()
        mending.join(10)

    assert row_of(database, row.id).status == "running"


def test_a_job_that_kills_every_worker_fails_in_the_end(database: Database, reconciler: Reconciler) -> None:
    job_id = queue_job(database, max_attempts=2)
    for _ in range(2):
        lose_lease(database, claimed(database).id)
        reconciler.round()

    job = row_of(database, job_id)
    assert (job.status, job.attempt) == ("failed", 2)
    assert job.error is not None and job.error["code"] == "worker_lost"
    assert events_of(database, job_id)[-1].type == "done"


def test_a_job_that_beats_without_progress_is_started_again(database: Database, reconciler: Reconciler) -> None:
    queue_job(database)
    row = claimed(database)
    shift(database, row.id, progress_at=-reconciler.settings.stall_s - 1)

    reconciler.round()

    assert (row_of(database, row.id).status, row_of(database, row.id).status_reason) == ("queued", "stalled")


def test_a_lost_job_that_was_to_be_canceled_is_canceled(database: Database, reconciler: Reconciler) -> None:
    queue_job(database)
    row = claimed(database)
    with database.write() as session:
        control.cancel(session, row.id, 5.0)
    lose_lease(database, row.id)

    reconciler.round()

    assert (row_of(database, row.id).status, row_of(database, row.id).status_reason) == ("canceled", "killed")


def test_a_healthy_job_is_left_alone(database: Database, reconciler: Reconciler) -> None:
    queue_job(database)
    row = claimed(database)

    reconciler.round()

    assert row_of(database, row.id).status == "running"


def test_many_reconcilers_at_once_mend_each_job_once(database: Database, reconciler: Reconciler) -> None:
    lost = [queue_job(database) for _ in range(10)]
    for job_id in [claimed(database).id for _ in lost]:
        lose_lease(database, job_id)

    at_once(4, lambda _: reconciler.round())

    for job_id in lost:
        moves = [event.data["to"] for event in events_of(database, job_id)]
        assert moves == ["queued", "running", "queued"]


def test_a_job_not_begun_by_its_deadline_expires(database: Database, reconciler: Reconciler) -> None:
    late, early = queue_job(database, deadline_s=60.0), queue_job(database, deadline_s=60.0)
    shift(database, late, deadline_at=-1)

    reconciler.round()

    assert (row_of(database, late).status, row_of(database, early).status) == ("expired", "queued")
    assert events_of(database, late)[-1].data == {"status": "expired"}


def test_a_running_job_learns_of_its_deadline_by_its_beat(database: Database) -> None:
    queue_job(database, deadline_s=60.0)
    row = claimed(database)
    shift(database, row.id, deadline_at=-1)

    with database.progress() as session:
        beat = lease.beat(session, row.id, row.attempt, 30)

    assert beat is not None and beat.deadline_passed


def test_the_zombie_of_a_lost_lease_can_change_nothing(
    database: Database, storage: LocalStore, reconciler: Reconciler
) -> None:
    queue_job(database)
    zombie = claimed(database, worker="zombie")
    stored = stage(database, storage, zombie.id, zombie.attempt, "a.onnx", "application/octet-stream", b"zombie")
    lose_lease(database, zombie.id)
    reconciler.round()
    owner = claimed(database, worker="owner")

    with database.write() as session:
        assert lease.beat(session, zombie.id, zombie.attempt, 30) is None
        assert not events.append(session, zombie.id, zombie.attempt, "log", {"message": "I live"})
        assert finish.succeed(session, zombie.id, zombie.attempt, {"by": "zombie"}) is None
        assert finish.fail_or_retry(session, zombie.id, zombie.attempt, finish.problem("x", "y")) is None
        assert finish.end(session, zombie.id, zombie.attempt, Status.FAILED, reason="x") is None

    assert row_of(database, owner.id).worker == "owner"
    assert not storage.has(stored.sha256)  # collected by the round


def test_a_zombie_that_stages_after_it_was_fenced_off_leaves_nothing(
    database: Database, storage: LocalStore, reconciler: Reconciler
) -> None:
    queue_job(database)
    zombie = claimed(database)
    lose_lease(database, zombie.id)
    reconciler.round()

    stored = stage(database, storage, zombie.id, zombie.attempt, "late", "text/plain", b"late")
    collect(database, storage)

    assert not storage.has(stored.sha256)


def test_a_job_nobody_heard_of_is_announced_once_and_again_after_a_while(database: Database, rung: list[str]) -> None:
    job_id = queue_job(database)

    def announce() -> int:
        return publish_due(database, ringer(rung), republish_s=60, settle_s=2)

    counts = [announce()]  # too young: whoever made it is about to announce it
    shift(database, job_id, queued_at=-3)
    counts += [announce(), announce()]
    shift(database, job_id, published_at=-61)
    counts.append(announce())

    assert counts == [0, 1, 0, 1]
    assert rung == [job_id, job_id]


def test_a_broker_that_is_down_loses_nothing(database: Database, rung: list[str]) -> None:
    jobs = [queue_job(database) for _ in range(3)]
    for job_id in jobs:
        shift(database, job_id, queued_at=-3, next_run_at=-3)
    calls: list[str] = []

    def down(queue: str, job_id: str) -> None:
        calls.append(f"{queue} {job_id}")
        raise BrokerDownError("gone")

    assert publish_due(database, down, republish_s=60, settle_s=2) == 0
    assert len(calls) == 1  # one failure is enough to know
    assert all(row_of(database, job_id).published_at is None for job_id in jobs)
    assert publish_due(database, ringer(rung), republish_s=60, settle_s=2) == 3
    assert sorted(rung) == sorted(jobs)


def test_an_announcement_that_arrives_after_the_claim_marks_nothing(database: Database) -> None:
    job_id = queue_job(database)

    def a_fast_worker(queue: str, announced: str) -> None:
        assert claimed(database, queue=queue).id == announced

    outbox.publish(database, a_fast_worker, job_id, "train")

    assert row_of(database, job_id).status == "running"
    assert row_of(database, job_id).published_at is None


def test_a_job_that_waits_for_its_next_attempt_is_not_announced(database: Database, rung: list[str]) -> None:
    job_id = queue_job(database)
    shift(database, job_id, next_run_at=30, queued_at=-10)

    assert publish_due(database, ringer(rung), republish_s=60, settle_s=2) == 0


def test_the_daily_round_forgets_old_keys_workers_events_and_deeds(database: Database, reconciler: Reconciler) -> None:
    old, new = queue_job(database, key="old"), queue_job(database, key="new")
    with database.write() as session:
        for job_id in (old, new):
            control.cancel(session, job_id, 1.0)
        worker = {"host": "h", "pid": 1, "queues": "train", "version": "0", "device": "cpu", "started_at": 0.0}
        session.execute(insert(WorkerRow).values(id="gone", seen_at=0.0, stopping=False, **worker))
        session.execute(insert(WorkerRow).values(id="here", seen_at=now(), stopping=False, **worker))
        deed = {"owner": "local", "action": "key.created"}
        session.execute(insert(AuditRow).values(at=now() - 366 * 86_400.0, object="old", **deed))
        session.execute(insert(AuditRow).values(at=now() - 364 * 86_400.0, object="new", **deed))
        session.execute(update(IdempotencyKeyRow).where(IdempotencyKeyRow.key == "old").values(created_at=0.0))
    shift(database, old, finished_at=-reconciler.settings.event_retention_days * 86_400 - 1)

    reconciler.daily()

    with database.read() as session:
        assert session.scalars(select(IdempotencyKeyRow.key)).all() == ["new"]
        assert session.scalars(select(WorkerRow.id)).all() == ["here"]
        assert session.scalars(select(AuditRow.object)).all() == ["new"]
        assert session.scalar(select(func.count()).where(JobEventRow.job_id == old)) == 0
    assert len(events_of(database, new)) == 3


@pytest.mark.parametrize(("end", "age_s", "kept"), [
    (Status.SUCCEEDED, 0, False), (Status.FAILED, 0, True), (Status.CANCELED, 0, True), (Status.FAILED, 90_000, False),
])  # fmt: skip
def test_a_checkpoint_is_kept_as_long_as_somebody_may_try_again(
    database: Database, reconciler: Reconciler, end: Status, age_s: float, kept: bool
) -> None:
    queue_job(database)
    row = claimed(database)
    folder: Path = reconciler.settings.work_dir / row.id / "checkpoint"
    folder.mkdir(parents=True)
    reconciler.round()
    assert folder.exists()

    with database.write() as session:
        if end is Status.SUCCEEDED:
            finish.succeed(session, row.id, row.attempt, {})
        else:
            finish.end(session, row.id, row.attempt, end, reason="x", error=finish.problem("x", "y"))
    shift(database, row.id, finished_at=-age_s)
    reconciler.round()

    assert folder.exists() is kept
