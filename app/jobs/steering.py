"""The running attempt's side of steering: at which step a person's changes take effect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import JobRow
from app.jobs.events import change

Json = dict[str, Any]


def in_force(steering: list[Json], step: int) -> Json:
    """The settings changed up to this step."""
    taken_up = [item["params"] for item in steering if item["step"] is not None and item["step"] <= step]
    return {name: value for params in taken_up for name, value in params.items()}


def stamp(session: Session, job_id: str, attempt: int, step: int) -> list[Json]:
    """Fix the step at which waiting changes take effect; gives all changes."""
    row = session.scalars(select(JobRow).where(JobRow.id == job_id).with_for_update()).one()
    steering = [item if item["step"] is not None else item | {"step": step} for item in row.steering or []]
    for before, item in zip(row.steering or [], steering, strict=True):
        if before["step"] is None:
            change(session, job_id, JobRow.attempt == attempt, type="steer", data=item, steering=steering)
    return steering
