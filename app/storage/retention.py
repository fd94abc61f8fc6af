"""Retention: which files have been kept long enough, by kind; and taking them away without harm.

Nothing is taken that an alias, a data set or a job that has not ended needs. Each item goes in a transaction of its
own that looks again first, so any number of reconcilers may do this at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.db.clock import now, read_clock
from app.db.session import Database
from app.db.tables import (
    ArtifactRow,
    ExpiredFileRow,
    JobRow,
    ModelFileRow,
    ModelRow,
    ModelVersionRow,
    UploadRow,
)
from app.jobs.states import TERMINAL
from app.settings import Settings
from app.storage.expired import EXPIRED, bury, drop_files
from app.storage.kinds import Kind, artifact_kind
from app.storage.needs import data_set_of, epochs_to_go_on_from, is_aliased, uploads_of_jobs
from app.storage.staging import remove_all_unused
from app.storage.store import Store

DAY_S = 86_400.0
AT_ONCE = 1000
REMEMBERED_S = 365 * DAY_S


@dataclass(frozen=True)
class Due:
    """Something that retention takes, now or later.

    Attributes:
        item: the artifact's or upload's id, or `model@version`.
        at: when its time is over, in seconds since 1970.
    """

    kind: Kind
    item: str
    bytes: int
    at: float


def rules(settings: Settings) -> dict[Kind, float]:
    """Days by kind, for kinds that are not kept for ever; versions are counted, not timed."""
    days: dict[Kind, float] = {
        "pictures": settings.keep_pictures_days, "previews": settings.keep_previews_days,
        "epochs": settings.keep_epochs_days, "answers": settings.keep_answers_days,
        "uploads": settings.keep_uploads_days,
    }  # fmt: skip
    return {kind: value for kind, value in days.items() if value}


def due(session: Session, settings: Settings, ahead_s: float = 0.0, limit: int = AT_ONCE) -> list[Due]:
    """What retention takes until then, the oldest first within a kind; at most `limit` of each kind."""
    found: list[Due] = []
    stamp = read_clock(session)
    for kind, days in rules(settings).items():
        before = stamp + ahead_s - days * DAY_S
        items = _uploads(session, before, limit) if kind == "uploads" else _artifacts(session, kind, before, limit)
        found += [Due(kind, item, size, since + days * DAY_S) for item, size, since in items]
    if settings.keep_versions:
        found += [Due("models", item, size, stamp) for item, size in _versions(session, settings.keep_versions, limit)]
    return found


def expire(database: Database, storage: Store, settings: Settings) -> list[Due]:
    """Take what is due away; gives what went. A store that is down leaves the bytes to the sweep."""
    with database.read() as session:
        waiting = due(session, settings)
    taken = []
    for one in waiting:
        with database.write() as session:
            digests = _TAKES.get(one.kind, _take_artifact)(session, one, settings)
        remove_all_unused(database, storage, digests)
        taken += [one] if digests else []
    with database.write() as session:
        session.execute(delete(ExpiredFileRow).where(ExpiredFileRow.expired_at < now() - REMEMBERED_S))
    return taken


def _ended(kind: Kind, before: float | ColumnElement[float]) -> tuple[ColumnElement[bool], ...]:
    return (
        ArtifactRow.state == "live", artifact_kind() == kind,
        JobRow.status.in_(TERMINAL), JobRow.finished_at <= before,
    )  # fmt: skip


def _artifacts(session: Session, kind: Kind, before: float, limit: int) -> Iterator[tuple[str, int, float]]:
    needed = epochs_to_go_on_from(session) if kind == "epochs" else set()
    statement = (
        select(ArtifactRow.id, ArtifactRow.sha256, ArtifactRow.bytes, JobRow.finished_at)
        .join(JobRow, JobRow.id == ArtifactRow.job_id)
        .where(*_ended(kind, before))
        .order_by(JobRow.finished_at, ArtifactRow.id)
        .limit(limit)
    )
    for artifact_id, sha256, size, since in session.execute(statement):
        if sha256 not in needed:
            yield artifact_id, size, since or 0.0


def _uploads(session: Session, before: float, limit: int) -> Iterator[tuple[str, int, float]]:
    needed = uploads_of_jobs(session)
    statement = select(UploadRow).where(UploadRow.created_at <= before).order_by(UploadRow.created_at, UploadRow.id)
    unneeded = (
        row for row in session.scalars(statement)
        if row.id not in needed and data_set_of(session, row.id) is None
    )  # fmt: skip
    for _, row in zip(range(limit), unneeded, strict=False):
        yield row.id, row.bytes, row.created_at


def _versions(session: Session, keep: int, limit: int) -> Iterator[tuple[str, int]]:
    statement = (
        select(ModelVersionRow.model, ModelVersionRow.version)
        .where(*_outdated(keep))
        .order_by(ModelVersionRow.created_at)
        .limit(limit)
    )
    for model, version in session.execute(statement).all():
        mine = (ModelFileRow.model == model, ModelFileRow.version == version)
        yield (
            f"{model}@{version}",
            session.scalar(select(func.coalesce(func.sum(ModelFileRow.bytes), 0)).where(*mine)) or 0,
        )


def _outdated(keep: int) -> tuple[ColumnElement[bool], ...]:
    """Not among the newest, and no alias names it."""
    newer = ModelVersionRow.__table__.alias("newer")
    count = select(func.count()).where(
        newer.c.model == ModelVersionRow.model, newer.c.version > ModelVersionRow.version, newer.c.serving != EXPIRED
    )
    return ModelVersionRow.serving != EXPIRED, count.scalar_subquery() >= keep, ~is_aliased()


def _take_artifact(session: Session, one: Due, settings: Settings) -> list[str]:
    statement = (
        select(ArtifactRow, JobRow.owner)
        .join(JobRow, JobRow.id == ArtifactRow.job_id)
        .where(ArtifactRow.id == one.item, *_ended(one.kind, now() - rules(settings)[one.kind] * DAY_S))
        .with_for_update()
    )
    found = session.execute(statement).first()
    if found is None or (one.kind == "epochs" and found[0].sha256 in epochs_to_go_on_from(session)):
        return []
    row, owner = found
    bury(session, f"{row.job_id}/{row.name}", row.sha256, owner, one.kind, row.bytes)
    session.delete(row)
    return [row.sha256]


def _take_upload(session: Session, one: Due, settings: Settings) -> list[str]:
    old = UploadRow.created_at <= now() - rules(settings)[one.kind] * DAY_S  # it may have been sent again
    row = session.scalar(select(UploadRow).where(UploadRow.id == one.item, old).with_for_update())
    if row is None or data_set_of(session, row.id) or row.id in uploads_of_jobs(session):
        return []
    bury(session, row.id, row.sha256, row.owner, "uploads", row.bytes)
    session.delete(row)
    return [row.sha256]


def _take_version(session: Session, one: Due, settings: Settings) -> list[str]:
    model, _, version = one.item.rpartition("@")
    owner = session.scalar(select(ModelRow.owner).where(ModelRow.name == model).with_for_update())
    mine = (ModelVersionRow.model == model, ModelVersionRow.version == int(version))
    row = session.scalar(select(ModelVersionRow).where(*mine, *_outdated(settings.keep_versions)))
    if row is None:
        return []
    digests = drop_files(session, row, expired_from=owner or "")
    row.serving = EXPIRED
    return digests


_TAKES: dict[Kind, Callable[[Session, Due, Settings], list[str]]] = {"uploads": _take_upload, "models": _take_version}
