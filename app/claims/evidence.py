"""Past runs that count for claims: any training of the caller's with the same recipe, settings, data and seed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.owners import mine
from app.comparisons.view import numbers
from app.db.tables import JobRow
from app.jobs.states import UNFINISHED, Status
from app.jobs.submit import digest
from models.catalog import CARDS
from models.claims.claim import Claim, Setup
from models.lab.measure import Run

Json = dict[str, Any]


@dataclass(frozen=True)
class Want:
    """One training: what is looked for among past runs, and what is queued when there is none."""

    recipe: str
    params_hash: str
    data_set: str
    seed: int


@dataclass(frozen=True)
class Found:
    """A run that has ended well, or has not ended yet."""

    job: str
    run: Run | None  # None: not ended yet


def full_params(setup: Setup) -> Json:
    """The settings with the card's defaults filled in, as a job records them."""
    return CARDS[setup.recipe].Params.model_validate(setup.params).model_dump(mode="json")


def want(setup: Setup, seed: int) -> Want:
    """What a setup looks for with a seed."""
    return Want(setup.recipe, digest(full_params(setup)), setup.data_set, seed)


def evidence(session: Session, claims: Iterable[Claim]) -> dict[Want, Found]:
    """The newest finished run of each want, else one that has not ended: one query for all claims."""
    wants = {want(setup, seed) for claim in claims for setup in claim.setups.values() for seed in claim.seeds}
    report = JobRow.result["report"]["history"]
    columns = (JobRow.id, JobRow.recipe, JobRow.params_hash, JobRow.data_set, JobRow.seed, JobRow.status)
    statement = (
        select(*columns, JobRow.result["metrics"], report, JobRow.result["data"]["name"])
        .where(
            mine(JobRow.owner),
            JobRow.kind == "train",
            JobRow.origin.is_(None),
            JobRow.params_hash.in_({item.params_hash for item in wants}),
            JobRow.seed.in_({item.seed for item in wants}),
            JobRow.status.in_((Status.SUCCEEDED, *UNFINISHED)),
        )
        .order_by(JobRow.created_at)
    )
    found: dict[Want, Found] = {}
    for job, recipe, params_hash, chosen, seed, status, metrics, history, used in session.execute(statement):
        done = status == Status.SUCCEEDED
        key = Want(recipe, params_hash, _data_set(recipe, chosen, used if done else None), seed)
        if key in wants and (done or key not in found):
            found[key] = Found(job, Run(history or [], numbers(metrics)) if done else None)
    return found


def _data_set(recipe: str, chosen: str | None, used: Any) -> str:
    """What the run was trained on: what it recorded, else what was asked for, else the recipe's first choice."""
    if isinstance(used, str):
        return used
    card = CARDS.get(recipe)
    return chosen or (card.data_sets[0] if card and card.data_sets else "")
