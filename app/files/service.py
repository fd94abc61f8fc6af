"""The storage page's facts, and a sweep that somebody asks for."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.principal import acting
from app.db.tables import ArtifactRow, DamagedFileRow, ModelFileRow, SweepRow, UploadRow
from app.files.items import biggest, sizes
from app.files.schemas import DamagedOut, DueOut, KindOut, StorageOut, SweepOut, SweptOut
from app.http.fields import iso
from app.services import Services
from app.settings import Settings
from app.storage import StoreDownError
from app.storage.kinds import KINDS, Kind
from app.storage.retention import DAY_S, Due, due, expire, rules
from app.storage.sweep import begin, record, sweep

AHEAD_DAYS = 7
SHOWN = 100


def overview(house: Services) -> StorageOut:
    """The store at a glance: of the largest things the caller's; where it is and what is lost, for administrators."""
    answers = _answers(house)
    disk = shutil.disk_usage(_existing(house.settings.data_dir))
    with house.database.read() as session:
        found = sizes(session)
        return StorageOut(
            store=house.storage.kind, where=house.storage.where if acting().is_admin else "", answers=answers,
            files=sum(files for files, _ in found.values()), bytes=sum(size for _, size in found.values()),
            disk_free_bytes=disk.free, disk_bytes=disk.total,
            kinds=[_kind(house.settings, kind, *found[kind]) for kind in KINDS],
            biggest=biggest(session), due=_by_kind(due(session, house.settings, AHEAD_DAYS * DAY_S)),
            due_within_days=AHEAD_DAYS, damaged=_damaged(session) if acting().is_admin else [],
            last_sweep=_last_sweep(session),
        )  # fmt: skip


def sweep_now(house: Services, *, dry_run: bool) -> SweptOut:
    """Walk over the store now, and let go what is due; a dry run only looks.

    Raises:
        AppError: 503 `storage_unavailable`.
    """
    if dry_run:
        with house.database.read() as session:
            waiting = due(session, house.settings)
        found = sweep(house.database, house.storage, remove=False)
        return SweptOut(dry_run=True, due=_by_kind(waiting), **asdict(found))
    with house.database.write() as session:
        note_action(session, acting(), "storage.swept", house.storage.kind)
    taken = expire(house.database, house.storage, house.settings)
    number = begin(house.database)
    assert number is not None, "begins whenever the last one was"
    found = record(house.database, number, sweep(house.database, house.storage, remove=True))
    return SweptOut(dry_run=False, due=_by_kind(taken), **asdict(found))


def _answers(house: Services) -> bool:
    try:
        house.storage.has("0" * 64)
    except StoreDownError:
        return False
    return True


def _kind(settings: Settings, kind: Kind, files: int, size: int) -> KindOut:
    days = rules(settings).get(kind)
    versions = settings.keep_versions or None if kind == "models" else None
    return KindOut(kind=kind, files=files, bytes=size, keep_days=days, keep_versions=versions)


def _by_kind(waiting: Sequence[Due]) -> list[DueOut]:
    groups = {kind: [one for one in waiting if one.kind == kind] for kind in KINDS}
    return [
        DueOut(kind=kind, items=len(group), bytes=sum(one.bytes for one in group),
               first_at=iso(min(one.at for one in group)))
        for kind, group in groups.items()
        if group
    ]  # fmt: skip


def _damaged(session: Session) -> list[DamagedOut]:
    rows = session.scalars(select(DamagedFileRow).order_by(DamagedFileRow.found_at.desc()).limit(SHOWN)).all()
    return [
        DamagedOut(
            sha256=row.sha256, damage=row.damage, found_at=iso(row.found_at) or "",
            named_by=_named_by(session, row.sha256),
        )
        for row in rows
    ]  # fmt: skip


def _named_by(session: Session, sha256: str) -> list[str]:
    """Versions as `model@version`, jobs and uploads by their ids."""
    versions = select(ModelFileRow.model, ModelFileRow.version).where(ModelFileRow.sha256 == sha256).distinct()
    named = [f"{model}@{version}" for model, version in session.execute(versions)]
    jobs = select(ArtifactRow.job_id).where(ArtifactRow.sha256 == sha256)
    uploads = select(UploadRow.id).where(UploadRow.sha256 == sha256)
    return named + list(session.scalars(union(jobs, uploads)))


def _last_sweep(session: Session) -> SweepOut | None:
    done = select(SweepRow).where(SweepRow.finished_at.is_not(None)).order_by(SweepRow.id.desc()).limit(1)
    row = session.scalar(done)
    if row is None:
        return None
    return SweepOut(started_at=iso(row.started_at) or "", finished_at=iso(row.finished_at) or "", **row.found or {})


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
