"""Health, the state of the house, and its measurements."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from app.access.scopes import needs, public
from app.services import House
from app.system import service
from app.system.metrics import HouseCollector, exposition
from app.system.schemas import LiveOut, QueueDepthOut, ReadyOut, SystemOut, WorkerOut

router = APIRouter(prefix="/api/v1", tags=["system"])
plain = APIRouter(tags=["system"])


@router.get("/health/live", response_model=LiveOut, dependencies=[public()])
async def live() -> LiveOut:
    """The process answers."""
    return LiveOut(live=True)


@router.get(
    "/health/ready",
    response_model=ReadyOut,
    responses={503: {"model": ReadyOut, "description": "Not ready"}},
    dependencies=[public()],
)
def ready(house: House, response: Response) -> ReadyOut:
    """Whether requests can be served: not while the models in production are being loaded.

    A missing broker only degrades: jobs wait in the database and none is lost.
    """
    with house.database.write() as session:
        session.execute(text("SELECT 1"))
        count = service.alive_workers(session)
    out = ReadyOut(
        ready=house.serving.is_warm, database="ok", broker=house.bell.state(), workers=count,
        loaded_models=len(house.serving.shelf),
    )  # fmt: skip
    response.status_code = 200 if out.ready else 503
    return out


@router.get("/system", response_model=SystemOut, dependencies=[needs("system:read")])
def system(house: House) -> SystemOut:
    """Workers, queues, versions and storage."""
    with house.database.read() as session:
        return service.system(house, session)


@router.get("/workers", response_model=list[WorkerOut], dependencies=[needs("system:read")])
def list_workers(house: House) -> list[WorkerOut]:
    """Workers and what they do."""
    with house.database.read() as session:
        return service.workers(session)


@router.get("/queues", response_model=list[QueueDepthOut], dependencies=[needs("system:read")])
def list_queues(house: House) -> list[QueueDepthOut]:
    """Queues: depth, oldest job, predicted seconds until empty."""
    with house.database.read() as session:
        return service.queues(session)


@plain.get("/metrics", include_in_schema=False, dependencies=[needs("system:read")])
def metrics(request: Request) -> Response:
    """Measurements for Prometheus."""
    collector: HouseCollector = request.app.state.collector
    return Response(exposition(collector), media_type=CONTENT_TYPE_LATEST)
