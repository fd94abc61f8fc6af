"""Who may do what, who is signed in, and who did what."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


class KeyRow(Table):
    """An API key; of its secret half only a keyed digest is kept."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)  # the public half
    digest: Mapped[str] = mapped_column(String(64))  # HMAC-SHA256 of the secret half under the server's pepper
    name: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(64))
    role: Mapped[str | None] = mapped_column(String(16))  # what the scopes were named as, for people
    scopes: Mapped[str] = mapped_column(String(256))  # by space
    limits: Mapped[Json | None]  # of `app.access.principal.Allowance`, where they are not the usual ones
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    last_used_at: Mapped[float | None]  # within a minute
    revoked_at: Mapped[float | None]


class SessionRow(Table):
    """A browser that is signed in with a key; ends with the key."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_expires", "expires_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the cookie, under the server's pepper
    key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id", ondelete="CASCADE"))
    created_at: Mapped[float]
    expires_at: Mapped[float]


class AuditRow(Table):
    """Something that was done, by whom, to what."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[float]
    key_id: Mapped[str | None] = mapped_column(String(8))  # no foreign key: the record outlives the key
    owner: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))  # "key.created"
    object: Mapped[str] = mapped_column(String(128))
    request_id: Mapped[str | None] = mapped_column(String(64))
