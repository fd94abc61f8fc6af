"""The one place where a job row changes: a compare-and-swap and its event, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.db.clock import now, read_clock
from app.db.tables import JobEventRow, JobRow
from app.jobs import announce, tally
from app.jobs.states import ACTIVE, Status

Json = dict[str, Any]


def transition(
    session: Session,
    job_id: str,
    *conditions: ColumnElement[bool],
    to: Status,
    reason: str | None = None,
    **values: Any,
) -> JobRow | None:
    """Move a job to another state if it still meets the conditions; None if somebody was faster."""
    # locked on PostgreSQL, so that `from` in the event is what the update below changes
    old = session.scalar(select(JobRow.status).where(JobRow.id == job_id).with_for_update())
    values |= {"status": to, "status_reason": reason, "version": JobRow.version + 1}
    row = _update(session, job_id, conditions, values)
    if row is not None:
        _insert(session, row, "status", {"from": old, "to": to.value, "reason": reason})
        tally.moved(session, row)
        announce.moved(session, row)
    return row


def append(session: Session, job_id: str, attempt: int, type: str, data: Json, **values: Any) -> bool:
    """Write an event of a running attempt; False when the attempt no longer owns the job (write nothing more)."""
    conditions = (JobRow.attempt == attempt, JobRow.status.in_(ACTIVE))
    row = _update(session, job_id, conditions, values)
    if row is None:
        return False
    _insert(session, row, type, data)
    if type == "progress":
        announce.progressed(session, row)
    return True


def change(
    session: Session, job_id: str, *conditions: ColumnElement[bool], type: str, data: Json, **values: Any
) -> bool:
    """Write columns of a job and an event beside them, if the job still meets the conditions."""
    row = _update(session, job_id, conditions, values | {"version": JobRow.version + 1})
    if row is None:
        return False
    _insert(session, row, type, data)
    return True


def note(session: Session, row: JobRow, type: str, data: Json) -> None:
    """Write one more event beside a transition, in its transaction."""
    moved = _update(session, row.id, (), {})
    if moved is not None:
        _insert(session, moved, type, data)


def _update(session: Session, job_id: str, conditions: Sequence[ColumnElement[bool]], values: Json) -> JobRow | None:
    statement = (
        update(JobRow)
        .where(JobRow.id == job_id, *conditions)
        .values(event_seq=JobRow.event_seq + 1, **values)
        .returning(JobRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(statement).one_or_none()


def _insert(session: Session, row: JobRow, type: str, data: Json) -> None:
    stamp = read_clock(session)
    session.add(
        JobEventRow(job_id=row.id, seq=row.event_seq, attempt=row.attempt, type=type, data=data, created_at=stamp)
    )
    session.flush()


def read(session: Session, job_id: str, after: int, limit: int = 500) -> list[JobEventRow]:
    """The events of a job after `after`, oldest first."""
    statement = (
        select(JobEventRow)
        .where(JobEventRow.job_id == job_id, JobEventRow.seq > after)
        .order_by(JobEventRow.seq)
        .limit(limit)
    )
    return list(session.scalars(statement))


def first_seq(session: Session, job_id: str) -> int | None:
    """The oldest event still kept; None when all were pruned."""
    statement = select(JobEventRow.seq).where(JobEventRow.job_id == job_id).order_by(JobEventRow.seq).limit(1)
    return session.scalar(statement)


def sequences(session: Session, job_ids: Sequence[str]) -> dict[str, int]:
    """The newest event number of each job: what the poller of the event streams watches."""
    rows = session.execute(select(JobRow.id, JobRow.event_seq).where(JobRow.id.in_(job_ids)))
    return {row.id: row.event_seq for row in rows}


def prune(session: Session, older_than_s: float) -> int:
    """Delete the events of jobs that ended long ago; gives how many went."""
    old = select(JobRow.id).where(JobRow.finished_at < now() - older_than_s)
    result = session.execute(delete(JobEventRow).where(JobEventRow.job_id.in_(old)))
    return int(getattr(result, "rowcount", 0))
