"""Artifacts: files addressed by their SHA-256, in a folder that survives kills and never shows half a file."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, text
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.session import Database
from app.db.tables import ArtifactRow, JobRow, ModelFileRow, UploadRow
from app.errors import AppError
from app.ids import new_id
from app.jobs.saved_epochs import SAVED_EPOCH
from app.jobs.states import ACTIVE, Status
from app.unfinished import UPLOAD_LIFE_S, UPLOAD_PREFIX, is_cut_off


@dataclass(frozen=True)
class Stored:
    """A file in the store."""

    sha256: str
    bytes: int


class Storage:
    """A local folder of content-addressed files: `<root>/ab/abcdef...`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / "tmp"

    def path(self, sha256: str) -> Path:
        """Where the file of that digest lies, whether or not it is there."""
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the file is there."""
        return self.path(sha256).is_file()

    def verified(self, sha256: str) -> bytes:
        """The bytes of that digest.

        Raises:
            AppError: 503 `artifact_corrupt` when the file is missing or its bytes have changed.
        """
        try:
            content = self.path(sha256).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise AppError(503, "artifact_corrupt", f"The stored file sha256-{sha256} is missing or damaged.")
        return content

    def keep(self, source: Path, sha256: str) -> None:
        """Move a finished, synced file to its place; atomic, and harmless when it is there already."""
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)
        sync_folder(target.parent)

    def remove(self, sha256: str) -> None:
        """Delete the file of that digest."""
        self.path(sha256).unlink(missing_ok=True)

    def write_temporary(self, name: str, chunks: Iterable[bytes]) -> tuple[Path, Stored]:
        """Write and sync a file outside of the addressed tree, counting and digesting as it goes."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        path = self.temporary / name
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:  # half a file would keep a full disk full
            path.unlink(missing_ok=True)
            raise
        return path, Stored(digest.hexdigest(), size)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock_digest(session: Session, sha256: str) -> None:
    """Keep two processes from storing and collecting the same file at once (on SQLite the transaction does)."""
    if session.get_bind().dialect.name == "postgresql":
        key = int(sha256[:15], 16)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def stage(
    database: Database,
    storage: Storage,
    job_id: str,
    attempt: int,
    name: str,
    media_type: str,
    content: bytes,
) -> Stored:
    """Store a file for a running attempt.

    The row is committed before the file appears, so that a kill in between leaves a row that the collector
    finds, and never a file that nobody knows.
    """
    temporary, stored = storage.write_temporary(f"{job_id}-{attempt}-{new_id('tmp')}", [content])
    row = ArtifactRow(
        id=new_id("art"), job_id=job_id, attempt=attempt, name=name, media_type=media_type, state="staged",
        sha256=stored.sha256, bytes=stored.bytes, created_at=0.0,
    )  # fmt: skip
    with database.write() as session:
        row.created_at = session.scalar(select(now())) or 0.0
        replaced = session.scalars(delete(ArtifactRow).where(*_same_name(row)).returning(ArtifactRow.sha256)).all()
        session.add(row)
    with database.write() as session:
        lock_digest(session, stored.sha256)
        if session.get(ArtifactRow, row.id) is None:  # collected: this attempt was fenced off meanwhile
            temporary.unlink(missing_ok=True)
        else:
            storage.keep(temporary, stored.sha256)
    for sha256 in replaced:
        _remove_unused(database, storage, sha256)
    return stored


def _remove_unused(database: Database, storage: Storage, sha256: str) -> None:
    with database.write() as session:
        lock_digest(session, sha256)
        if not in_use(session, sha256):
            storage.remove(sha256)


def _same_name(row: ArtifactRow) -> tuple[ColumnElement[bool], ...]:
    return (
        ArtifactRow.job_id == row.job_id,
        ArtifactRow.attempt == row.attempt,
        ArtifactRow.name == row.name,
    )


def collect(database: Database, storage: Storage, limit: int = 200) -> int:
    """Delete staged files whose attempt is over; gives how many rows went."""
    waits = and_(JobRow.status == Status.QUEUED, SAVED_EPOCH)  # the next attempt goes on from there
    owner = exists().where(
        JobRow.id == ArtifactRow.job_id,
        JobRow.attempt == ArtifactRow.attempt,
        or_(JobRow.status.in_(ACTIVE), waits),
    )
    with database.read() as session:
        lost = session.scalars(select(ArtifactRow.id).where(ArtifactRow.state == "staged", ~owner).limit(limit)).all()
    for artifact_id in lost:
        with database.write() as session:
            row = session.get(ArtifactRow, artifact_id, with_for_update=True)
            if row is None or row.state != "staged":
                continue
            lock_digest(session, row.sha256)
            session.delete(row)
            session.flush()
            if not in_use(session, row.sha256):
                storage.remove(row.sha256)
    _remove_stale_temporaries(database, storage)
    return len(lost)


def in_use(session: Session, sha256: str) -> bool:
    """Whether any row still needs the file of that digest."""
    used = or_(
        exists().where(ArtifactRow.sha256 == sha256),
        exists().where(ModelFileRow.sha256 == sha256),
        exists().where(UploadRow.sha256 == sha256),
    )
    return bool(session.scalar(select(used)))


def _remove_stale_temporaries(database: Database, storage: Storage) -> None:
    """Temporary files carry `<job>-<attempt>-` in their name: gone once that attempt no longer runs.

    The folder is read before the database: a file that is seen belongs to an attempt that had begun.
    """
    if not storage.temporary.is_dir():
        return
    files = list(storage.temporary.iterdir())
    with database.read() as session:
        rows = session.execute(select(JobRow.id, JobRow.attempt).where(JobRow.status.in_(ACTIVE)))
        running = {f"{job_id}-{attempt}-" for job_id, attempt in rows}
    for file in files:
        if file.name.startswith(UPLOAD_PREFIX):
            if is_cut_off(file.name) or _age_s(file) > UPLOAD_LIFE_S:
                file.unlink(missing_ok=True)
        elif not any(file.name.startswith(prefix) for prefix in running):
            file.unlink(missing_ok=True)


def _age_s(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:  # stored meanwhile
        return 0.0
