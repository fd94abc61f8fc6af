"""Health, the state of the house, and its measurements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.access.scopes import needs, public
from app.http.strict_json import StrictRoute
from app.services import House
from app.system import service
from app.system.drain import Drain, drain, resume
from app.system.metrics import HouseCollector, exposition
from app.system.schemas import DrainIn, LiveOut, QueueDepthOut, ReadyOut, SystemOut, WorkerOut

WorkerId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
router = APIRouter(prefix="/api/v1", tags=["system"], route_class=StrictRoute)
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
    database, workers = "ok", 0
    try:
        with house.database.write() as session:
            session.execute(text("SELECT 1"))
            workers = service.alive_workers(session)
    except SQLAlchemyError:
        database = "unavailable"
    draining = house.ending.begun
    out = ReadyOut(
        ready=house.serving.is_warm and not draining and database == "ok", draining=draining, database=database,
        broker=house.bell.state(), workers=workers, loaded_models=len(house.serving.shelf),
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


@router.post("/workers/{worker}/drain", response_model=WorkerOut, dependencies=[needs("admin")])
def drain_worker(house: House, worker: WorkerId, body: DrainIn | None = None) -> WorkerOut:
    """Take a worker out of service: it takes no new job, and ends or hands back the one that it runs."""
    with house.database.write() as session:
        return drain(session, worker, Drain((body or DrainIn()).jobs))


@router.post("/workers/{worker}/resume", response_model=WorkerOut, dependencies=[needs("admin")])
def resume_worker(house: House, worker: WorkerId) -> WorkerOut:
    """Let a drained worker take jobs again."""
    with house.database.write() as session:
        return resume(session, worker)


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
