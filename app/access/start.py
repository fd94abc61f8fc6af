"""What must be true before the API listens: nobody on the network may use an open house."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.access import keys
from app.access.pepper import read_pepper
from app.access.principal import HOUSE_OWNER
from app.access.roles import ROLES
from app.db.session import Database
from app.settings import Settings

LOCK = 7_203_115  # any constant: one first key on a PostgreSQL server
FIRST = keys.Wish("first", HOUSE_OWNER, ROLES["admin"], "admin")


class UnsafeStartError(RuntimeError):
    """The API would be open to the network; the message says what to do."""


def refuse_unsafe(settings: Settings, database: Database) -> None:
    """Refuse to listen on an address that others reach, unless keys are asked for and somebody has one.

    Raises:
        UnsafeStartError: says what to do instead.
    """
    if not settings.is_public:
        return
    if settings.is_open:
        advice = "Set CHAPTERHOUSE_ACCESS=keys, or listen on 127.0.0.1."
        raise UnsafeStartError(f"{settings.host} can be reached from outside, and the house is open. {advice}")
    with database.read() as session:
        if not keys.is_any_live(session):
            advice = "`chapterhouse keys first --file admin.key` makes one."
            raise UnsafeStartError(f"{settings.host} can be reached from outside, and there is no key. {advice}")


def first_key(settings: Settings, database: Database, file: Path) -> bool:
    """Make the first administrator's key into a file that only its owner can read, unless somebody has a key already.

    The file comes first: a crash before the commit leaves a text that opens nothing, and the next call replaces it.
    """
    pepper = read_pepper(settings)
    with database.write() as session:
        _one_at_a_time(session, database)
        if keys.is_any_live(session):
            return False
        _, key = keys.create(session, pepper, FIRST)
        _write_secret(file, key)
    return True


def _one_at_a_time(session: Session, database: Database) -> None:
    if not database.is_sqlite:  # there BEGIN IMMEDIATE is the lock
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _write_secret(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(content + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(aside, file)
