"""API keys: made, recognised, rotated, revoked. 256 random bits need no slow hash, only one that a thief cannot run."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.principal import SCOPES, acting
from app.access.roles import ROLES
from app.db.clock import now, read_clock
from app.db.tables import KeyRow
from app.db.tables.base import Json
from app.errors import AppError, not_found

ALPHABET = string.digits + string.ascii_letters
PUBLIC, SECRET = 8, 43
KEY = re.compile(rf"svc_([0-9A-Za-z]{{{PUBLIC}}})_([0-9A-Za-z]{{{SECRET}}})")
LIVE = (KeyRow.revoked_at.is_(None), or_(KeyRow.expires_at.is_(None), KeyRow.expires_at > now()))
NOTE_USE_S = 60.0
GRACE_S = 86_400.0


@dataclass(frozen=True)
class Wish:
    """What a new key shall be."""

    name: str
    owner: str
    scopes: tuple[str, ...]
    role: str | None = None
    lifetime_s: float | None = None
    limits: Json | None = None


def scopes_of(role: str | None, scopes: Sequence[str]) -> tuple[str, ...]:
    """The scopes of a role and those named beside it, in their usual order.

    Raises:
        ValueError: for a role or scope that does not exist, or none at all.
    """
    unknown = [name for name in scopes if name not in SCOPES] + ([role] if role and role not in ROLES else [])
    if unknown:
        raise ValueError(f"Received {', '.join(map(repr, unknown))}; scopes are {', '.join(SCOPES)}.")
    wanted = {*(ROLES[role] if role else ()), *scopes}
    if not wanted:
        raise ValueError(f"Name a role ({', '.join(ROLES)}) or scopes ({', '.join(SCOPES)}).")
    return tuple(scope for scope in SCOPES if scope in wanted)


def digest(pepper: bytes, secret: str) -> str:
    """What is kept of a secret."""
    return hmac.new(pepper, secret.encode(), hashlib.sha256).hexdigest()


def random_text(length: int) -> str:
    """Unguessable base62."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def create(session: Session, pepper: bytes, wish: Wish) -> tuple[KeyRow, str]:
    """A new key: its row, and its text, which cannot be had again."""
    public, secret = random_text(PUBLIC), random_text(SECRET)
    stamp = read_clock(session)
    row = KeyRow(
        id=public, digest=digest(pepper, secret), name=wish.name, owner=wish.owner, role=wish.role,
        scopes=" ".join(wish.scopes), limits=wish.limits, created_at=stamp,
        expires_at=stamp + wish.lifetime_s if wish.lifetime_s is not None else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_action(session, acting(), "key.created", public)
    return row, f"svc_{public}_{secret}"


def find(session: Session, key_id: str) -> KeyRow:
    """The key of a public id, or 404."""
    row = session.get(KeyRow, key_id, populate_existing=True)
    if row is None:
        raise not_found("key", key_id)
    return row


def rotate(session: Session, pepper: bytes, key_id: str, grace_s: float = GRACE_S) -> tuple[KeyRow, str]:
    """A new key like this one; both live until the grace time is over, so that nobody is locked out between.

    Raises:
        AppError: 404 `key_not_found`; 409 `key_not_live` for a revoked or expired one.
    """
    old = find(session, key_id)
    stamp = read_clock(session)
    if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= stamp):
        raise AppError(409, "key_not_live", "The key was revoked or has expired; make a new one.")
    lifetime_s = None if old.expires_at is None else old.expires_at - old.created_at
    wish = Wish(old.name, old.owner, tuple(old.scopes.split()), old.role, lifetime_s, old.limits)
    made = create(session, pepper, wish)
    end = stamp + grace_s
    old.expires_at = end if old.expires_at is None else min(end, old.expires_at)
    note_action(session, acting(), "key.rotated", old.id)
    return made


def revoke(session: Session, key_id: str) -> KeyRow:
    """Let a key end now; again is harmless."""
    row = find(session, key_id)
    if row.revoked_at is None:
        row.revoked_at = session.scalar(select(now()))
        note_action(session, acting(), "key.revoked", row.id)
    return row


def every(session: Session) -> list[KeyRow]:
    """All keys, newest first."""
    return list(session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc(), KeyRow.id)))


def is_any_live(session: Session) -> bool:
    """Whether somebody could come in."""
    return bool(session.scalar(select(func.count()).select_from(KeyRow).where(*LIVE)))


def recognise(session: Session, pepper: bytes, text: str) -> KeyRow | None:
    """The live key of a text. An unknown one is compared too: how long the answer takes tells nothing."""
    parts = KEY.fullmatch(text)
    public, secret = (parts[1], parts[2]) if parts else ("", "")
    row = session.scalar(select(KeyRow).where(KeyRow.id == public, *LIVE))
    held = row.digest if row is not None else digest(pepper, "nobody's")
    is_right = hmac.compare_digest(held, digest(pepper, secret))
    return row if is_right and parts else None


def is_use_stale(session: Session, row: KeyRow) -> bool:
    """Whether the last noted use of a key is more than a minute ago."""
    stamp = read_clock(session)
    return row.last_used_at is None or row.last_used_at < stamp - NOTE_USE_S


def note_use(session: Session, key_id: str) -> None:
    """Remember that a key was used, at most once a minute."""
    stale = or_(KeyRow.last_used_at.is_(None), KeyRow.last_used_at < now() - NOTE_USE_S)
    session.execute(update(KeyRow).where(KeyRow.id == key_id, stale).values(last_used_at=now()))
