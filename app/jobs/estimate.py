"""What a job will cost: learned from past runs of the recipe, from its card until there are some."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import JobRow
from app.jobs.states import Status
from app.jobs.submit import digest
from models.recipe import Card

RUNS = 15
PREDICT_S = 1.0


def estimate(session: Session, card: Card, kind: str, params: dict[str, Any]) -> tuple[float, int]:
    """Predicted seconds, and how many past runs that rests on.

    Runs with the very same settings count alone; else runs of any length tell what an epoch, or a step, costs.
    """
    if kind == "predict":
        return PREDICT_S, 0
    past = (JobRow.recipe == card.name, JobRow.kind == kind, JobRow.status == Status.SUCCEEDED)
    timed = (
        select(JobRow.compute_s, JobRow.params)
        .where(*past, JobRow.compute_s.is_not(None))
        .order_by(JobRow.created_at.desc())
        .limit(RUNS)
    )
    same = session.scalars(timed.where(JobRow.params_hash == digest(params))).all()
    if same:
        return median(seconds for seconds in same if seconds is not None), len(same)
    runs = [(_work(row.params, card), row.compute_s) for row in session.execute(timed)]
    usual = (_work(card.Params().model_dump(mode="json"), card), card.estimate_s)
    points = runs or [usual]
    if card.work is not None and len({length for length, _ in runs}) == 1:
        points = [*runs, usual]  # most of a small picture's time is its start, which one length alone cannot tell
    return _extrapolate(points, _work(params, card)), len(runs)


def _extrapolate(runs: list[tuple[float, float]], epochs: float) -> float:
    """A fixed part and a part for each epoch, where runs of different lengths tell them apart; else in proportion."""
    lengths, seconds = np.array(runs).T
    if len(set(lengths)) == 1:
        return float(np.median(seconds) * epochs / lengths[0])
    slope, fixed = np.polyfit(lengths, seconds, 1)
    if slope <= 0 or fixed < 0:
        return float(np.median(seconds / lengths)) * epochs
    return float(fixed + slope * epochs)


def _work(params: dict[str, Any], card: Card) -> float:
    """What most of the time grows with; 1 for a recipe that names nothing and has no epochs."""
    if card.work is not None:
        return max(1e-9, card.work(params))
    value = params.get("epochs", 1) if "epochs" in card.Params.model_fields else 1
    return max(1.0, float(value))
