"""What a job will cost: learned from past runs of the recipe, from its card until there are some."""

from __future__ import annotations

from statistics import median
from typing import Any

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

    Runs with the very same settings count alone; else runs with other settings count in proportion to their epochs.
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
    same = session.execute(timed.where(JobRow.params_hash == digest(params))).all()
    seconds = [row.compute_s for row in same] or [
        row.compute_s * _epochs(params, card) / _epochs(row.params, card) for row in session.execute(timed)
    ]
    if seconds:
        return median(seconds), len(seconds)
    usual = _epochs(card.Params().model_dump(), card)
    return card.estimate_s * _epochs(params, card) / usual, 0


def _epochs(params: dict[str, Any], card: Card) -> float:
    """What most of the time grows with; 1 for a recipe without epochs."""
    value = params.get("epochs", 1) if "epochs" in card.Params.model_fields else 1
    return max(1.0, float(value))
