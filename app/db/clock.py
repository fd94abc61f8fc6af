"""The database's own clock as an SQL expression, so that leases never compare two machines' clocks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import FunctionElement


class now(FunctionElement[float]):
    """Seconds since 1970 as a float, read from the database server."""

    type = Float()
    inherit_cache = True


@compiles(now, "sqlite")
def _sqlite(element: Any, compiler: Any, **kw: Any) -> str:  # noqa: ARG001
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(now, "postgresql")
def _postgresql(element: Any, compiler: Any, **kw: Any) -> str:  # noqa: ARG001
    return "extract(epoch from clock_timestamp())::double precision"


def read_clock(session: Session) -> float:
    """The database's time now, where a number is needed and not an expression."""
    return session.scalar(select(now())) or 0.0
