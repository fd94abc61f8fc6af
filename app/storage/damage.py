"""What becomes known of files that are not whole."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.insert import insert_new
from app.db.session import Database
from app.db.tables import ArtifactRow, DamagedFileRow, ModelFileRow, UploadRow
from app.storage.store import Damage

log = logging.getLogger(__name__)


def log_damage(sha256: str, damage: Damage) -> None:
    """Write it down for who reads logs."""
    log.error("the stored file sha256-%s is %s", sha256, damage)


def flag_damage(database: Database) -> Callable[[str, Damage], None]:
    """A report that also flags the file, for the storage page and for who asks for the version it belongs to."""

    def report(sha256: str, damage: Damage) -> None:
        log_damage(sha256, damage)
        try:
            with database.write() as session:
                flag(session, sha256, damage)
        except SQLAlchemyError:
            log.exception("sha256-%s could not be flagged", sha256)

    return report


def flag(session: Session, sha256: str, damage: Damage) -> bool:
    """Remember that a file is not whole, if a row counts on it; one that a running attempt stages comes and goes."""
    counts = or_(
        select(ArtifactRow.id).where(ArtifactRow.sha256 == sha256, ArtifactRow.state == "live").exists(),
        select(ModelFileRow.sha256).where(ModelFileRow.sha256 == sha256).exists(),
        select(UploadRow.id).where(UploadRow.sha256 == sha256).exists(),
    )
    if not session.scalar(select(counts)):
        return False
    session.execute(insert_new(session, DamagedFileRow, sha256=sha256, damage=damage, found_at=now()))
    return True


def unflag(session: Session, *digests: str) -> None:
    """Forget that files were damaged: they are whole again, or nobody needs them."""
    session.execute(delete(DamagedFileRow).where(DamagedFileRow.sha256.in_(digests)))
