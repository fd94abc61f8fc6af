"""From a request to an order: the recipe's card judges the settings before anything is queued."""

from __future__ import annotations

from math import inf
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.owners import own_name
from app.access.principal import HOUSE_OWNER, acting
from app.datasets.suggestions import kind_of, recipes_for
from app.db.tables import ArtifactRow, DataSetRow, JobRow, ModelRow
from app.errors import AppError, FieldError, invalid, not_found
from app.http.problems import from_input, from_validation
from app.jobs.estimate import estimate
from app.jobs.saved_epochs import epoch_state
from app.jobs.schemas import ForkIn, JobIn
from app.jobs.submit import Order
from app.pictures.service import picture_facts
from app.registry.publish import PRODUCTION
from app.registry.service import resolve
from app.services import Services
from models.catalog import CARDS
from models.data.catalogue import catalogue
from models.recipe import Card, InputError, PictureChoice, Schema

Json = dict[str, Any]


def order(
    session: Session,
    body: JobIn,
    *,
    client_id: str | None = None,
    parent: str | None = None,
    origin: Json | None = None,
    attempts: int,
    longest_s: float = inf,
) -> Order:
    """The validated order of a request, defaults filled in.

    Raises:
        AppError: 404 for an unknown recipe, data set or model; 422 naming each wrong field.
    """
    card = find_card(body.recipe)
    params = _predict_params(body.params) if body.kind == "predict" else _recipe_params(card, body)
    if body.kind == "predict":
        resolve(session, body.model or card.name, PRODUCTION)
    _check_data_set(session, card, body)
    model = body.model or (own_name(card.name) if body.kind == "train" else card.name)
    _check_model(session, card, body, model)
    cost_s = estimate(session, card, body.kind, params, body.data_set).cost_s
    _refuse_endless(cost_s, longest_s)
    return Order(
        kind=body.kind, recipe=card.name, params=params, seed=body.seed, owner=acting().owner,
        key_id=acting().key_id, model=model, data_set=body.data_set, priority=body.priority, tags=body.tags,
        deadline_s=body.deadline_s, parent_job_id=parent, client_id=client_id, cost_s=cost_s,
        max_attempts=attempts, origin=origin,
        webhook={"url": body.webhook, "events": list(dict.fromkeys(body.webhook_events))} if body.webhook else None,
    )  # fmt: skip


def _refuse_endless(cost_s: float, longest_s: float) -> None:
    if cost_s > longest_s:
        detail = f"This would take about {cost_s:.0f} s here; a job may take {longest_s:.0f}. Ask for less work."
        error = FieldError("/params", "job_too_large", detail)
        raise AppError(422, "job_too_large", detail, errors=[error], extra={"cost_s": cost_s, "limit_s": longest_s})


def check_pictures(house: Services, body: JobIn) -> None:
    """Look at the pictures that the settings name, and let the recipe refuse what cannot work.

    Raises:
        AppError: 404 or 409 for a picture that is not there or is none; 422 for what the recipe refuses.
    """
    card = find_card(body.recipe)
    if body.kind != card.kind:
        return  # refused with the rest of the order
    check_params(house, card, read_params(card, body.params))


def check_params(house: Services, card: Card, params: Schema) -> None:
    """The part of `check_pictures` that needs no request body."""
    chosen = {name: getattr(params, name) for name in type(params).model_fields}
    facts = {
        name: picture_facts(house, choice, f"/params/{name}")
        for name, choice in chosen.items()
        if isinstance(choice, PictureChoice)
    }
    if card.check is not None:
        try:
            card.check(params, facts)
        except InputError as error:
            raise from_input(error, "/params") from None


def read_params(card: Card, params: Json) -> Schema:
    """The settings as the card understands them.

    Raises:
        AppError: 422 naming each wrong field.
    """
    try:
        return card.Params.model_validate(params)
    except ValidationError as error:
        raise from_validation(error.errors(include_input=False, include_url=False), "/params") from None


def find_card(recipe: str) -> Card:
    """The card of a recipe, or 404."""
    card = CARDS.get(recipe)
    if card is None:
        raise not_found("recipe", recipe)
    return card


def _recipe_params(card: Card, body: JobIn) -> Json:
    if body.kind != card.kind:
        detail = f"The recipe {card.name} knows jobs of kind {card.kind}."
        raise invalid("/kind", "unknown_kind", detail)
    params = read_params(card, body.params)
    if card.kind == "train" and card.check is not None:
        try:
            card.check(params, {})
        except InputError as error:
            raise from_input(error, "/params") from None
    return params.model_dump(mode="json")


def _predict_params(params: dict[str, Any]) -> dict[str, Any]:
    queries = params.get("queries")
    if set(params) != {"queries"} or not isinstance(queries, list) or not queries:
        raise invalid("/params/queries", "batch_empty", "A predict job takes a list of one or more queries.")
    return params


def _check_data_set(session: Session, card: Card, body: JobIn) -> None:
    if body.data_set is None or body.data_set in card.data_sets:
        return
    row = session.get(DataSetRow, body.data_set)
    if row is not None and not acting().owns(row.owner):
        row = None
    if row is None and not _built_in(card, body.data_set):
        known = ", ".join(card.data_sets) or "of its kinds in the catalogue"
        detail = f"The recipe {card.name} knows the data sets {known} and those you uploaded."
        raise AppError(404, "data_set_not_found", detail, errors=[FieldError("/data_set", "unknown", detail)])
    if row is not None and row.profile and body.kind == card.kind:
        _refuse_unfit(card, row)
    if row is not None and row.profile and card.fits is not None and body.kind == card.kind:
        try:
            card.fits(read_params(card, body.params), row.profile)
        except InputError as error:
            raise from_input(error, "/params") from None


def _refuse_unfit(card: Card, row: DataSetRow) -> None:
    """A recipe cannot learn from every kind of data: said before anything is queued."""
    able = recipes_for(row)
    if card.name not in able:
        takes = f"It is for {', '.join(able)}" if able else "No recipe learns from it as it is"
        detail = f"The data set {row.name!r} ({kind_of(row)}) does not fit the recipe {card.name}. {takes}."
        raise invalid("/data_set", "data_set_unfit", detail)


def _built_in(card: Card, name: str) -> bool:
    """Whether a recipe that learns from any data of some kinds can learn from a data set of the catalogue."""
    entry = catalogue().get(name)
    return entry is not None and card.fits is not None and entry.kind in card.data_kinds


def _check_model(session: Session, card: Card, body: JobIn, name: str) -> None:
    """A model's versions all answer the same kind of question and have one owner: other names are refused."""
    row = session.get(ModelRow, name)
    hidden = row is not None and not acting().may_ask(row.owner)  # what it is made by is not told
    recipe = row.recipe if row and not hidden else name if name in CARDS else card.name
    taken = recipe if recipe != card.name else None
    detail = f"The model {name!r} belongs to the recipe {taken}; take another name."
    if taken is None and body.kind == "train" and is_taken(row, name):
        taken, detail = name, f"The model {name!r} belongs to another owner; take another name."
    if taken is not None:
        raise AppError(409, "model_name_taken", detail, errors=[FieldError("/model", "model_name_taken", detail)])


def is_taken(row: ModelRow | None, name: str) -> bool:
    """Whether another owner has the name; those of the recipes are the house's before it trains them."""
    owner = row.owner if row is not None else HOUSE_OWNER if name in CARDS else acting().owner
    return owner != acting().owner


def fork_origin(session: Session, house: Services, row: JobRow, change: ForkIn) -> Json | None:
    """The saved epoch that the fork goes on from; None when it begins anew.

    Raises:
        AppError: 404 `snapshot_not_found`; 422 `shape_setting` for a setting that the saved network fixes.
    """
    if change.epoch is None:
        return None
    statement = select(ArtifactRow).where(ArtifactRow.job_id == row.id, ArtifactRow.name == epoch_state(change.epoch))
    saved = session.scalars(statement.order_by(ArtifactRow.attempt.desc()).limit(1)).first()
    if saved is None or not house.storage.has(saved.sha256):
        detail = f"The job kept no epoch {change.epoch}."
        raise AppError(404, "snapshot_not_found", detail, errors=[FieldError("/epoch", "snapshot_not_found", detail)])
    card = find_card(row.recipe)
    for name in card.shape:
        if name in change.params and change.params[name] != row.params.get(name):
            detail = f"{name} shapes the network; an epoch of another shape cannot go on from there."
            raise invalid(f"/params/{name}", "shape_setting", detail)
    return {"job": row.id, "epoch": change.epoch, "sha256": saved.sha256}


def fork_body(row: JobRow, change: ForkIn) -> JobIn:
    """The request that would make this job, with the changes of the fork."""
    return JobIn(
        kind=row.kind,  # type: ignore[arg-type]  # checked on entry
        recipe=row.recipe,
        params=row.params | change.params,
        model=change.model or row.model,
        data_set=change.data_set or row.data_set,
        seed=row.seed if change.seed is None else change.seed,
        priority=row.priority,
        tags=row.tags,
    )
