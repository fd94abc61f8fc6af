"""The HTTP side of what happens to jobs: logs, pages of events, and streams that resume."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from app.access.principal import acting
from app.access.scopes import needs
from app.access.streams import CountedStream
from app.errors import invalid
from app.http.fields import JOB_ID, After, JobId, Limit
from app.http.strict_json import StrictRoute
from app.jobs import control, view
from app.jobs.schemas import EventPage, LogPage
from app.jobs.stream import follow
from app.jobs.wait import look
from app.services import House, Services

router = APIRouter(prefix="/api/v1", tags=["jobs"], route_class=StrictRoute)


@router.get("/jobs/{job_id}/logs", response_model=LogPage, dependencies=[needs("jobs:read")])
def job_logs(house: House, job_id: JobId, after: After = 0, limit: Limit = 200) -> LogPage:
    """The log of a job."""
    with house.database.read() as session:
        control.get(session, job_id)
        return view.log_page(session, job_id, after, limit)


STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events"}
}


@router.get("/jobs/{job_id}/events", response_model=EventPage, responses=STREAM, dependencies=[needs("jobs:read")])
async def job_events(
    request: Request, house: House, job_id: JobId, after: After | None = None,
    last_event_id: Annotated[str | None, Header()] = None, limit: Limit = 200,
) -> Response:  # fmt: skip
    """What happens to a job: server-sent events, or with `Accept: application/json` a page of them."""
    await house.in_thread(look, house, job_id)
    start = after if after is not None else _number(last_event_id)
    if "application/json" in request.headers.get("accept", ""):
        page = await house.in_thread(_event_page, house, job_id, max(0, start), limit)
        return JSONResponse(page.model_dump(mode="json"))
    return _stream(house, [job_id], {job_id: start})


def _event_page(house: Services, job_id: str, after: int, limit: int) -> EventPage:
    with house.database.read() as session:
        return view.event_page(session, job_id, after, limit)


def _number(text: str | None) -> int:
    """A client's last event; anything that cannot be one means: from the start."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


@router.get("/events", response_class=StreamingResponse, responses=STREAM, dependencies=[needs("jobs:read")])
async def many_events(
    house: House,
    jobs: Annotated[str, Query(max_length=2000, description="ids, by comma; at most 20")],
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """The events of several jobs in one stream: browsers allow only six connections to a host."""
    job_ids = list(dict.fromkeys(filter(None, jobs.split(","))))
    if not 0 < len(job_ids) <= 20:
        raise invalid("/jobs", "validation_error", "Name 1 to 20 job ids.")
    for job_id in job_ids:
        if not re.fullmatch(JOB_ID, job_id):
            raise invalid("/jobs", "id_invalid", "An id has 16 to 64 of a-z, 0-9, _ and -.")
        await house.in_thread(look, house, job_id)
    numbers = (last_event_id or "").split(",")
    known = numbers if len(numbers) == len(job_ids) else ["0"] * len(job_ids)
    return _stream(house, job_ids, {job_id: _number(text) for job_id, text in zip(job_ids, known, strict=True)})


def _stream(house: Services, job_ids: list[str], after: dict[str, int]) -> Response:
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    return CountedStream(follow(house.streams, job_ids, after), house.guard.streams, acting(), headers=headers)
