"""Browsers that are signed in: a cookie of random text, of which only a digest is kept, and a token against CSRF."""

from __future__ import annotations

import hmac
import re
from http.cookies import CookieError, SimpleCookie

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.keys import LIVE, SECRET, digest, random_text
from app.access.principal import Principal
from app.db.clock import now, read_clock
from app.db.tables import KeyRow, SessionRow

COOKIE = "chapterhouse_session"
SESSION = "ses_"
TOKEN = re.compile(rf"{SESSION}[0-9A-Za-z]{{{SECRET}}}")


def sign_in(session: Session, pepper: bytes, key_id: str, lifetime_s: float) -> str:
    """Begin a session; gives the text of its cookie. Sessions that are over are swept away on the way."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
    token = f"{SESSION}{random_text(SECRET)}"
    stamp = read_clock(session)
    session.add(
        SessionRow(digest=digest(pepper, token), key_id=key_id, created_at=stamp, expires_at=stamp + lifetime_s)
    )
    session.flush()
    return token


def sign_out(session: Session, pepper: bytes, token: str) -> None:
    """End a session; harmless when there is none."""
    session.execute(delete(SessionRow).where(SessionRow.digest == digest(pepper, token)))


def key_of(session: Session, pepper: bytes, token: str) -> KeyRow | None:
    """The live key that a cookie was given for, while its session lasts."""
    if TOKEN.fullmatch(token) is None:
        return None
    lasts = (SessionRow.digest == digest(pepper, token), SessionRow.expires_at > now())
    return session.scalar(select(KeyRow).join(SessionRow, SessionRow.key_id == KeyRow.id).where(*lasts, *LIVE))


def has_ended(session: Session, caller: Principal) -> bool:
    """Whether the key or the session that a caller came with is over: asked again where an answer takes minutes.

    Who came without one has none to lose.
    """
    if caller.key_id is None:
        return False
    live = select(KeyRow.id).where(KeyRow.id == caller.key_id, *LIVE)
    if caller.session is not None:
        lasts = (SessionRow.digest == caller.session, SessionRow.expires_at > now())
        live = live.join(SessionRow, SessionRow.key_id == KeyRow.id).where(*lasts)
    return session.scalar(live) is None


def csrf_token(pepper: bytes, token: str) -> str:
    """What a page of ours knows and another site cannot read: derived from the cookie, so nothing is stored."""
    return digest(pepper, f"csrf {token}")


def is_csrf_token(pepper: bytes, token: str, received: str) -> bool:
    """Whether a request's `X-CSRF-Token` belongs to its cookie."""
    return hmac.compare_digest(csrf_token(pepper, token).encode(), received.encode())


def cookie_in(header: bytes) -> str | None:
    """Our cookie out of a `Cookie` header, where it is one of ours."""
    if COOKIE.encode() not in header:
        return None
    try:
        found = SimpleCookie(header.decode("latin-1")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and TOKEN.fullmatch(found.value) else None
