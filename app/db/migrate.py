"""The schema and its history: `python -m app.db.migrate upgrade | check | revision "..." | downgrade REV`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.db.session import Database
from app.settings import get_settings

LOCK = 7_203_114  # any constant: one migration at a time on a PostgreSQL server


def _with_config(database_url: str, run: Callable[[Config], None]) -> None:
    database = Database(database_url)
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


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the schema to a revision; safe to repeat, safe to interrupt."""
    _with_config(database_url, lambda config: command.upgrade(config, revision))


def downgrade(database_url: str, revision: str) -> None:
    """Take the schema back to a revision."""
    _with_config(database_url, lambda config: command.downgrade(config, revision))


def check(database_url: str) -> None:
    """Fail when the tables in code and the migrated schema differ."""
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
    command.revision(config, message, autogenerate=True)


if __name__ == "__main__":
    main()
