"""`INSERT ... ON CONFLICT DO NOTHING` in the dialect of the session's database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.db.tables import Table


def insert_new(session: Session, table: type[Table], **values: Any) -> Any:
    """An insert that leaves an existing row alone. The dialect is loaded when needed: only one of them ever is."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table).values(**values).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).values(**values).on_conflict_do_nothing()
