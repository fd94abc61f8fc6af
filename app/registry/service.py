"""Models, versions and aliases: finding them, moving aliases, deleting."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.owners import require_own_model
from app.access.principal import acting
from app.db.clock import now
from app.db.tables import AliasRow, ModelFileRow, ModelRow, ModelVersionRow, RegistryChangeRow
from app.errors import AppError, not_found
from app.registry.publish import PRODUCTION, point


def get_model(session: Session, name: str) -> ModelRow:
    """The model, 404 when there never was one that the caller may ask, 410 after it was deleted."""
    row = session.get(ModelRow, name)
    if row is None or not acting().may_ask(row.owner):
        raise not_found("model", name)
    if row.deleted_at is not None:
        raise AppError(410, "model_deleted", f"The model {name!r} was deleted.")
    return row


def _get_own(session: Session, name: str) -> ModelRow:
    """The model, when the caller may also change it."""
    row = get_model(session, name)
    require_own_model(name, row.owner)
    return row


def get_version(session: Session, model: str, version: int) -> ModelVersionRow:
    """A version, or 404."""
    row = session.get(ModelVersionRow, (model, version))
    if row is None:
        raise AppError(404, "version_not_found", f"The model {model!r} has no version {version}.")
    return row


def resolve(session: Session, model: str, alias: str) -> ModelVersionRow:
    """The version an alias names: 404 for an unknown alias, 409 while nothing is trained."""
    row = get_model(session, model)
    held = session.get(AliasRow, (model, alias))
    if held is None and alias == PRODUCTION:
        raise AppError(409, "model_not_ready", f"The model {model!r} has no version in production yet.")
    if held is None:
        raise AppError(404, "version_not_found", f"The model {row.name!r} has no alias {alias[:64]!r}.")
    return get_version(session, model, held.version)


def aliases(session: Session, model: str) -> dict[str, int]:
    """Where the aliases of a model point."""
    rows = session.scalars(select(AliasRow).where(AliasRow.model == model).order_by(AliasRow.alias))
    return {row.alias: row.version for row in rows}


def files(session: Session, model: str, version: int) -> list[ModelFileRow]:
    """The files of a version, by name."""
    mine = (ModelFileRow.model == model, ModelFileRow.version == version)
    return list(session.scalars(select(ModelFileRow).where(*mine).order_by(ModelFileRow.name)))


def versions(session: Session, model: str) -> list[ModelVersionRow]:
    """All versions, newest first."""
    rows = select(ModelVersionRow).where(ModelVersionRow.model == model)
    return list(session.scalars(rows.order_by(ModelVersionRow.version.desc())))


def promote(session: Session, model: str, alias: str, version: int) -> AliasRow:
    """Let an alias name this version."""
    _get_own(session, model)
    get_version(session, model, version)
    return point(session, model, alias, version, "promoted")


def roll_back(session: Session, model: str, alias: str) -> AliasRow:
    """Undo the last move of an alias that was not itself undone.

    Raises:
        AppError: 409 `nothing_to_roll_back` when the alias never named another version.
    """
    _get_own(session, model)
    mine = (RegistryChangeRow.model == model, RegistryChangeRow.alias == alias)
    moves = session.scalars(select(RegistryChangeRow).where(*mine).order_by(RegistryChangeRow.seq)).all()
    trail: list[int] = []
    for move in moves:
        if move.reason == "rolled_back" and trail:
            trail.pop()
        elif move.reason == "deleted":
            trail.clear()
        elif move.version is not None and (not trail or trail[-1] != move.version):
            trail.append(move.version)
    if len(trail) < 2:
        raise AppError(409, "nothing_to_roll_back", f"The alias {alias!r} never named another version.")
    get_version(session, model, trail[-2])
    return point(session, model, alias, trail[-2], "rolled_back")


def delete_model(session: Session, name: str) -> None:
    """Take a model out of service; its versions stay for the record, training it again brings it back."""
    row = _get_own(session, name)
    row.deleted_at = session.scalar(select(now()))
    for alias in session.scalars(select(AliasRow).where(AliasRow.model == name)).all():
        session.delete(alias)
        stamp = row.deleted_at or 0.0
        change = {"version": None, "previous": alias.version, "reason": "deleted", "created_at": stamp}
        session.add(RegistryChangeRow(model=name, alias=alias.alias, **change))


def history(session: Session, model: str, limit: int) -> list[RegistryChangeRow]:
    """The moves of a model's aliases, newest first."""
    rows = select(RegistryChangeRow).where(RegistryChangeRow.model == model)
    return list(session.scalars(rows.order_by(RegistryChangeRow.seq.desc()).limit(limit)))
