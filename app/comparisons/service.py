"""From a wish to the jobs of a comparison: ordinary trainings, told apart by tags, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.access.owners import mine, own_name
from app.access.principal import acting
from app.comparisons.schemas import ComparisonIn
from app.db.clock import now
from app.db.insert import insert_new
from app.db.tables import IdempotencyKeyRow, JobRow
from app.errors import AppError, FieldError, invalid, not_found
from app.ids import new_id
from app.jobs import service
from app.jobs.schemas import JobIn
from app.jobs.submit import Bounds, Order, digest, submit
from models.lab.experiment import Experiment, Variant
from models.lab.over_fitting import OVER_FITTING
from models.recipe import Json, Words

RECENT_JOBS = 2000
_LIGHT = (defer(JobRow.result),)  # reports are large, and asked for by name
_PLACE = (JobRow.created_at, JobRow.id)
_TRAININGS = (JobRow.kind == "train",)  # a bulk prediction may have such a tag too, and a megabyte of questions
EXPERIMENTS: dict[str, Experiment] = {OVER_FITTING.name: OVER_FITTING}


@dataclass(frozen=True)
class Wish:
    """A validated comparison: what to train, in order, before any seed."""

    recipe: str
    preset: str | None
    data_set: str | None
    variants: tuple[Variant, ...]
    seeds: tuple[int, ...]


def read_wish(body: ComparisonIn) -> Wish:
    """The variants with all their settings.

    Raises:
        AppError: 404 for an unknown recipe; 422 naming each wrong field.
    """
    experiment = EXPERIMENTS.get(body.preset or "")
    if (experiment is None) == (body.variants is None):
        raise invalid("/variants", "variants_needed", "Name either a preset or two to eight variants.")
    seeds = tuple(dict.fromkeys(body.seeds))
    if experiment is not None:
        return _of_preset(experiment, body, seeds)
    variants = tuple(
        Variant(item.name, Words(item.name, item.name), body.params | item.params) for item in body.variants or []
    )
    if len({variant.name for variant in variants}) < len(variants):
        raise invalid("/variants", "variants_same_name", "Each variant needs a name of its own.")
    card = service.find_card(body.recipe)
    if card.kind != "train":
        raise invalid("/recipe", "unknown_kind", f"The recipe {card.name} is not trained; nothing can be compared.")
    for place, variant in enumerate(variants):
        _check_params(card.name, variant, f"/variants/{place}")
    return Wish(card.name, None, body.data_set, variants, seeds)


def _of_preset(experiment: Experiment, body: ComparisonIn, seeds: tuple[int, ...]) -> Wish:
    if body.recipe != experiment.recipe:
        detail = f"The preset {experiment.name} belongs to the recipe {experiment.recipe}."
        raise invalid("/recipe", "preset_of_other_recipe", detail)
    shared = experiment.params | body.params
    variants = tuple(Variant(item.name, item.title, shared | item.params) for item in experiment.variants)
    for variant in variants:
        _check_params(experiment.recipe, variant, "")
    return Wish(experiment.recipe, experiment.name, body.data_set or experiment.data_set, variants, seeds)


def _check_params(recipe: str, variant: Variant, pointer: str) -> None:
    """Say which variant a wrong setting belongs to."""
    try:
        service.read_params(service.find_card(recipe), variant.params)
    except AppError as error:
        wrong = [FieldError(pointer + item.pointer, item.code, item.detail) for item in error.errors]
        raise AppError(error.status, error.code, f"{variant.name}: {error.detail}", errors=wrong) from None


def orders(session: Session, wish: Wish, comparison: str, attempts: int) -> list[Order]:
    """The trainings of a comparison: all variants with the first seed before any with the second."""
    return [
        service.order(session, _job(wish, variant, place, seed, comparison), attempts=attempts)
        for seed, (place, variant) in product(wish.seeds, enumerate(wish.variants))
    ]


def _job(wish: Wish, variant: Variant, place: int, seed: int, comparison: str) -> JobIn:
    """The request that a person would send for this one; its model's name is never the recipe's own."""
    tags = {"comparison": comparison, "variant": variant.name, "place": str(place)}
    return JobIn(
        kind="train", recipe=wish.recipe, params=dict(variant.params),
        model=own_name(f"lab-{wish.recipe[:34]}-{variant.name}"), data_set=wish.data_set,
        seed=seed, tags=tags | ({"preset": wish.preset} if wish.preset else {}),
    )  # fmt: skip


def start(session: Session, wish: Wish, bounds: Bounds, attempts: int, key: str | None) -> tuple[str, list[JobRow]]:
    """Queue a comparison; gives its id and the new jobs, none when the key has started it before.

    Raises:
        AppError: 422 `idempotency_mismatch`, 429 `queue_full`: then nothing was queued.
    """
    comparison = new_id("cmp")
    if key is not None and (known := _known(session, wish, key, comparison)) is not None:
        return known, []
    return comparison, [submit(session, item, bounds)[0] for item in orders(session, wish, comparison, attempts)]


def _known(session: Session, wish: Wish, key: str, comparison: str) -> str | None:
    """Claim the key for this comparison, or give the one that holds it."""
    content = [[variant.name, variant.params] for variant in wish.variants]
    fingerprint = digest(["comparison", wish.recipe, wish.preset, wish.data_set, content, wish.seeds])
    values: Json = {"owner": acting().owner, "key": key, "fingerprint": fingerprint, "job_id": comparison}
    statement = insert_new(session, IdempotencyKeyRow, **values, created_at=now())
    if session.execute(statement.returning(IdempotencyKeyRow.job_id)).first() is not None:
        return None
    held = session.get_one(IdempotencyKeyRow, (acting().owner, key))
    if held.fingerprint != fingerprint:
        raise AppError(422, "idempotency_mismatch", "This idempotency key was used for a different request.")
    return held.job_id


def jobs_of(session: Session, comparison: str) -> list[JobRow]:
    """The jobs of a comparison in the order they were queued, or 404; forks of them belong to nobody."""
    statement = select(JobRow).where(
        *_TRAININGS, mine(JobRow.owner), JobRow.tags["comparison"].as_string() == comparison
    )
    rows = [row for row in session.scalars(statement.options(*_LIGHT).order_by(*_PLACE)) if belongs(row)]
    if not rows:
        raise not_found("comparison", comparison)
    return rows


def belongs(row: JobRow) -> bool:
    """Whether a tagged job is one that a comparison queued, not a fork or a stranger with its tag."""
    return row.kind == "train" and row.parent_job_id is None and {"variant", "place"} <= set(row.tags)


def recent(session: Session, limit: int) -> list[list[JobRow]]:
    """The newest comparisons, each as its jobs."""
    tag = JobRow.tags["comparison"].as_string()
    statement = select(JobRow).where(*_TRAININGS, mine(JobRow.owner), tag.is_not(None)).options(*_LIGHT)
    rows = session.scalars(statement.order_by(JobRow.created_at.desc()).limit(RECENT_JOBS))
    groups: dict[str, list[JobRow]] = {}
    for row in rows:
        if belongs(row):
            groups.setdefault(row.tags["comparison"], []).append(row)
    return [_queued_order(group) for group in list(groups.values())[:limit]]


def _queued_order(rows: Sequence[JobRow]) -> list[JobRow]:
    return sorted(rows, key=lambda row: (row.created_at, row.id))
