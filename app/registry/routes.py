"""The HTTP side of models, versions and aliases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.owners import askable
from app.access.scopes import needs
from app.db.tables import AliasRow, ModelRow, ModelVersionRow
from app.http.fields import JsonObject, Limit, ModelName, VersionNumber, iso
from app.http.strict_json import StrictRoute
from app.recipes.routes import schema_of
from app.registry import service
from app.registry.publish import PRODUCTION
from app.registry.schemas import (
    AliasIn,
    AliasOut,
    ChangeOut,
    ChangePage,
    ModelFileOut,
    ModelOut,
    ModelPage,
    VersionOut,
    VersionPage,
)
from app.services import House
from app.storage import remove_all_unused
from models.catalog import CARDS

router = APIRouter(prefix="/api/v1/models", tags=["models"], route_class=StrictRoute)
AliasName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=[PRODUCTION])]


def version_out(session: Session, row: ModelVersionRow, *, brief: bool = False) -> VersionOut:
    """A version as the API shows it; `brief` leaves out the long report, except what its figures are judged by."""
    names = [alias for alias, version in service.aliases(session, row.model).items() if version == row.version]
    files = [
        ModelFileOut(
            name=file.name,
            url=f"/api/v1/models/{row.model}/versions/{row.version}/files/{file.name}",
            media_type=file.media_type,
            sha256=file.sha256,
            bytes=file.bytes,
        )
        for file in service.files(session, row.model, row.version)
    ]
    return VersionOut(
        model=row.model, version=row.version, recipe=row.recipe, aliases=names, serving=row.serving,
        digest=row.digest, metrics=row.metrics, report=_judged_by(row.report) if brief else row.report, data=row.data,
        question=row.question, params=row.params, seed=row.seed, job_id=row.job_id,
        code_version=row.code_version, parity=row.parity, created_at=iso(row.created_at) or "", files=files,
        damaged=service.is_damaged(session, row),
    )  # fmt: skip


def _judged_by(report: JsonObject | None) -> JsonObject | None:
    """The headline that the data decided and its warnings, where the report has them."""
    kept = {name: part for name, part in (report or {}).items() if name in ("headline", "warnings")}
    return kept or None


def model_out(session: Session, row: ModelRow) -> ModelOut:
    """A model as the API shows it."""
    pointed = service.aliases(session, row.name)
    number = pointed.get(PRODUCTION)
    production = service.get_version(session, row.name, number) if number else None
    card = CARDS.get(row.recipe)
    return ModelOut(
        name=row.name, recipe=row.recipe, aliases=pointed, last_version=row.last_version,
        production=version_out(session, production, brief=True) if production else None,
        query_schema=schema_of(card.Query) if card else {},
        answer_schema=schema_of(card.Answer) if card else {}, created_at=iso(row.created_at) or "",
    )  # fmt: skip


def _alias_out(row: AliasRow) -> AliasOut:
    return AliasOut(model=row.model, alias=row.alias, version=row.version, updated_at=iso(row.updated_at) or "")


@router.get("", response_model=ModelPage, dependencies=[needs("models:read")])
def list_models(house: House) -> ModelPage:
    """Every model with the version in production: its metrics, data set, digest, question and answer."""
    with house.database.read() as session:
        rows = session.scalars(
            select(ModelRow).where(ModelRow.deleted_at.is_(None), askable(ModelRow.owner)).order_by(ModelRow.name)
        )
        return ModelPage(data=[model_out(session, row) for row in rows.all()])


@router.get("/{model}", response_model=ModelOut, dependencies=[needs("models:read")])
def get_model(house: House, model: ModelName) -> ModelOut:
    """One model."""
    with house.database.read() as session:
        return model_out(session, service.get_model(session, model))


@router.delete("/{model}", status_code=204, dependencies=[needs("models:write")])
def delete_model(house: House, model: ModelName) -> None:
    """Take a model out of service and delete its files; the figures of its versions stay."""
    with house.database.write() as session:
        digests = service.delete_model(session, model)
    house.serving.refresh()
    remove_all_unused(house.database, house.storage, digests)


@router.get("/{model}/versions", response_model=VersionPage, dependencies=[needs("models:read")])
def list_versions(house: House, model: ModelName) -> VersionPage:
    """The versions of a model, newest first."""
    with house.database.read() as session:
        service.get_model(session, model)
        return VersionPage(data=[version_out(session, row, brief=True) for row in service.versions(session, model)])


@router.get("/{model}/versions/{version}", response_model=VersionOut, dependencies=[needs("models:read")])
def get_version(house: House, model: ModelName, version: VersionNumber) -> VersionOut:
    """One version with its whole report."""
    with house.database.read() as session:
        service.get_model(session, model)
        return version_out(session, service.get_version(session, model, version))


@router.delete("/{model}/versions/{version}", status_code=204, dependencies=[needs("models:write")])
def delete_version(house: House, model: ModelName, version: VersionNumber) -> None:
    """Delete a version that no alias names, with its files."""
    with house.database.write() as session:
        digests = service.delete_version(session, model, version)
    house.serving.refresh()
    remove_all_unused(house.database, house.storage, digests)


@router.put("/{model}/aliases/{alias}", response_model=AliasOut, dependencies=[needs("models:write")])
def promote(house: House, model: ModelName, alias: AliasName, body: AliasIn) -> AliasOut:
    """Let an alias name this version: `production` answers from it at once."""
    with house.database.write() as session:
        out = _alias_out(service.promote(session, model, alias, body.version))
    house.serving.refresh()
    return out


@router.post("/{model}/aliases/{alias}/rollback", response_model=AliasOut, dependencies=[needs("models:write")])
def roll_back(house: House, model: ModelName, alias: AliasName) -> AliasOut:
    """Undo the last move of an alias."""
    with house.database.write() as session:
        out = _alias_out(service.roll_back(session, model, alias))
    house.serving.refresh()
    return out


@router.get("/{model}/history", response_model=ChangePage, dependencies=[needs("models:read")])
def history(house: House, model: ModelName, limit: Limit = 50) -> ChangePage:
    """Where the aliases of a model pointed, newest first."""
    with house.database.read() as session:
        service.get_model(session, model)
        rows = service.history(session, model, limit)
    data = [
        ChangeOut(
            seq=row.seq, alias=row.alias, version=row.version, previous=row.previous, reason=row.reason,
            at=iso(row.created_at) or "",
        )
        for row in rows
    ]  # fmt: skip
    return ChangePage(data=data)
