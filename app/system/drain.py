"""Taking workers out of service: a drained worker takes no new job until it is resumed or started again."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.principal import acting
from app.db.clock import now, read_clock
from app.db.tables import JobRow, WorkerRow
from app.errors import not_found
from app.jobs import lease
from app.jobs.states import ACTIVE
from app.system.schemas import WorkerOut
from app.system.service import ALIVE_S, worker_out


class Drain(StrEnum):
    """What becomes of the job that a drained worker runs."""

    FINISH = "finish"
    HAND_BACK = lease.HAND_BACK  # queued again, for another worker to resume


def drain(session: Session, worker_id: str, how: Drain) -> WorkerOut:
    """Ask a worker to take no new job; its launcher hears of it within a second.

    Raises:
        AppError: 404 for a worker that is not there any more.
    """
    _set(session, worker_id, how)
    note_action(session, acting(), "worker.drained", worker_id)
    return find(session, worker_id)


def resume(session: Session, worker_id: str) -> WorkerOut:
    """Let a drained worker take jobs again.

    Raises:
        AppError: 404 for a worker that is not there any more.
    """
    _set(session, worker_id, None)
    note_action(session, acting(), "worker.resumed", worker_id)
    return find(session, worker_id)


def find(session: Session, worker_id: str) -> WorkerOut:
    """The worker as it is now."""
    row = session.get_one(WorkerRow, worker_id, populate_existing=True)
    job = session.scalar(select(JobRow).where(JobRow.worker == worker_id, JobRow.status.in_(ACTIVE)).limit(1))
    return worker_out(row, job, read_clock(session))


def _set(session: Session, worker_id: str, how: Drain | None) -> None:
    here = (WorkerRow.id == worker_id, WorkerRow.seen_at > now() - ALIVE_S, WorkerRow.stopping.is_(False))
    found = session.execute(update(WorkerRow).where(*here).values(drain=how).returning(WorkerRow.id)).first()
    if found is None:
        raise not_found("worker", worker_id)
