"""What the claim routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.http.fields import In, JsonObject, Out, WordsOut

Verdict = Literal["holds", "fails", "not_measured", "data_missing"]


class RunIn(In):
    """Which runs of a claim to make; those that exist are not made again."""

    seeds: Annotated[int | None, Field(ge=1, le=5, description="how many of the claim's seeds; all where left out")] = (
        None
    )


class SetupOut(Out):
    """A training that a claim looks at, but for the seed."""

    name: str
    recipe: str
    data_set: str
    params: JsonObject
    params_hash: str


class ClaimRunOut(Out):
    """A finished training that counts for a claim."""

    job: str
    setup: str
    seed: int


class SeedOut(Out):
    """What one seed's runs gave; `value` is null while a run is missing."""

    seed: int
    value: float | None
    runs: list[ClaimRunOut]
    unfinished: list[str]


class ClaimOut(Out):
    """A claim of the book, and what past runs say about it."""

    id: str
    source: str
    statement: WordsOut
    setups: list[SetupOut]
    unit: str
    relation: str
    bound: float
    tolerance: float
    book: float | None
    quick_seeds: int
    seeds: list[SeedOut]
    mean: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    missing_data: list[str]
    runnable: bool  # its data are here, or a training would fetch them
    note: WordsOut | None
    reason: WordsOut | None
    missing_runs: int
    cost_s: float


class ClaimPage(Out):
    """All claims in the order of the book."""

    data: list[ClaimOut]
