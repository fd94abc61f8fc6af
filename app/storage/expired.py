"""Files that are gone for good: the rows that go with them, and what is remembered of those that retention took."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.clock import now, read_clock
from app.db.insert import insert_new
from app.db.tables import ArtifactRow, ExpiredFileRow, ModelFileRow, ModelVersionRow, RegistryChangeRow
from app.errors import AppError
from app.storage.kinds import Kind

EXPIRED = "expired"  # `ModelVersionRow.serving` of a version whose files are gone


def drop_files(session: Session, version: ModelVersionRow, expired_from: str | None = None) -> list[str]:
    """Delete the rows of a version's files, its training's among them; gives their digests, for `remove_unused`.

    Args:
        expired_from: the owner whom retention takes them from, so that he learns why they are gone.
    """
    mine = (ModelFileRow.model == version.model, ModelFileRow.version == version.version)
    digests = list(session.scalars(select(ModelFileRow.sha256).where(*mine)))
    made = (ArtifactRow.job_id == version.job_id, ArtifactRow.sha256.in_(digests), ArtifactRow.state == "live")
    for row in session.scalars(select(ArtifactRow).where(*made)).all():
        if expired_from is not None:
            bury(session, f"{row.job_id}/{row.name}", row.sha256, expired_from, "models", row.bytes)
        session.delete(row)
    session.execute(delete(ModelFileRow).where(*mine))
    session.add(_dropped(session, version))
    return digests


def _dropped(session: Session, version: ModelVersionRow) -> RegistryChangeRow:
    """Tells every process to resolve names anew: one may have the version in memory."""
    stamp = read_clock(session)
    return RegistryChangeRow(
        model=version.model, alias="", version=None, previous=version.version, reason="files_deleted",
        created_at=stamp,
    )  # fmt: skip


def expired_error(row: ExpiredFileRow) -> AppError:
    """410: it was there, and its time was over."""
    return AppError(410, "artifact_expired", f"{row.item[:80]!r} was kept for as long as the settings say.")


def bury(session: Session, item: str, sha256: str, owner: str, kind: Kind, size: int) -> None:
    """Remember what retention took, from whom."""
    values = {"item": item, "sha256": sha256, "owner": owner, "kind": kind, "bytes": size, "expired_at": now()}
    session.execute(insert_new(session, ExpiredFileRow, **values))
