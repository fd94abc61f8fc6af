"""`INSERT ... ON CONFLICT` in the dialect of the session's database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.db.tables import Table


def insert_new(session: Session, table: type[Table], **values: Any) -> Any:
    """An insert that leaves an existing row alone."""
    return _insert(session, table).values(**values).on_conflict_do_nothing()


def insert_or_add(session: Session, table: type[Table], rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> None:
    """Insert rows; where one with the same keys is there, its other columns grow by the new ones."""
    statement = _insert(session, table.__table__)
    grown = {name: table.__table__.c[name] + statement.excluded[name] for name in rows[0] if name not in keys}
    # row by row: the statement is the same for any number, so that it is compiled once
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(keys), set_=grown), list(rows))


def _insert(session: Session, table: Any) -> Any:
    """The dialect is loaded when needed: only one of them ever is."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
