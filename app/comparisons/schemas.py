"""What the comparison routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.http.fields import NAME, In, JsonObject, Out, WordsOut
from app.jobs.schemas import JobOut
from app.jobs.states import Status

Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
State = Literal["queued", "running", "succeeded", "failed", "canceled"]
VARIANT = r"^[a-z0-9][a-z0-9-]{0,23}$"
MAX_VARIANTS, MAX_SEEDS = 8, 5


class VariantIn(In):
    """One of the networks to compare."""

    name: Annotated[str, Field(pattern=VARIANT, examples=["small"])]
    params: JsonObject = Field(default_factory=dict, description="settings of this one, beside the shared ones")


class ComparisonIn(In):
    """A wish for several trainings that differ in few settings: a preset, or variants of your own."""

    recipe: Annotated[str, Field(pattern=NAME, examples=["sentiment"])] = "sentiment"
    preset: Annotated[
        Literal["over-fitting"] | None, Field(description="variants, settings and verdict of the book")
    ] = None
    variants: Annotated[list[VariantIn] | None, Field(min_length=2, max_length=MAX_VARIANTS)] = None
    params: JsonObject = Field(default_factory=dict, description="settings that all variants share")
    data_set: Annotated[str | None, Field(pattern=NAME)] = None
    seeds: Annotated[list[Seed], Field(min_length=1, max_length=MAX_SEEDS)] = Field(default_factory=lambda: [1])


class PlannedVariantOut(Out):
    """A variant before it is trained."""

    name: str
    title: WordsOut
    params: JsonObject
    cost_s: float


class PlanOut(Out):
    """What a comparison would train and take."""

    recipe: str
    data_set: str | None
    variants: list[PlannedVariantOut]
    seeds: list[int]
    jobs: int
    cost_s: float
    ahead_cost_s: float
    admit: bool


class SpreadOut(Out):
    """A number over seeds."""

    mean: float
    low: float
    high: float
    count: int


class PointOut(Out):
    """An epoch of a variant: each logged figure over the seeds that have come so far."""

    epoch: int
    values: dict[str, SpreadOut]


class RunOut(Out):
    """One training of a variant."""

    job: str
    seed: int
    status: Status
    model: str | None
    fraction: float
    epochs: int
    metrics: dict[str, float]


class VariantOut(Out):
    """A variant: its runs, its curves, and what they say."""

    name: str
    title: WordsOut
    params: JsonObject
    differs: JsonObject
    runs: list[RunOut]
    curve: list[PointOut]
    best_epoch: SpreadOut | None
    best_val_loss: SpreadOut | None
    final_val_loss: SpreadOut | None
    gap: SpreadOut | None
    headline: SpreadOut | None


class FindingOut(Out):
    """A statement and what the runs say: `holds` is null until runs that can tell have finished."""

    id: str
    statement: WordsOut
    source: str
    relation: str
    bound: float
    tolerance: float
    values: list[float]
    mean: float | None
    holds: bool | None
    agreeing: int


class ComparisonBrief(Out):
    """A comparison in a list."""

    id: str
    recipe: str
    preset: str | None
    state: State
    fraction: float
    variants: list[str]
    seeds: list[int]
    created_at: str


class ComparisonOut(ComparisonBrief):
    """A comparison with its curves and verdict."""

    data_set: str | None
    headline_metric: str | None
    eta_s: float
    details: list[VariantOut]
    verdict: list[FindingOut]


class PresetOut(Out):
    """A comparison for one click."""

    name: str
    recipe: str
    title: WordsOut
    summary: WordsOut
    seeds: list[int]


class ComparisonPage(Out):
    """Comparisons, newest first, and what can be started with one click."""

    data: list[ComparisonBrief]
    presets: list[PresetOut]


class LoggedRunOut(Out):
    """A job and its logs, one mapping an epoch."""

    job: JobOut
    history: list[dict[str, float]]


class LoggedRunPage(Out):
    """Jobs to lay side by side, in the order they were named."""

    data: list[LoggedRunOut]
