"""Models, versions and aliases: finding them, moving aliases, deleting."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.owners import require_own_model
from app.access.principal import acting
from app.db.clock import now
from app.db.tables import AliasRow, DamagedFileRow, JobRow, ModelFileRow, ModelRow, ModelVersionRow, RegistryChangeRow
from app.errors import AppError, not_found
from app.jobs.states import UNFINISHED
from app.registry.publish import PRODUCTION, point
from app.storage.expired import EXPIRED, drop_files


def get_model(session: Session, name: str) -> ModelRow:
    """The model, 404 when there never was one that the caller may ask, 410 after it was deleted."""
    row = session.get(ModelRow, name)
    if row is None or not acting().may_ask(row.owner):
        raise not_found("model", name)
    return _not_deleted(row)


def _not_deleted(row: ModelRow) -> ModelRow:
    if row.deleted_at is not None:
        raise AppError(410, "model_deleted", f"The model {row.name!r} was deleted.")
    return row


def _get_own(session: Session, name: str, *, lock: bool = False) -> ModelRow:
    """The model, when the caller may also change it; `lock` keeps retention from taking a version meanwhile."""
    row = get_model(session, name)
    require_own_model(name, row.owner)
    if lock:
        session.refresh(row, with_for_update=True)
        _not_deleted(row)  # while this one waited for the lock
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


def is_damaged(session: Session, row: ModelVersionRow) -> bool:
    """Whether a file of the version was found missing or damaged."""
    mine = (ModelFileRow.model == row.model, ModelFileRow.version == row.version)
    lost = select(DamagedFileRow.sha256).join(ModelFileRow, ModelFileRow.sha256 == DamagedFileRow.sha256)
    return session.scalar(lost.where(*mine).limit(1)) is not None


def versions(session: Session, model: str) -> list[ModelVersionRow]:
    """All versions, newest first."""
    rows = select(ModelVersionRow).where(ModelVersionRow.model == model)
    return list(session.scalars(rows.order_by(ModelVersionRow.version.desc())))


def promote(session: Session, model: str, alias: str, version: int) -> AliasRow:
    """Let an alias name this version.

    Raises:
        AppError: 404 `version_not_found`; 410 `artifact_expired` when its files are gone.
    """
    _get_own(session, model, lock=True)
    require_files(get_version(session, model, version))
    note_action(session, acting(), "model.promoted", f"{model}@{alias} {version}")
    return point(session, model, alias, version, "promoted")


def roll_back(session: Session, model: str, alias: str) -> AliasRow:
    """Undo the last move of an alias that was not itself undone.

    Raises:
        AppError: 409 `nothing_to_roll_back` when the alias never named another version.
    """
    _get_own(session, model, lock=True)
    kept = {row.version for row in versions(session, model) if row.serving != EXPIRED}
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
    trail = [version for version, _ in groupby(number for number in trail if number in kept)]
    if len(trail) < 2:
        raise AppError(409, "nothing_to_roll_back", f"The alias {alias!r} never named another version.")
    note_action(session, acting(), "model.rolled_back", f"{model}@{alias} {trail[-2]}")
    return point(session, model, alias, trail[-2], "rolled_back")


def require_files(row: ModelVersionRow) -> None:
    """410 for a version whose files were deleted; its figures stay for the record."""
    if row.serving == EXPIRED:
        detail = f"The files of version {row.version} of {row.model!r} were deleted; train it again."
        raise AppError(410, "artifact_expired", detail)


def delete_version(session: Session, model: str, version: int) -> list[str]:
    """Delete a version with its files; gives their digests, which the caller removes from the store.

    Raises:
        AppError: 404 `version_not_found`; 409 `model_in_use` while an alias names it.
    """
    _get_own(session, model, lock=True)
    row = get_version(session, model, version)
    named = [alias for alias, number in aliases(session, model).items() if number == version]
    if named:
        detail = f"{', '.join(named)} of {model!r} names version {version}; promote another version first."
        raise AppError(409, "model_in_use", detail)
    digests = drop_files(session, row)
    session.delete(row)
    note_action(session, acting(), "version.deleted", f"{model}@{version}")
    return digests


def delete_model(session: Session, name: str) -> list[str]:
    """Take a model out of service and delete the files of its versions, whose figures stay for the record.

    Training it again brings it back, with the next number.

    Returns:
        The digests of the files, which the caller removes from the store.

    Raises:
        AppError: 409 `model_in_use` while a job asks it.
    """
    row = _get_own(session, name, lock=True)
    asks = (JobRow.kind == "predict", JobRow.model == name, JobRow.status.in_(UNFINISHED))
    job = session.execute(select(JobRow.id, JobRow.owner).where(*asks).limit(1)).first()
    if job is not None:
        who = f"The job {job.id}" if acting().owns(job.owner) else "A job of another owner"
        raise AppError(409, "model_in_use", f"{who} asks {name!r}; cancel it or wait for its end.")
    row.deleted_at = session.scalar(select(now()))
    for alias in session.scalars(select(AliasRow).where(AliasRow.model == name)).all():
        session.delete(alias)
        stamp = row.deleted_at or 0.0
        change = {"version": None, "previous": alias.version, "reason": "deleted", "created_at": stamp}
        session.add(RegistryChangeRow(model=name, alias=alias.alias, **change))
    digests: list[str] = []
    for version in versions(session, name):
        digests += drop_files(session, version)
        version.serving = EXPIRED
    note_action(session, acting(), "model.deleted", name)
    return digests


def history(session: Session, model: str, limit: int) -> list[RegistryChangeRow]:
    """The moves of a model's aliases, newest first."""
    rows = select(RegistryChangeRow).where(RegistryChangeRow.model == model, RegistryChangeRow.alias != "")
    return list(session.scalars(rows.order_by(RegistryChangeRow.seq.desc()).limit(limit)))
