"""The HTTP side of the network designer."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.access.scopes import needs
from app.designer import service
from app.designer.schemas import DesignerOut, PlanIn, PlanOut
from app.http.strict_json import StrictRoute
from app.services import House
from models.data.examples import InputKind, Task

router = APIRouter(prefix="/api/v1/designer", tags=["designer"], route_class=StrictRoute)
_KINDS = ("application/octet-stream", "application/jsonl")
SAMPLE = {200: {"content": {kind: {} for kind in _KINDS}, "description": "An .npz, or JSON Lines for texts"}}


@router.get("", response_model=DesignerOut, dependencies=[needs("datasets:read")])
def get_designer() -> DesignerOut:
    """The book's two tables: what each kind of input is read with, and what each kind of task ends on."""
    return service.tables()


@router.post("/plan", response_model=PlanOut, dependencies=[needs("datasets:read")])
async def make_plan(house: House, body: PlanIn) -> PlanOut:
    """The network for an input and a task, with reasons and warnings; a data set fills in what is left out."""
    return await house.reading(service.plan, house, body)


@router.get("/samples/{input}/{task}", response_class=Response, responses=SAMPLE, dependencies=[needs("datasets:read")])  # type: ignore[arg-type]  # ints are str | int
async def get_sample(house: House, input: InputKind, task: Task) -> Response:
    """The small sample of an input and a task as a file: what a training without a data set learns from."""
    content, name, media_type = await house.reading(service.sample, house, input, task)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
