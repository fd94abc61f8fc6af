"""A walk over the whole store: objects that no row names, and rows whose file is lost.

The collector works from rows and is done in a moment; this works from the store's own list, which takes a request for
every thousand objects, so it runs once a day.
"""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.db.clock import now, read_clock
from app.db.session import Database
from app.db.tables import ArtifactRow, DamagedFileRow, JobRow, ModelFileRow, SweepRow, UploadRow
from app.jobs.states import Status
from app.storage.damage import flag, unflag
from app.storage.rows import in_use
from app.storage.staging import remove_unused
from app.storage.store import CorruptError, Store, StoreDownError

log = logging.getLogger(__name__)
DAY_S = 86_400.0
GUARD_S = DAY_S  # younger files may be on their way: a restore stores its files before their rows
SHOWN = 100
ONE_SWEEP = 0x6368_7377  # a lock of PostgreSQL's, for who decides to begin


@dataclass
class Found:
    """What a sweep found.

    Attributes:
        orphans: old files that no row names; `young` are those that are left alone for a day.
        removed: orphans that were deleted.
        missing: files that rows name and the store does not have, the first hundred by digest.
        healed: files that were flagged as damaged and are whole again, or needed no more.
    """

    files: int = 0
    bytes: int = 0
    orphans: int = 0
    orphan_bytes: int = 0
    young: int = 0
    removed: int = 0
    missing_files: int = 0
    missing: list[str] = field(default_factory=list)
    healed: int = 0


def sweep(database: Database, storage: Store, *, remove: bool, guard_s: float = GUARD_S) -> Found:
    """Compare the store with the rows.

    Args:
        remove: delete orphans and flag what is lost; otherwise only look.
        guard_s: files younger than this are left alone.

    Raises:
        StoreDownError: nothing is concluded from half a list.
    """
    found, there, orphans = Found(), set(), []
    with database.read() as session:
        promised = _promised(session, guard_s)  # before the list: a file whose row is there by now is there too
        named = promised | set(session.scalars(select(ArtifactRow.sha256)))
        named |= set(session.scalars(select(ModelFileRow.sha256))) | set(session.scalars(select(UploadRow.sha256)))
    before = time.time() - guard_s
    for file in storage.files():
        there.add(file.sha256)
        found.files, found.bytes = found.files + 1, found.bytes + file.bytes
        if file.sha256 in named:
            continue
        if file.modified_at > before:
            found.young += 1
            continue
        orphans.append(file)
    with database.read() as session:  # rows that came meanwhile
        orphans = [file for file in orphans if not in_use(session, file.sha256)]
    found.orphans, found.orphan_bytes = len(orphans), sum(file.bytes for file in orphans)
    lost = [sha256 for sha256 in sorted(promised - there) if not storage.has(sha256)]
    found.missing_files, found.missing = len(lost), lost[:SHOWN]
    if remove:
        found.removed = sum(remove_unused(database, storage, file.sha256) for file in orphans)
        _flag_all(database, lost)
        found.healed = _heal(database, storage)
    return found


def sweep_daily(database: Database, storage: Store) -> Found | None:
    """Sweep unless somebody did within the last day; None when it is not due, or the store is down."""
    number = begin(database, unless_since_s=0.9 * DAY_S)
    if number is None:
        return None
    try:
        return record(database, number, sweep(database, storage, remove=True))
    except StoreDownError:
        log.warning("no sweep today: the store does not answer")
        return None


def begin(database: Database, *, unless_since_s: float = 0.0) -> int | None:
    """Note that a sweep begins; None when another began within that time."""
    with database.write() as session:
        if not database.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_SWEEP})
        stamp = read_clock(session)
        newest = session.scalar(select(SweepRow.started_at).order_by(SweepRow.id.desc()).limit(1))
        if newest is not None and stamp - newest < unless_since_s:
            return None
        row = SweepRow(started_at=stamp, finished_at=None, found=None)
        session.add(row)
        session.flush()
        return row.id


def record(database: Database, number: int, found: Found) -> Found:
    """Write down what a sweep found."""
    with database.write() as session:
        row = session.get_one(SweepRow, number)
        row.finished_at, row.found = session.scalar(select(now())), asdict(found)
    return found


def _promised(session: Session, guard_s: float) -> set[str]:
    """The digests that must be in the store: of rows old enough to have their file."""
    before = now() - min(guard_s, 3600.0)
    live = select(ArtifactRow.sha256).where(ArtifactRow.state == "live")
    uploads = select(UploadRow.sha256).where(UploadRow.created_at <= before)
    return {sha256 for query in (live, select(ModelFileRow.sha256), uploads) for sha256 in session.scalars(query)}


def _flag_all(database: Database, lost: list[str]) -> None:
    """Flag what is needed and lost. A partial result that a kill kept from the store was never there: its row goes."""
    unfinished = select(JobRow.id).where(JobRow.id == ArtifactRow.job_id, JobRow.status != Status.SUCCEEDED).exists()
    for sha256 in lost:
        with database.write() as session:
            session.execute(delete(ArtifactRow).where(ArtifactRow.sha256 == sha256, unfinished))
            flag(session, sha256, "missing")


def _heal(database: Database, storage: Store) -> int:
    """Look again at everything that was flagged."""
    with database.read() as session:
        flagged = list(session.scalars(select(DamagedFileRow.sha256)))
        whole = [sha256 for sha256 in flagged if not in_use(session, sha256)]
    for sha256 in set(flagged) - set(whole):
        try:
            storage.verified(sha256)
            whole.append(sha256)
        except CorruptError:
            continue
    if whole:
        with database.write() as session:
            unflag(session, *whole)
    return len(whole)
