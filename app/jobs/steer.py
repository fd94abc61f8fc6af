"""Changing a job while it runs: the change is an event, applied at a recorded step, so that the run can be repeated."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.access.principal import acting
from app.db.tables import JobRow
from app.errors import AppError, invalid, not_found
from app.jobs.events import change
from app.jobs.service import read_params
from app.jobs.states import UNFINISHED
from models.catalog import CARDS
from models.recipe import Card

Json = dict[str, Any]
MOST_CHANGES = 200


def steer(session: Session, job_id: str, params: Json) -> None:
    """Note a change of settings; the running attempt takes it up at its next step.

    Raises:
        AppError: 404; 409 `job_already_finished`, `not_steerable`; 422 for a setting or value that is not allowed.
    """
    row = session.get(JobRow, job_id, populate_existing=True, with_for_update=True)
    if row is None or not acting().owns(row.owner):
        raise not_found("job", job_id)
    if row.status not in UNFINISHED:
        raise AppError(409, "job_already_finished", f"The job has already {row.status}; fork it with other settings.")
    card = CARDS.get(row.recipe)
    if card is None or row.kind != card.kind or not card.steerable:
        raise AppError(409, "not_steerable", f"A running {row.recipe} job has nothing that can be changed.")
    allowed = check_change(card, row.params, params)
    steering = [*(row.steering or []), {"step": None, "params": allowed}]
    if len(steering) > MOST_CHANGES:
        raise AppError(409, "not_steerable", f"The job was changed {MOST_CHANGES} times already.")
    still = JobRow.status.in_(UNFINISHED)
    change(session, job_id, still, type="steer", data={"step": None, "params": allowed}, steering=steering)


def check_change(card: Card, settings: Json, params: Json) -> Json:
    """The changed settings with their values as the card holds them.

    Raises:
        AppError: 422 for a setting that cannot change while a job runs, or a value that is not allowed.
    """
    if not params:
        raise invalid("/params", "validation_error", f"Send one or more of {', '.join(card.steerable)}.")
    for name in params:
        if name not in card.steerable:
            detail = f"Only {', '.join(card.steerable)} can change while the job runs."
            raise invalid(f"/params/{name[:80]}", "not_steerable", detail)
    changed = read_params(card, settings | params).model_dump(mode="json")
    return {name: changed[name] for name in params}
