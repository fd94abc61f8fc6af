"""`POST /api/v1/verify`: send a PNG that was made here, learn whether it can be made again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.access.scopes import needs
from app.datasets.uploads import file_form
from app.jobs import outbox
from app.jobs.routes import Prefer
from app.jobs.schemas import JobOut
from app.jobs.submit import submit
from app.jobs.wait import look, wait_for_change, wait_seconds
from app.services import House, Services
from app.verify import service
from app.verify.schemas import VerifyOut
from app.verify.service import Claim

router = APIRouter(prefix="/api/v1", tags=["verify"])
MAX_BYTES = 10_000_000
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary", "description": "a PNG made here"}},
}
DONE: dict[int | str, dict[str, Any]] = {
    200: {"model": VerifyOut, "description": "The answer"},
    202: {"model": VerifyOut, "description": "A job computes it; `Prefer: wait=N` waits for it"},
}


FORM: dict[str, Any] = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": BODY}}}}


@router.post(
    "/verify",
    response_model=VerifyOut,
    responses=DONE,
    openapi_extra=FORM,
    dependencies=[needs("jobs:write", spends="submit")],
)
async def verify(request: Request, house: House, prefer: Prefer = None) -> Response:
    """Whether recomputing a picture from its receipt gives the same pixels: the same machine and code must."""
    async with file_form(request, MAX_BYTES) as (file, _):
        content = await file.read()
    claim = await house.in_thread(service.read_claim, content)
    if claim.receipt.get("kind") == "sample":
        return await _answer_now(house, claim)
    job = await house.in_thread(_submit, house, claim)
    if seconds := wait_seconds(house, prefer):
        job = await wait_for_change(house, job, seconds, until_end=True)
    out = VerifyOut(
        equal=(job.result or {}).get("equal"), received=claim.pixels, recomputed=(job.result or {}).get("recomputed"),
        receipt=claim.receipt, job=job,
    )  # fmt: skip
    headers = {"Location": job.urls.self}
    return JSONResponse(out.model_dump(mode="json"), 200 if job.finished_at else 202, headers=headers)


async def _answer_now(house: Services, claim: Claim) -> Response:
    model, version = claim.receipt.get("model"), claim.receipt.get("version")
    loaded = await house.serving.loaded(str(model)[:80], version if service.is_number(version) else None)
    with house.serving.place():
        recomputed = await house.in_thread(service.recompute_sample, claim, loaded)
    out = VerifyOut(
        equal=recomputed == claim.pixels, received=claim.pixels, recomputed=recomputed, receipt=claim.receipt, job=None
    )
    return JSONResponse(out.model_dump(mode="json"))


def _submit(house: Services, claim: Claim) -> JobOut:
    order = service.order(house, claim)
    with house.database.write() as session:
        row, _ = submit(session, order, house.bounds)
    outbox.publish(house.database, house.bell, row.id, row.queue)
    return look(house, row.id)
