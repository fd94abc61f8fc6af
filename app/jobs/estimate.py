"""What a job will cost and how far off that may be: learned from past runs, from the card until there are some.

Runs with the very same settings count alone; else those whose choices are the same (architecture, data set: what no
amount of work explains), fitted over the work that each had; else runs of about as much work, beside the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log, sqrt
from statistics import median
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import JobRow
from app.jobs.states import Status
from app.jobs.submit import digest
from models.recipe import Card

Json = dict[str, Any]
Basis = Literal["settings", "choices", "recipe", "card"]
RUNS, LOOKED_AT = 15, 100  # a form asks while somebody types
PREDICT_S = 1.0
FAR = 3.0  # so many times the work of any known run: its start, which one length cannot tell, would be multiplied
# how far off, as the standard deviation of the logarithm, until runs have told; it weighs as much as two of them
SPREAD: dict[Basis, float] = {"settings": 0.15, "choices": 0.3, "recipe": 0.7, "card": 0.7}
WEIGHT = 2
LARGEST = log(4)  # one run on a busy machine must not spoil what the others tell
P90, TYPICAL = 1.2816, 0.6745  # of a normal distribution: its 90 % quantile, and the median of its absolute value


@dataclass(frozen=True)
class Estimate:
    """Predicted seconds.

    Attributes:
        cost_s: half of the jobs take less.
        p90_s: nine of ten take less.
        runs: past runs that this rests on.
        typical_error: half of the jobs are off by less than this fraction.
    """

    cost_s: float
    p90_s: float
    runs: int
    basis: Basis
    typical_error: float


@dataclass(frozen=True)
class Run:
    """What a past run did and took."""

    work: float
    seconds: float
    choices: Json
    params_hash: str


def estimate(session: Session, card: Card, kind: str, params: Json, data_set: str | None = None) -> Estimate:
    """What a job of these settings will cost."""
    if kind == "predict":
        return _of_answers(session, card)
    asked = Run(_work(params, card), 0.0, _choices(card, params, data_set), digest(params))
    runs = _past_runs(session, card, kind)
    alike = [run for run in runs if run.choices == asked.choices]
    same = [run for run in alike if run.params_hash == asked.params_hash]
    usual = Run(_work(card.Params().model_dump(mode="json"), card), card.estimate_s, {}, "")
    if same:
        return _judged("settings", same, usual, asked.work)
    if alike:
        return _judged("choices", alike, usual, asked.work)
    near = [run for run in runs if not _is_far([run], asked.work)]
    return _judged("recipe", [*near[: RUNS - 1], usual], usual, asked.work) if near else _by_card(usual, asked.work)


def _past_runs(session: Session, card: Card, kind: str) -> list[Run]:
    past = (JobRow.recipe == card.name, JobRow.kind == kind, JobRow.status == Status.SUCCEEDED)
    rows = session.execute(
        select(JobRow.compute_s, JobRow.params, JobRow.params_hash, JobRow.data_set)
        .where(*past, JobRow.compute_s > 0)
        .order_by(JobRow.created_at.desc())
        .limit(LOOKED_AT)
    )
    return [
        Run(_work(row.params, card), row.compute_s or 0.0, _choices(card, row.params, row.data_set), row.params_hash)
        for row in rows
    ]


def _of_answers(session: Session, card: Card) -> Estimate:
    """Bulk predictions: their questions may be long, so only what they took is read."""
    past = (JobRow.recipe == card.name, JobRow.kind == "predict", JobRow.status == Status.SUCCEEDED)
    newest = select(JobRow.compute_s).where(*past, JobRow.compute_s > 0).order_by(JobRow.created_at.desc()).limit(RUNS)
    runs = [Run(1.0, seconds or 0.0, {}, "") for seconds in session.scalars(newest)]
    usual = Run(1.0, PREDICT_S, {}, "")
    return _judged("choices", runs, usual, 1.0) if runs else _by_card(usual, 1.0)


def _by_card(usual: Run, work: float) -> Estimate:
    return _estimate("card", usual.seconds * work / usual.work, 0, SPREAD["card"])


def _judged(basis: Basis, runs: list[Run], usual: Run, work: float) -> Estimate:
    """The fit of the runs, and how far each of them is from the fit of the others."""
    runs = runs[:RUNS]
    errors: list[float] = []
    if len(runs) >= (2 if basis == "settings" else 3):
        for index, run in enumerate(runs):
            others = runs[:index] + runs[index + 1 :]
            errors.append(log(run.seconds / _fit(others, usual, run.work)))
    assumed = SPREAD["recipe" if _is_far(runs, work) else basis]
    squares = WEIGHT * assumed**2 + sum(min(abs(error), LARGEST) ** 2 for error in errors)
    return _estimate(basis, _fit(runs, usual, work), len(runs), sqrt(squares / (WEIGHT + len(errors))))


def _estimate(basis: Basis, cost_s: float, runs: int, spread: float) -> Estimate:
    return Estimate(cost_s, cost_s * exp(P90 * spread), runs, basis, exp(TYPICAL * spread) - 1)


def _fit(runs: Sequence[Run], usual: Run, work: float) -> float:
    """Seconds for so much work: a start and a part for each unit of it where runs tell them apart, else in proportion.

    The slope is the median over all pairs of runs (Theil 1950, Sen 1968): no single run can turn it.
    """
    points = [*runs, usual] if _is_far(runs, work) else runs
    pairs = combinations(points, 2)
    slopes = [(b.seconds - a.seconds) / (b.work - a.work) for a, b in pairs if a.work != b.work]
    slope = median(slopes) if slopes else 0.0
    start = median(point.seconds - slope * point.work for point in points)
    if slope <= 0 or start < 0:
        return median(point.seconds / point.work for point in points) * work
    return start + slope * work


def _is_far(runs: Sequence[Run], work: float) -> bool:
    known = [run.work for run in runs]
    return not known or work > FAR * max(known) or work < min(known) / FAR


def _choices(card: Card, params: Json, data_set: str | None) -> Json:
    """The settings that are words or switches: none of them is more or less of something."""
    chosen = data_set or next(iter(card.data_sets), None)
    return {"data_set": chosen} | {name: value for name, value in params.items() if isinstance(value, str | bool)}


def _work(params: Json, card: Card) -> float:
    """What most of the time grows with; 1 for a recipe that names nothing and has no epochs."""
    if card.work is not None:
        return max(1e-9, card.work(params))
    value = params.get("epochs", 1) if "epochs" in card.Params.model_fields else 1
    return max(1.0, float(value))
