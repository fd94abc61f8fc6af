"""Ending a job: state, result, artifacts and the published version in one commit, fenced by the attempt number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.tables import ArtifactRow, JobRow
from app.ids import new_id
from app.jobs import announce
from app.jobs.events import note, transition
from app.jobs.lease import idle_values
from app.jobs.states import ACTIVE, Status

Json = dict[str, Any]
LONGEST_DELAY_S = 60  # between two attempts


def problem(code: str, detail: str) -> Json:
    """The `error` of a job: the same members as an HTTP problem."""
    return {"type": f"/problems/{code}", "code": code, "title": code.replace("_", " "), "detail": detail}


def succeed(session: Session, job_id: str, attempt: int, result: Json, **usage: float | None) -> JobRow | None:
    """End the attempt well and make its artifacts live; None when it no longer owns the job or was canceled."""
    conditions = (JobRow.attempt == attempt, JobRow.status == Status.RUNNING)
    values: Json = {"result": result, "lease_until": None, "finished_at": now(), **usage}
    row = transition(session, job_id, *conditions, to=Status.SUCCEEDED, **values)
    if row is not None:
        _make_live(session, row)
        _replace(session, row)
        note(session, row, "done", {"status": row.status})
    return row


def end(
    session: Session, job_id: str, attempt: int, to: Status, *, reason: str, error: Json | None = None
) -> JobRow | None:
    """End the attempt as failed or canceled; what it had staged as partial results stays reachable."""
    conditions = (JobRow.attempt == attempt, JobRow.status.in_(ACTIVE))
    row = transition(
        session, job_id, *conditions, to=to, reason=reason, error=error, lease_until=None, finished_at=now()
    )
    if row is not None:
        _make_live(session, row)
        note(session, row, "done", {"status": row.status})
    return row


def fail_or_retry(session: Session, job_id: str, attempt: int, error: Json) -> JobRow | None:
    """Queue the job again after a passing trouble; fail it when its attempts are spent; cancel it if asked to."""
    row = session.get(JobRow, job_id, populate_existing=True)
    if row is None or row.attempt != attempt:
        return None
    if row.status == Status.CANCELING:
        return end(session, job_id, attempt, Status.CANCELED, reason="killed")
    if row.attempt >= row.max_attempts:
        return end(session, job_id, attempt, Status.FAILED, reason=error["code"], error=error)
    return transition(
        session,
        job_id,
        JobRow.attempt == attempt,
        JobRow.status == Status.RUNNING,
        to=Status.QUEUED,
        reason=error["code"],
        **idle_values(retry_delay(attempt)),
    )


def retry_delay(attempt: int) -> float:
    """Seconds before the next attempt: none after the first, then 1, 3, 7 ... up to a minute."""
    return float(min(2 ** (attempt - 1) - 1, LONGEST_DELAY_S))


def _make_live(session: Session, row: JobRow) -> None:
    mine = (ArtifactRow.job_id == row.id, ArtifactRow.state == "staged")
    session.execute(update(ArtifactRow).where(*mine, ArtifactRow.attempt == row.attempt).values(state="live"))


def _replace(session: Session, row: JobRow) -> None:
    """What an attempt that failed had left is of no use beside the whole result: the collector takes it."""
    earlier = (ArtifactRow.job_id == row.id, ArtifactRow.attempt < row.attempt, ArtifactRow.state == "live")
    session.execute(update(ArtifactRow).where(*earlier).values(state="staged"))


def artifacts(session: Session, job_id: str) -> list[ArtifactRow]:
    """The live files of a job, by name."""
    statement = select(ArtifactRow).where(ArtifactRow.job_id == job_id, ArtifactRow.state == "live")
    return list(session.scalars(statement.order_by(ArtifactRow.name)))


def forget(session: Session, job_id: str) -> None:
    """Delete a finished job with its events and what webhooks were sent of it; its files are collected later.

    Until then they are of no job: the next one that takes its id, another owner's perhaps, must not find them.
    """
    nobodys = {"state": "staged", "job_id": new_id("gone")}
    session.execute(update(ArtifactRow).where(ArtifactRow.job_id == job_id).values(**nobodys))
    announce.forget(session, job_id)
    session.execute(delete(JobRow).where(JobRow.id == job_id))
