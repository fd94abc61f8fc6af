"""The store of files: whether it answers, and whether a sample of what rows count on is whole."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.db.session import Database
from app.db.tables import ArtifactRow, DamagedFileRow, ModelFileRow, UploadRow
from app.doctor.finding import Finding
from app.settings import Settings
from app.storage import CorruptError, Store, StoreDownError, open_store

SAMPLE = 20
LARGEST = 50_000_000  # larger ones take their time; `chapterhouse storage sweep` misses none


def store(settings: Settings) -> Iterator[Finding]:
    """Whether files can be read, and are what they were."""
    what = "S3" if settings.artifacts_url else "a folder"
    try:
        opened = open_store(settings, patience_s=2.0, read_once=True)
        opened.has("0" * 64)
    except (ValueError, StoreDownError) as error:
        yield Finding("files", what, f"{error} See the CHAPTERHOUSE_ARTIFACTS settings.")
        return
    yield Finding("files", opened.where)
    yield from _sample(settings, opened)


def _sample(settings: Settings, opened: Store) -> Iterator[Finding]:
    database = Database(settings.database)
    try:
        with database.read() as session:
            found: set[str] = set()
            for table in (ModelFileRow, ArtifactRow, UploadRow):
                small = select(table.sha256).where(table.bytes <= LARGEST)
                if table is ArtifactRow:
                    small = small.where(ArtifactRow.state == "live")
                found |= set(session.scalars(small.order_by(func.random()).limit(SAMPLE)))
            flagged = session.scalar(select(func.count()).select_from(DamagedFileRow)) or 0
    except SQLAlchemyError:
        return  # told of the database already
    finally:
        database.dispose()
    chosen = random.sample(sorted(found), min(SAMPLE, len(found)))
    broken = [sha256 for sha256 in chosen if not _is_whole(opened, sha256)]
    if broken or flagged:
        told = f"{len(broken)} of {len(chosen)} damaged, {flagged} known to be"
        names = ", ".join(f"sha256-{sha256[:12]}" for sha256 in broken[:3])
        advice = f"{names + ': ' if names else ''}`chapterhouse storage` names what needs them; restore a backup."
        yield Finding("sample", told, advice)
        return
    yield Finding("sample", f"{len(chosen)} files read, all whole")


def _is_whole(opened: Store, sha256: str) -> bool:
    try:
        opened.verified(sha256)
    except (CorruptError, FileNotFoundError):
        return False
    return True
