"""Collecting what attempts left behind: staged rows with their files, and temporary files of the dead."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import and_, exists, or_, select

from app.db.session import Database
from app.db.tables import ArtifactRow, JobRow
from app.jobs.saved_epochs import SAVED_EPOCH
from app.jobs.states import ACTIVE, Status
from app.storage.needs import epochs_to_go_on_from
from app.storage.rows import in_use, lock_digest
from app.storage.store import Store
from app.unfinished import UPLOAD_LIFE_S, UPLOAD_PREFIX, is_cut_off


def collect(database: Database, storage: Store, limit: int = 200) -> int:
    """Delete staged files whose attempt is over, unless a fork that has not ended goes on from them.

    Returns:
        How many rows went.

    Raises:
        StoreDownError: the row of the file that could not be deleted stays, for the next round.
    """
    waits = and_(JobRow.status == Status.QUEUED, SAVED_EPOCH)  # the next attempt goes on from there
    owner = exists().where(
        JobRow.id == ArtifactRow.job_id,
        JobRow.attempt == ArtifactRow.attempt,
        or_(JobRow.status.in_(ACTIVE), waits),
    )
    remove_stale_temporaries(database, storage)
    with database.read() as session:
        needed = epochs_to_go_on_from(session)  # the job that saved it may be deleted before its fork has begun
        over = (ArtifactRow.state == "staged", ~owner, ArtifactRow.sha256.not_in(needed))
        lost = session.scalars(select(ArtifactRow.id).where(*over).limit(limit)).all()
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
    return len(lost)


def remove_stale_temporaries(database: Database, storage: Store) -> None:
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
