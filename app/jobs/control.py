"""What a person may ask of a job once it exists: cancel, try again, delete."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.principal import acting
from app.db.clock import now
from app.db.tables import JobRow
from app.errors import AppError, not_found
from app.jobs import saved_epochs
from app.jobs.events import note, transition
from app.jobs.lease import idle_values
from app.jobs.states import TERMINAL, Status
from app.jobs.submit import Bounds, refuse_more

RETRYABLE = (Status.FAILED, Status.CANCELED, Status.EXPIRED)


def get(session: Session, job_id: str) -> JobRow:
    """The job of this id, or 404."""
    row = find(session, job_id)
    if row is None:
        raise not_found("job", job_id)
    return row


def find(session: Session, job_id: str) -> JobRow | None:
    """The job of this id; another owner's is as good as none."""
    row = session.get(JobRow, job_id, populate_existing=True)
    return row if row is not None and acting().owns(row.owner) else None


def cancel(session: Session, job_id: str, grace_s: float) -> JobRow:
    """Stop a job: a queued one at once, a running one at its next step; again is harmless, after the end 409."""
    get(session, job_id)
    values = {"cancel_requested_at": now(), "cancel_grace_s": grace_s}
    queued = (JobRow.status == Status.QUEUED,)
    row = transition(session, job_id, *queued, to=Status.CANCELED, reason="asked", finished_at=now(), **values)
    if row is not None:
        saved_epochs.keep(session, row)
        note(session, row, "done", {"status": row.status})
        return get(session, job_id)
    running = (JobRow.status == Status.RUNNING,)
    row = transition(session, job_id, *running, to=Status.CANCELING, reason="asked", **values)
    if row is None and get(session, job_id).status == Status.QUEUED:
        return cancel(session, job_id, grace_s)  # its worker gave it back between the two looks
    return row or _already(session, job_id)


def _already(session: Session, job_id: str) -> JobRow:
    row = get(session, job_id)
    if row.status in (Status.CANCELING, Status.CANCELED):
        return row
    raise AppError(409, "job_already_finished", f"The job has already {row.status}.")


def retry(session: Session, job_id: str, attempts: int, bounds: Bounds | None = None) -> JobRow:
    """Queue a failed, canceled or expired job again under its own id; it resumes from its checkpoint.

    Args:
        bounds: of its queue, which a job that comes back needs room in too; None: there is.

    Raises:
        AppError: 404; 409 `job_not_retryable`; 429 `queue_full` or `too_many_jobs`.
    """
    found = get(session, job_id)
    if bounds is not None and found.status in RETRYABLE:
        refuse_more(session, found.queue, found.key_id, bounds)
    row = transition(
        session,
        job_id,
        JobRow.status.in_(RETRYABLE),
        to=Status.QUEUED,
        reason="retried",
        max_attempts=JobRow.attempt + attempts,
        cancel_requested_at=None,
        finished_at=None,
        error=None,
        deadline_at=None,
        queued_at=now(),
        **idle_values(0.0),
    )
    if row is None:
        status = get(session, job_id).status
        raise AppError(409, "job_not_retryable", f"Only a job that did not succeed can be tried again; it is {status}.")
    return row


def refuse_unless_finished(row: JobRow) -> None:
    """409 for a job that still runs."""
    if row.status not in TERMINAL:
        raise AppError(409, "job_not_finished", f"The job is {row.status}; cancel it first.")
