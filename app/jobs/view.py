"""Jobs as the API shows them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import case, select, tuple_
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.attributes import set_committed_value

from app.access.owners import mine
from app.db.tables import ArtifactRow, JobEventRow, JobRow
from app.errors import invalid
from app.http.fields import iso
from app.jobs.events import read
from app.jobs.finish import artifacts
from app.jobs.line import position
from app.jobs.schemas import (
    ArtifactOut,
    EventOut,
    EventPage,
    JobErrorOut,
    JobOut,
    JobPage,
    JobUrls,
    JobUsage,
    LogLine,
    LogPage,
    OriginOut,
    ProgressOut,
    QueueOut,
    SteeringOut,
)
from app.jobs.states import QUEUE_OF_KIND, Status

PREFIX = "/api/v1"
CURSOR = re.compile(r"([0-9]+\.[0-9]+)~([a-z0-9_-]{1,64})")


def artifact_out(row: ArtifactRow) -> ArtifactOut:
    """A file as the API shows it."""
    return ArtifactOut(
        name=row.name,
        url=f"{PREFIX}/artifacts/sha256-{row.sha256}",
        media_type=row.media_type,
        bytes=row.bytes,
        sha256=row.sha256,
    )


def job_out(session: Session, row: JobRow, *, brief: bool = False) -> JobOut:
    """A job as the API shows it; `brief` leaves out what needs more queries, and the long result."""
    place, ahead = (None, None) if brief or row.status != Status.QUEUED else position(session, row)
    result = _brief_result(row) if brief else row.result
    url = f"{PREFIX}/jobs/{row.id}"
    return JobOut(
        id=row.id, kind=row.kind, recipe=row.recipe, model=row.model,
        model_version=(row.result or {}).get("version"), data_set=row.data_set, status=Status(row.status),
        status_reason=row.status_reason, params=row.params, params_hash=row.params_hash, seed=row.seed,
        progress=ProgressOut.model_validate(row.progress) if row.progress else None,
        queue=QueueOut(name=row.queue, position=place, ahead_cost_s=ahead), attempt=row.attempt,
        max_attempts=row.max_attempts, priority=row.priority, result=result,
        artifacts=[] if brief else [artifact_out(item) for item in artifacts(session, row.id)],
        error=JobErrorOut.model_validate(row.error) if row.error else None, parent_job_id=row.parent_job_id,
        tags=row.tags, webhook=row.webhook["url"] if row.webhook else None,
        created_at=iso(row.created_at) or "", queued_at=iso(row.queued_at) or "",
        started_at=iso(row.started_at), finished_at=iso(row.finished_at), deadline_at=iso(row.deadline_at),
        metrics=_usage(row), worker=row.worker, version=row.version,
        steering=[SteeringOut.model_validate(item) for item in row.steering or []],
        origin=OriginOut.model_validate(row.origin) if row.origin else None,
        urls=JobUrls(self=url, events=f"{url}/events", cancel=f"{url}/cancel", logs=f"{url}/logs"),
    )  # fmt: skip


def _brief_result(row: JobRow) -> dict[str, object] | None:
    return (
        {key: row.result[key] for key in ("model", "version", "metrics", "files") if key in row.result}
        if row.result
        else None
    )


def _usage(row: JobRow) -> JobUsage:
    waited = row.started_at - row.queued_at if row.started_at else None
    return JobUsage(
        queue_s=waited, compute_s=row.compute_s, peak_rss_mb=row.peak_rss_mb, device=row.device, estimated_s=row.cost_s
    )


def page(
    session: Session,
    filters: dict[str, str | list[str] | None],
    created_after: float | None,
    cursor: str | None,
    limit: int,
) -> JobPage:
    """One page of jobs, newest first, without the questions of bulk predictions; the cursor is the last row's place."""
    # the questions of a bulk prediction may be a megabyte, of two hundred jobs all memory: they come with the job alone
    params = case((JobRow.kind != "predict", JobRow.params))
    # nor may one of a kind that only later releases know take the page from all others
    whose = (mine(JobRow.owner), JobRow.kind.in_(QUEUE_OF_KIND))
    statement = select(JobRow, params).options(defer(JobRow.params)).where(*whose)
    statement = statement.order_by(JobRow.created_at.desc(), JobRow.id.desc()).limit(limit + 1)
    for column, wanted in filters.items():
        if wanted:
            values = wanted if isinstance(wanted, list) else [wanted]
            statement = statement.where(getattr(JobRow, column).in_(values))
    if created_after is not None:
        statement = statement.where(JobRow.created_at > created_after)
    if cursor:
        statement = statement.where(tuple_(JobRow.created_at, JobRow.id) < _place(cursor))
    rows = [_with(row, params or {}) for row, params in session.execute(statement)]
    more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1] if rows else None
    return JobPage(
        data=[job_out(session, row, brief=True) for row in rows],
        next_cursor=f"{last.created_at!r}~{last.id}" if more and last else None,
        has_more=more,
    )


def _with(row: JobRow, params: dict[str, Any]) -> JobRow:
    """The job with these settings, as if they had been read with it."""
    set_committed_value(row, "params", params)
    return row


def _place(cursor: str) -> tuple[float, str]:
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise invalid("/cursor", "cursor_invalid", "Take the cursor from the page before.")
    return float(found[1]), found[2]


def event_page(session: Session, job_id: str, after: int, limit: int) -> EventPage:
    """The events after a number, for clients that poll."""
    rows = read(session, job_id, after, limit + 1)
    data = [
        EventOut(id=row.seq, event=row.type, attempt=row.attempt, at=iso(row.created_at) or "", data=row.data)
        for row in rows[:limit]
    ]
    return EventPage(data=data, has_more=len(rows) > limit)


def log_page(session: Session, job_id: str, after: int, limit: int) -> LogPage:
    """The log lines after an event number."""
    statement = (
        select(JobEventRow)
        .where(JobEventRow.job_id == job_id, JobEventRow.type == "log", JobEventRow.seq > after)
        .order_by(JobEventRow.seq)
        .limit(limit + 1)
    )
    rows = list(session.scalars(statement))
    lines = [
        LogLine(
            id=row.seq,
            at=iso(row.created_at) or "",
            level=str(row.data.get("level", "info")),
            message=str(row.data.get("message", "")),
        )
        for row in rows[:limit]
    ]
    return LogPage(data=lines, has_more=len(rows) > limit)
