"""Saved epochs outlive what happens to their job, for as long as somebody may go on from them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.db.session import Database
from app.db.tables import JobRow
from app.jobs import control, finish
from app.jobs.reconcile import Reconciler
from app.jobs.states import Status
from app.storage import LocalStore, Stored, collect, stage
from tests.engine.orders import claimed, lose_lease, queue_job, row_of, shift

EPOCH = "epoch-0003.state"


def saved(database: Database, storage: LocalStore, row: JobRow) -> Stored:
    """An epoch that the attempt keeps."""
    return stage(database, storage, row.id, row.attempt, EPOCH, "application/octet-stream", b"state")


def test_an_epoch_outlives_its_deleted_job_until_the_fork_of_it_has_ended(
    database: Database, storage: LocalStore
) -> None:
    queue_job(database)
    parent = claimed(database)
    stored = saved(database, storage, parent)
    with database.write() as session:
        finish.succeed(session, parent.id, parent.attempt, {})
    origin = {"job": parent.id, "epoch": 3, "sha256": stored.sha256}
    queue_job(database, origin=origin, parent_job_id=parent.id)

    with database.write() as session:
        finish.forget(session, parent.id)
    collect(database, storage)
    fork = claimed(database)
    assert storage.verified(stored.sha256) == b"state"

    with database.write() as session:
        finish.succeed(session, fork.id, fork.attempt, {})
    collect(database, storage)
    assert not storage.has(stored.sha256)


def cancel(database: Database, job_id: str) -> None:
    """A person stops the job that waits."""
    with database.write() as session:
        control.cancel(session, job_id, 1.0)


def pass_deadline(database: Database, job_id: str) -> None:
    """It waits too long."""
    shift(database, job_id, deadline_at=-1.0)


@pytest.mark.parametrize(
    ("stop", "status"), [(cancel, Status.CANCELED), (pass_deadline, Status.EXPIRED)], ids=["canceled", "expired"]
)
def test_a_job_that_ends_while_it_waits_for_its_next_attempt_keeps_its_epochs(
    database: Database, storage: LocalStore, reconciler: Reconciler,
    stop: Callable[[Database, str], None], status: Status,
) -> None:  # fmt: skip
    queue_job(database, deadline_s=100.0)
    row = claimed(database)
    stored = saved(database, storage, row)
    stage(database, storage, row.id, row.attempt, "half.png", "image/png", b"not finished")
    lose_lease(database, row.id)
    reconciler.round()

    stop(database, row.id)
    reconciler.round()
    reconciler.round()

    assert row_of(database, row.id).status == status
    with database.read() as session:
        assert [(one.name, one.sha256) for one in finish.artifacts(session, row.id)] == [(EPOCH, stored.sha256)]
    assert storage.verified(stored.sha256) == b"state"
