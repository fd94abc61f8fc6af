"""Connections and transactions: SQLite under the rules of WAL, PostgreSQL as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

BUSY_TIMEOUT_MS = 10_000


class Database:
    """The three kinds of transaction this program knows.

    `write` is for transitions that must survive a power cut, `progress` for events (on SQLite they may lose the
    last commits at a power cut, never at a kill), `read` can change nothing and blocks nobody.
    """

    def __init__(self, url: str, busy_timeout_ms: int | None = None) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            wait_ms = busy_timeout_ms or BUSY_TIMEOUT_MS
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", wait_ms, synchronous="FULL")
            self._progress = _sqlite_engine(url, "BEGIN IMMEDIATE", wait_ms, synchronous="NORMAL")
            self._reader = _sqlite_engine(url, "BEGIN", wait_ms, synchronous="NORMAL", query_only=True)
        else:
            self._writer = self._progress = self._reader = _server_engine(url)

    @property
    def engine(self) -> Engine:
        """The engine that may write, for migrations."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A durable read-write transaction; commits at the end of the block."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def progress(self) -> Iterator[Session]:
        """A cheap read-write transaction for events and heartbeats."""
        with Session(self._progress, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only transaction."""
        with Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self, *, close: bool = True) -> None:
        """Drop pooled connections; a forked child passes `close=False`: they belong to its parent."""
        for engine in {self._writer, self._progress, self._reader}:
            engine.dispose(close=close)


def _server_engine(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=24, pool_timeout=10)


def _sqlite_engine(url: str, begin: str, wait_ms: int, *, synchronous: str, query_only: bool = False) -> Engine:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=32)  # logs quote errors

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: Any) -> None:  # noqa: ARG001
        connection.isolation_level = None  # the driver adds no BEGIN of its own: the event below does
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={wait_ms}")
        if not query_only:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def sqlite_version() -> str:
    """The SQLite library in use."""
    return sqlite3.sqlite_version
