"""The HTTP side of jobs. Sync routes run in threads; only streams and long polls are async."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from app import tracing
from app.access.audit import note_action
from app.access.principal import acting
from app.access.scopes import needs
from app.db.tables import JobRow
from app.errors import invalid
from app.http.fields import NAME, JobId, Limit, only
from app.http.strict_json import StrictRoute
from app.jobs import control, outbox, service, view
from app.jobs.estimate import estimate
from app.jobs.finish import forget
from app.jobs.schemas import (
    CancelIn,
    EstimateOut,
    ForkIn,
    JobIn,
    JobKind,
    JobOut,
    JobPage,
    SteerIn,
)
from app.jobs.states import QUEUE_OF_KIND, Status
from app.jobs.steer import steer
from app.jobs.submit import queue_load, submit
from app.jobs.wait import look, wait_for_change, wait_seconds
from app.services import House, Services
from app.webhooks.service import check_url

router = APIRouter(prefix="/api/v1", tags=["jobs"], route_class=StrictRoute)
CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{15,63}")
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]
Prefer = Annotated[str | None, Header(description="`wait=N`: answer when the job has ended, after N seconds at most")]
Filter = Annotated[str | None, Query(pattern=NAME)]


def _accept(house: Services, body: JobIn, key: str | None, **origin: Any) -> tuple[JobOut, bool]:
    """Queue a job and ring the bell: committed first, so that a kill in between loses nothing."""
    attempts = house.settings.max_attempts
    if body.webhook is not None:
        check_url(house.settings, body.webhook, "/webhook")
    if body.kind == "generate":
        service.check_pictures(house, body)
    with tracing.span("submit job"), house.database.write() as session:
        order = service.order(session, body, attempts=attempts, longest_s=house.settings.job_max_s, **origin)
        row, new = submit(session, order, house.bounds, key)
    if new:
        with tracing.span("ring"):
            outbox.publish(house.database, house.bell, row.id, row.queue)
    with house.database.read() as session:
        return view.job_out(session, control.get(session, row.id)), new


async def _answer(
    house: Services, out: JobOut, prefer: str | None, status: int = 202, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The response of an accepted job; waits first when the client prefers that."""
    seconds = wait_seconds(house, prefer)
    headers = {"Location": out.urls.self, "Retry-After": "1"} | (headers or {})
    if seconds:
        out = await wait_for_change(house, out, seconds, until_end=True)
        headers["Preference-Applied"] = f"wait={seconds}"
        status = 200 if out.finished_at else status
    return JSONResponse(out.model_dump(mode="json"), status, headers=headers)


async def accept(house: Services, body: JobIn, key: str | None = None, prefer: str | None = None) -> JSONResponse:
    """Queue a job and answer 202 with it."""
    out, new = await house.in_thread(_accept, house, body, key)
    return await _answer(house, out, prefer, headers={} if new else {"Idempotency-Replayed": "true"})


ACCEPTED: dict[int | str, dict[str, Any]] = {
    200: {"model": JobOut, "description": "Finished within `Prefer: wait`, or the key's earlier job"},
    202: {"model": JobOut, "description": "Accepted"},
}
MAKE_EXAMPLES = {
    "quick": {"summary": "Train with the book's settings", "value": {"kind": "train", "recipe": "sentiment"}},
    "settings": {
        "summary": "Other settings under another name",
        "value": {"kind": "train", "recipe": "house-prices", "params": {"epochs": 60}, "model": "my-prices"},
    },
}


@router.post(
    "/jobs", status_code=202, response_model=JobOut, responses=ACCEPTED,
    dependencies=[needs("jobs:write", spends="submit")],
    openapi_extra={"requestBody": {"content": {"application/json": {"examples": MAKE_EXAMPLES}}}},
)  # fmt: skip
async def create_job(house: House, body: JobIn, key: Key = None, prefer: Prefer = None) -> Response:
    """Queue a job. With an `Idempotency-Key`, sending it again gives the same job."""
    return await accept(house, body, key, prefer)


@router.put(
    "/jobs/{client_id}",
    status_code=202,
    response_model=JobOut,
    responses=ACCEPTED,
    dependencies=[needs("jobs:write", spends="submit")],
)
async def put_job(house: House, client_id: JobId, body: JobIn, prefer: Prefer = None) -> Response:
    """Queue a job under an id of your own (16-64 of `a-z 0-9 _ -`); the same request again gives the same job."""
    if not CLIENT_ID.fullmatch(client_id):
        raise invalid("/client_id", "id_invalid", "An id has 16 to 64 of a-z, 0-9, _ and -.")
    out, new = await house.in_thread(_accept, house, body, f"put:{client_id}", client_id=client_id)
    return await _answer(house, out, prefer, 202 if new else 200)


@router.post("/jobs:estimate", response_model=EstimateOut, dependencies=[needs("jobs:read")])
def estimate_job(house: House, body: JobIn) -> EstimateOut:
    """What this job would take, and whether it would be accepted now."""
    with house.database.read() as session:
        order = service.order(session, body, attempts=1)
        card = service.find_card(body.recipe)
        found = estimate(session, card, body.kind, order.params, body.data_set)
        queued, ahead_s = queue_load(session, QUEUE_OF_KIND[body.kind])
    fits = found.cost_s <= house.settings.job_max_s
    admit = fits and queued < house.bounds.max_jobs and (queued == 0 or ahead_s < house.bounds.max_s)
    return EstimateOut(
        cost_s=found.cost_s, p50_s=found.cost_s, p90_s=found.p90_s, typical_error=found.typical_error,
        basis=found.basis, based_on_runs=found.runs, ahead_cost_s=ahead_s, admit=admit,
    )  # fmt: skip


FILTERS = ("status", "kind", "recipe", "model", "created_after", "cursor", "limit")


@router.get("/jobs", response_model=JobPage, dependencies=[needs("jobs:read"), only(*FILTERS)])
def list_jobs(
    house: House,
    status: Annotated[list[Status] | None, Query(description="any of these")] = None,
    kind: JobKind | None = None,
    recipe: Filter = None,
    model: Filter = None,
    created_after: Annotated[float | None, Query(description="seconds since 1970")] = None,
    cursor: Annotated[str | None, Query(max_length=120)] = None,
    limit: Limit = 50,
) -> JobPage:
    """Jobs, newest first; the questions of bulk predictions come with the job itself only."""
    wanted = [item.value for item in status or []]
    filters: dict[str, str | list[str] | None] = {"status": wanted, "kind": kind, "recipe": recipe, "model": model}
    with house.database.read() as session:
        return view.page(session, filters, created_after, cursor, limit)


@router.get(
    "/jobs/{job_id}",
    response_model=JobOut,
    responses={304: {"description": "Not modified"}},
    dependencies=[needs("jobs:read")],
)
async def get_job(
    house: House,
    job_id: JobId,
    prefer: Prefer = None,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """A job. `ETag` is its version; with `Prefer: wait=N` the answer comes when that changes."""

    out = await house.in_thread(look, house, job_id)
    seconds = wait_seconds(house, prefer)
    if seconds and out.finished_at is None:
        out = await wait_for_change(house, out, seconds, until_end=False)
    tag = f'"{out.version}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return JSONResponse(out.model_dump(mode="json"), headers={"ETag": tag})


@router.post("/jobs/{job_id}/cancel", response_model=JobOut, responses=ACCEPTED, dependencies=[needs("jobs:write")])
def cancel_job(house: House, response: Response, job_id: JobId, body: CancelIn | None = None) -> JobOut:
    """Stop a job: a queued one at once, a running one at its next step; harmless when repeated."""
    with house.database.write() as session:
        row = control.cancel(session, job_id, (body or CancelIn()).grace_s)
        response.status_code = 200 if row.status == Status.CANCELED else 202
        return view.job_out(session, row)


@router.post(
    "/jobs/{job_id}/retry", status_code=202, response_model=JobOut, dependencies=[needs("jobs:write", spends="submit")]
)
def retry_job(house: House, job_id: JobId) -> JobOut:
    """Queue a job that did not succeed again; it resumes from its last checkpoint if that still exists."""
    with house.database.write() as session:
        row: JobRow = control.retry(session, job_id, house.settings.max_attempts, house.bounds)
    outbox.publish(house.database, house.bell, row.id, row.queue)
    return look(house, job_id)


@router.post(
    "/jobs/{job_id}/fork",
    status_code=202,
    response_model=JobOut,
    responses=ACCEPTED,
    dependencies=[needs("jobs:write", spends="submit")],
)
async def fork_job(house: House, job_id: JobId, body: ForkIn, key: Key = None, prefer: Prefer = None) -> Response:
    """Queue a new job like this one with some settings changed."""

    def fork() -> tuple[JobOut, bool]:
        with house.database.read() as session:
            source = control.get(session, job_id)
            origin = service.fork_origin(session, house, source, body)
        return _accept(house, service.fork_body(source, body), key, parent=job_id, origin=origin)

    out, new = await house.in_thread(fork)
    return await _answer(house, out, prefer, headers={} if new else {"Idempotency-Replayed": "true"})


@router.post("/jobs/{job_id}/steer", status_code=202, response_model=JobOut, dependencies=[needs("jobs:write")])
def steer_job(house: House, job_id: JobId, body: SteerIn) -> JobOut:
    """Change settings of a running job; it takes them up at its next step, which the job records."""
    with house.database.write() as session:
        steer(session, job_id, body.params)
    return look(house, job_id)


@router.delete("/jobs/{job_id}", status_code=204, dependencies=[needs("jobs:write")])
def delete_job(house: House, job_id: JobId) -> None:
    """Delete a finished job with its events and files; a model version it published stays."""
    with house.database.write() as session:
        control.refuse_unless_finished(control.get(session, job_id))
        forget(session, job_id)
        note_action(session, acting(), "job.deleted", job_id)
