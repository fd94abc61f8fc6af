"""Storing a file that a row names: the row first, then the file, then a look whether the row is still there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session

from app.db.clock import read_clock
from app.db.session import Database
from app.db.tables import ArtifactRow
from app.ids import new_id
from app.storage.rows import in_use, lock_digest
from app.storage.store import Store, Stored, StoreDownError

log = logging.getLogger(__name__)


def stage(
    database: Database,
    storage: Store,
    job_id: str,
    attempt: int,
    name: str,
    media_type: str,
    content: bytes,
) -> Stored:
    """Store a file for a running attempt.

    The row is committed before the file appears, so that a kill in between leaves a row that the collector finds.
    """
    temporary, stored = storage.write_temporary(f"{job_id}-{attempt}-{new_id('tmp')}", [content])
    row = ArtifactRow(
        id=new_id("art"), job_id=job_id, attempt=attempt, name=name, media_type=media_type, state="staged",
        sha256=stored.sha256, bytes=stored.bytes, created_at=0.0,
    )  # fmt: skip
    with database.write() as session:
        row.created_at = read_clock(session)
        replaced = session.scalars(delete(ArtifactRow).where(*_same_name(row)).returning(ArtifactRow.sha256)).all()
        session.add(row)
        session.flush()
        lock_digest(session, stored.sha256)  # last: a collector takes the row's lock before that of its digest
    # without its row it was collected: this attempt was fenced off meanwhile
    try:
        place(database, storage, temporary, stored.sha256, lambda session: session.get(ArtifactRow, row.id))
    except Exception:  # the end of the job would make a row live that has no file
        with database.write() as session:
            session.execute(delete(ArtifactRow).where(ArtifactRow.id == row.id))
        raise
    for sha256 in replaced:
        remove_unused(database, storage, sha256)
    return stored


def place(
    database: Database, storage: Store, temporary: Path, sha256: str, is_named: Callable[[Session], object]
) -> None:
    """Bring a temporary file into the store after the commit of the row that names it.

    That commit held the lock of the digest: a collector that found no row has removed the file before, and one that
    comes later finds the row. Sending needs no lock, and must not hold one: it may take minutes.
    """
    try:
        storage.send(temporary, sha256)
        with database.write() as session:
            lock_digest(session, sha256)
            if is_named(session):
                storage.keep(temporary, sha256)
            elif not in_use(session, sha256):
                storage.remove(sha256)
    finally:
        temporary.unlink(missing_ok=True)


def remove_unused(database: Database, storage: Store, sha256: str) -> bool:
    """Delete a file unless a row names it; where the store is down, the daily sweep finds it later."""
    try:
        with database.write() as session:
            lock_digest(session, sha256)
            if in_use(session, sha256):
                return False
            storage.remove(sha256)
    except StoreDownError:
        log.warning("sha256-%s stays until the sweep: the store does not answer", sha256)
        return False
    return True


def remove_all_unused(database: Database, storage: Store, digests: Iterable[str]) -> None:
    """Delete the files whose rows were just deleted, each unless another row names it."""
    for sha256 in set(digests):
        remove_unused(database, storage, sha256)


def _same_name(row: ArtifactRow) -> tuple[ColumnElement[bool], ...]:
    return (
        ArtifactRow.job_id == row.job_id,
        ArtifactRow.attempt == row.attempt,
        ArtifactRow.name == row.name,
    )
