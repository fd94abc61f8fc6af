"""The HTTP side of comparisons: several trainings side by side as one action."""

from __future__ import annotations

import contextlib
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from app.access.scopes import needs
from app.comparisons import service, view
from app.comparisons.schemas import (
    ComparisonIn,
    ComparisonOut,
    ComparisonPage,
    LoggedRunPage,
    PlannedVariantOut,
    PlanOut,
    PresetOut,
)
from app.errors import AppError
from app.http.fields import JOB_ID, Limit
from app.http.strict_json import StrictRoute
from app.jobs import control, outbox
from app.jobs.estimate import estimate
from app.jobs.routes import Key
from app.jobs.schemas import CancelIn
from app.jobs.service import find_card
from app.jobs.states import TERMINAL
from app.jobs.submit import queue_load
from app.services import House

router = APIRouter(prefix="/api/v1", tags=["comparisons"], route_class=StrictRoute)
ComparisonId = Annotated[str, Path(pattern=JOB_ID, examples=["cmp_01jd8x1m3c9v5r7t2k4n6p8q0s"])]
JobIds = Annotated[
    list[Annotated[str, Field(pattern=JOB_ID)]], Query(min_length=1, max_length=8, description="ids of jobs")
]
DEFAULT_SEEDS = [1, 2, 3]
MAKE_EXAMPLES = {
    "book": {"summary": "The book's over-fitting study", "value": {"preset": "over-fitting", "seeds": [1, 2, 3]}},
    "rates": {
        "summary": "Three learning rates",
        "value": {
            "recipe": "house-prices",
            "params": {"passes": 1},
            "variants": [
                {"name": "slow", "params": {"learning_rate": 0.0001}},
                {"name": "usual", "params": {"learning_rate": 0.001}},
                {"name": "fast", "params": {"learning_rate": 0.01}},
            ],
        },
    },
}
BODY: dict[str, Any] = {"requestBody": {"content": {"application/json": {"examples": MAKE_EXAMPLES}}}}


@router.post(
    "/comparisons",
    status_code=202,
    response_model=ComparisonOut,
    openapi_extra=BODY,
    dependencies=[needs("jobs:write", spends="submit")],
)
def create_comparison(house: House, body: ComparisonIn, key: Key = None) -> Response:
    """Queue the trainings of a comparison: all of them, or none where the queue has no room for all."""
    wish = service.read_wish(body)
    with house.database.write() as session:
        comparison, rows = service.start(session, wish, house.bounds, house.settings.max_attempts, key)
    for row in rows:
        outbox.publish(house.database, house.bell, row.id, row.queue)
    with house.database.read() as session:
        found = service.jobs_of(session, comparison)
        out = view.comparison_out(session, found)
    headers = {"Location": f"/api/v1/comparisons/{comparison}", "Retry-After": "1"}
    headers |= {} if rows else {"Idempotency-Replayed": "true"}
    return JSONResponse(out.model_dump(mode="json"), 202, headers=headers)


@router.post("/comparisons:plan", response_model=PlanOut, openapi_extra=BODY, dependencies=[needs("jobs:read")])
def plan_comparison(house: House, body: ComparisonIn) -> PlanOut:
    """What a comparison would train and take, without queueing anything."""
    wish = service.read_wish(body)
    card = find_card(wish.recipe)
    with house.database.read() as session:
        orders = service.orders(session, wish, "planned", 1)[: len(wish.variants)]
        costs = [estimate(session, card, "train", order.params, order.data_set).cost_s for order in orders]
        queued, ahead_s = queue_load(session, "train")
    jobs = len(wish.variants) * len(wish.seeds)
    cost_s = sum(costs) * len(wish.seeds)
    admit = queued + jobs <= house.bounds.max_jobs and ahead_s + cost_s - min(costs) < house.bounds.max_s
    planned = [
        PlannedVariantOut(name=item.name, title=view.words_out(item.title), params=item.params, cost_s=cost)
        for item, cost in zip(wish.variants, costs, strict=True)
    ]
    return PlanOut(
        recipe=wish.recipe, data_set=wish.data_set, variants=planned, seeds=list(wish.seeds), jobs=jobs,
        cost_s=cost_s, ahead_cost_s=ahead_s, admit=admit,
    )  # fmt: skip


@router.get("/comparisons", response_model=ComparisonPage, dependencies=[needs("jobs:read")])
def list_comparisons(house: House, limit: Limit = 20) -> ComparisonPage:
    """Comparisons, newest first, and those that can be started with one click."""
    with house.database.read() as session:
        found = [view.brief(rows) for rows in service.recent(session, limit)]
    presets = [
        PresetOut(
            name=item.name, recipe=item.recipe, title=view.words_out(item.title),
            summary=view.words_out(item.summary), seeds=DEFAULT_SEEDS,
        )
        for item in service.EXPERIMENTS.values()
    ]  # fmt: skip
    return ComparisonPage(data=found, presets=presets)


@router.get("/comparisons:runs", response_model=LoggedRunPage, dependencies=[needs("jobs:read")])
def compare_runs(house: House, job: JobIds) -> LoggedRunPage:
    """Any jobs with their logs, to lay over each other; `?job=a&job=b`."""
    with house.database.read() as session:
        rows = [control.get(session, job_id) for job_id in dict.fromkeys(job)]
        return LoggedRunPage(data=view.logged_runs(session, rows))


@router.get("/comparisons/{comparison_id}", response_model=ComparisonOut, dependencies=[needs("jobs:read")])
def get_comparison(house: House, comparison_id: ComparisonId) -> ComparisonOut:
    """A comparison: its runs, their curves over seeds, and what they say about each statement."""
    with house.database.read() as session:
        return view.comparison_out(session, service.jobs_of(session, comparison_id))


@router.post("/comparisons/{comparison_id}/cancel", response_model=ComparisonOut, dependencies=[needs("jobs:write")])
def cancel_comparison(house: House, comparison_id: ComparisonId, body: CancelIn | None = None) -> ComparisonOut:
    """Stop all jobs of a comparison that have not ended; harmless when repeated."""
    with house.database.read() as session:
        waiting = [row.id for row in service.jobs_of(session, comparison_id) if row.status not in TERMINAL]
    for job_id in waiting:
        # one that ends meanwhile must not save the others; together they would lock the same rows as who cancels one
        with contextlib.suppress(AppError), house.database.write() as session:
            control.cancel(session, job_id, (body or CancelIn()).grace_s)
    return get_comparison(house, comparison_id)
