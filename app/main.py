"""The web application: routers, one error handler, and what lives as long as the process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Callable

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__, artifacts, dashboard, logs, tracing
from app.access import routes as access
from app.access import session_routes as sessions
from app.access.gate import Gate
from app.access.guard import make_guard
from app.access.start import refuse_unsafe
from app.claims import routes as claims
from app.comparisons import routes as comparisons
from app.datasets import routes as datasets
from app.datasets.uploads import use_data_folder
from app.db.session import Database
from app.designer import routes as designer
from app.ending import drained_first
from app.files import routes as files
from app.http import document, problem_pages, problems
from app.http.middleware import Envelope
from app.http.other_origins import for_other_origins
from app.jobs import event_routes as events
from app.jobs import routes as jobs
from app.jobs import script_routes as scripts
from app.jobs.bell import Bell
from app.jobs.reconcile import Reconciler
from app.jobs.stream import StreamHub
from app.open_inference import generate, tf_serving
from app.open_inference import routes as open_inference
from app.pictures import routes as pictures
from app.recipes import routes as recipes
from app.recipes.extra import load_extra
from app.registry import routes as registry
from app.services import Services
from app.serving import action_routes as actions
from app.serving import routes as serving
from app.serving.fast_path import FastPath
from app.serving.loaded import Shelf
from app.serving.service import Serving
from app.settings import Settings, get_settings
from app.storage import open_store
from app.storage.damage import flag_damage
from app.system import routes as system
from app.system.metrics import HouseCollector
from app.verify import routes as verify
from app.webhooks import routes as webhooks
from app.webhooks.courier import Courier
from app.webhooks.guard import Guard

log = logging.getLogger(__name__)
THREADS = 32
DAY_S = 86_400.0
RETRY_S = 600.0
HEAD_START_S = 0.5  # a start that is quick is ready at once; a slow one says meanwhile that it lives


def build_services(settings: Settings) -> Services:
    """The long-lived parts of one API process."""
    database = Database(settings.database)
    storage = open_store(settings, flag_damage(database))
    serving_service = Serving(database, storage, settings.predict_in_flight, Shelf(settings.loaded_models))
    guard = make_guard(settings, database)
    return Services(settings, database, storage, Bell(settings), StreamHub(database), serving_service, guard)


class House(FastAPI):
    """The application behind its envelope and its fast path, so that a prediction passes nothing it does not need."""

    front: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.front(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, ready for uvicorn."""
    settings = settings or get_settings()
    logs.configure(settings)
    load_extra(settings)
    app = House(
        title="Chapterhouse", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours begin before the framework: app.tracing
        openapi_url="/openapi.json", generate_unique_id_function=operation_id, strict_content_type=False,
        description="Trains the models of *Deep Learning with Python* and serves them.",
    )  # fmt: skip
    app.state.services = build_services(settings)
    app.state.collector = HouseCollector(app.state.services)
    problems.install(app)
    rooms = (serving, actions, jobs, scripts, events, registry, recipes, datasets, pictures, artifacts, verify, system)
    for room in (*rooms, files, comparisons, claims, designer, access, sessions, webhooks, problem_pages):
        app.include_router(room.router, responses=problems.DOCUMENTED)
    for room in (open_inference, generate, tf_serving):
        app.include_router(room.router)
    app.include_router(system.plain)
    document.install(app)
    dashboard.mount(app, settings.dashboard_dir)
    services: Services = app.state.services
    inner = FastPath(super(House, app).__call__, services)
    app.front = for_other_origins(Envelope(Gate(inner, services.guard), settings, services.ending), settings)
    return app


def operation_id(route: APIRoute) -> str:
    """`jobs-create_job`: what generated clients name their functions after."""
    return f"{route.tags[0] if route.tags else 'pages'}-{route.name}"


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start what runs beside the requests, and stop it again."""
    house: Services = app.state.services
    refuse_unsafe(house.settings, house.database)
    tracing.start(house.settings, "chapterhouse-api")
    use_data_folder(house.settings.run_dir / "tmp")
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    warming = asyncio.create_task(warm(house))
    await asyncio.wait({warming}, timeout=HEAD_START_S)
    courier = Courier(house.database, house.settings, house.guard.pepper, Guard(house.settings))
    beside = (house.streams.run(), house.serving.watch(), reconcile(house), tidy(house), courier.run())
    tasks = [asyncio.create_task(job) for job in beside]
    tasks.append(warming)
    try:
        with drained_first(house.ending, house.streams, house.settings.drain_s):
            yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await house.guard.shared.close()
        await to_thread.run_sync(tracing.stop)
        house.database.dispose()


async def warm(house: Services) -> None:
    """Bring into memory what is in production."""
    await house.serving.warm()
    gc.freeze()  # what is loaded now stays: collections need not walk it again


async def reconcile(house: Services) -> None:
    """Mend what crashes left behind, for as long as the process lives."""
    reconciler = Reconciler(house.database, house.storage, house.settings, house.bell)
    await again_and_again(reconciler.round, house.settings.reconcile_s)


async def tidy(house: Services) -> None:
    """Once a day what may take long: beside the rounds that mend, for a walk over a large store may last an hour."""
    reconciler = Reconciler(house.database, house.storage, house.settings, house.bell)
    await again_and_again(reconciler.daily, DAY_S)


async def again_and_again(work: Callable[[], None], pause_s: float) -> None:
    """Work in a thread for as long as the process lives; what failed is tried again soon."""
    while True:
        pause = pause_s
        try:
            await to_thread.run_sync(work)
        except Exception:
            log.exception("a round of the reconciler failed; the next one tries again")
            pause = min(pause_s, RETRY_S)
        await asyncio.sleep(pause)
