"""The schema and its history: `python -m app.db.migrate upgrade | check | revision "..." | downgrade REV`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from app.db.session import Database
from app.settings import get_settings

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = Path(__file__).parent / "migrations" / "versions"
PATIENCE_MS = 600_000  # on SQLite: how long a start waits for another one's migration
LOCK = 7_203_114  # any constant: one migration at a time on a PostgreSQL server


def _with_config(database_url: str, run: Callable[[Config], None]) -> None:
    from alembic.config import Config

    database = Database(database_url, busy_timeout_ms=PATIENCE_MS)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        # on SQLite BEGIN IMMEDIATE is the lock: a second instance waits, and an interrupted one rolls back whole
        with database.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            config.attributes["connection"] = connection
            run(config)
    finally:
        database.dispose()


def newest() -> str:
    """The revision that the code expects: migrations are numbered files."""
    return max(file.name for file in VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def current(database_url: str) -> str | None:
    """The revision of the database; None before the first migration."""
    database = Database(database_url)
    try:
        with database.read() as session:  # which waits for no migration
            connection = session.connection()
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found
    finally:
        database.dispose()


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the schema to a revision; safe to repeat, safe to interrupt."""
    if revision == "head" and current(database_url) == newest():
        return  # most starts: without the second that loading Alembic takes
    from alembic import command

    _with_config(database_url, lambda config: command.upgrade(config, revision))


def downgrade(database_url: str, revision: str) -> None:
    """Take the schema back to a revision."""
    from alembic import command

    _with_config(database_url, lambda config: command.downgrade(config, revision))


def check(database_url: str) -> None:
    """Fail when the tables in code and the migrated schema differ."""
    from alembic import command

    _with_config(database_url, command.check)


def main() -> None:
    """Command line for developers and for the one-shot migration container."""
    action, rest = sys.argv[1] if len(sys.argv) > 1 else "upgrade", sys.argv[2:]
    url = get_settings().database
    if action == "revision":
        _with_config(url, lambda config: _revise(config, rest[0]))
    elif action == "downgrade":
        downgrade(url, rest[0])
    else:
        {"upgrade": upgrade, "check": check}[action](url)


def _revise(config: Config, message: str) -> None:
    from alembic import command

    command.revision(config, message, autogenerate=True)


if __name__ == "__main__":
    main()
