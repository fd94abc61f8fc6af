"""The audit trail: what was done, written in the transaction that does it."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.access.principal import Principal, request_id
from app.db.clock import now
from app.db.tables import AuditRow


def note_action(session: Session, principal: Principal, action: str, object_id: str) -> None:
    """Write down who did what to which thing: `note_action(session, acting(), "key.created", row.id)`."""
    session.execute(
        insert(AuditRow).values(
            at=now(), key_id=principal.key_id, owner=principal.owner, action=action, object=object_id[:128],
            request_id=request_id(),
        )
    )  # fmt: skip


def recent(session: Session, limit: int, before: int | None = None) -> list[AuditRow]:
    """The newest entries, or those before an entry."""
    statement = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(AuditRow.id < before)
    return list(session.scalars(statement))


def prune(session: Session, older_than_s: float) -> None:
    """Forget what was done longer ago than that."""
    session.execute(delete(AuditRow).where(AuditRow.at < now() - older_than_s))
