"""What a job will cost: learned from past runs of the recipe, from its card until there are some."""

from __future__ import annotations

from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import JobRow
from app.jobs.states import Status
from models.recipe import Card

RUNS = 15


def estimate(session: Session, card: Card, kind: str, params_hash: str) -> tuple[float, int]:
    """Predicted seconds, and how many past runs that rests on. Runs with the same settings count alone."""
    if kind == "predict":
        return 1.0, 0
    past = (JobRow.recipe == card.name, JobRow.kind == kind, JobRow.status == Status.SUCCEEDED)
    timed = select(JobRow.compute_s).where(*past, JobRow.compute_s.is_not(None)).order_by(JobRow.created_at.desc())
    same = session.scalars(timed.where(JobRow.params_hash == params_hash).limit(RUNS)).all()
    seconds = [value for value in same or session.scalars(timed.limit(RUNS)).all() if value is not None]
    return (median(seconds), len(seconds)) if seconds else (card.estimate_s, 0)
