"""Owning a job: claim it, keep the lease alive, give it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.tables import JobRow, WorkerRow
from app.jobs.events import transition
from app.jobs.line import recent_work, whose
from app.jobs.saved_epochs import adopt
from app.jobs.states import ACTIVE, QUEUE_OF_KIND, Status

Json = dict[str, Any]
HAND_BACK = "hand_back"  # of a worker's `drain`
MESSAGE_VERSION = 2  # jobs written by a newer API with a newer shape are left to newer workers
NEWER_VERSION = 2  # workers that know 1 publish under the house's name, whoever asked, and tell no webhook


@dataclass(frozen=True)
class Beat:
    """What the owner of a job learns when it renews its lease."""

    cancel_requested: bool
    cancel_overdue: bool  # the grace time after the request is over: stop by force
    deadline_passed: bool
    stopping: bool  # this worker is shutting down, or is to hand back what it runs
    steering: list[Json]  # what a person changed since the start


def claim_next(
    session: Session, queues: Sequence[str], recipes: Sequence[str], *, worker: str, pid: int, lease_s: float
) -> JobRow | None:
    """Become the owner of the most urgent job that is due, if there is one.

    Any wake-up call may take any job of its queue: priorities then hold whatever order the broker delivers in
    (docs/decisions/0002). The compare-and-swap makes exactly one winner for each attempt.
    """
    due = (
        JobRow.status == Status.QUEUED,
        JobRow.queue.in_(queues),
        JobRow.kind.in_(QUEUE_OF_KIND),
        JobRow.recipe.in_(recipes),
        JobRow.message_version <= MESSAGE_VERSION,
        JobRow.next_run_at <= now(),
    )
    had = recent_work(queues)
    order = (func.coalesce(had.c.jobs, 0), JobRow.priority.desc(), JobRow.queued_at, JobRow.id)
    waiting = select(JobRow.id).outerjoin(had, had.c.key == whose(JobRow.key_id)).where(*due)
    first = waiting.order_by(*order).limit(1)
    while (job_id := session.scalar(first)) is not None:  # again after somebody was faster: other jobs may be due
        row = transition(
            session,
            job_id,
            *due,
            to=Status.RUNNING,
            attempt=JobRow.attempt + 1,
            worker=worker,
            worker_pid=pid,
            lease_until=now() + lease_s,
            started_at=now(),
            progress_at=now(),
        )
        if row is not None:
            adopt(session, row)
            return row
    return None


def beat(session: Session, job_id: str, attempt: int, lease_s: float) -> Beat | None:
    """Renew the lease; None when it is lost: the caller must stop at once and write nothing."""
    statement = (
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.attempt == attempt, JobRow.status.in_(ACTIVE))
        .values(lease_until=now() + lease_s)
        .returning(
            JobRow.status,
            JobRow.cancel_requested_at,
            JobRow.cancel_grace_s,
            JobRow.deadline_at,
            JobRow.worker,
            JobRow.steering,
            now(),
        )
    )
    held = session.execute(statement).first()
    if held is None:
        return None
    status, asked_at, grace_s, deadline_at, worker, steering, stamp = held
    stops = WorkerRow.stopping | (func.coalesce(WorkerRow.drain, "") == HAND_BACK)
    stopping = session.scalar(select(WorkerRow.id).where(WorkerRow.id == worker, stops))
    return Beat(
        cancel_requested=status == Status.CANCELING,
        cancel_overdue=asked_at is not None and stamp > asked_at + grace_s,
        deadline_passed=deadline_at is not None and stamp > deadline_at,
        stopping=stopping is not None,
        steering=steering or [],
    )


def release(session: Session, job_id: str, attempt: int, reason: str, delay_s: float = 0.0) -> bool:
    """Put a job back unharmed (its worker stops, or is too old for it): the next owner resumes, and this attempt is
    not held against it."""
    row = transition(
        session,
        job_id,
        JobRow.attempt == attempt,
        JobRow.status == Status.RUNNING,
        to=Status.QUEUED,
        reason=reason,
        max_attempts=JobRow.max_attempts + 1,
        **idle_values(delay_s),
    )
    return row is not None


def idle_values(delay_s: float) -> dict[str, object]:
    """Column values of a job that waits to be claimed again."""
    return {
        "worker": None,
        "worker_pid": None,
        "lease_until": None,
        "published_at": None,
        "started_at": None,
        "next_run_at": now() + delay_s,
    }
