"""Which rows name which files."""

from __future__ import annotations

from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session

from app.db.tables import ArtifactRow, ModelFileRow, UploadRow


def lock_digest(session: Session, sha256: str) -> None:
    """Keep two processes from storing and collecting the same file at once (on SQLite the transaction does)."""
    if session.get_bind().dialect.name == "postgresql":
        key = int(sha256[:15], 16)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def in_use(session: Session, sha256: str) -> bool:
    """Whether any row still needs the file of that digest."""
    used = or_(
        exists().where(ArtifactRow.sha256 == sha256),
        exists().where(ModelFileRow.sha256 == sha256),
        exists().where(UploadRow.sha256 == sha256),
    )
    return bool(session.scalar(select(used)))
