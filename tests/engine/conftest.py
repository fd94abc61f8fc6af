"""Every test of the engine runs on both databases, each time in a fresh, migrated one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.compiler import compiles

from app.db import clock
from app.db.migrate import upgrade
from app.db.session import Database
from app.db.tables import Table
from app.jobs.reconcile import Reconciler
from app.settings import Settings
from app.storage import LocalStore
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]

CROWD_MS = 60_000  # SQLite lets writers in by chance: of twenty on a busy machine one may wait for longer than our 10 s


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "chapterhouse.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_url(postgres: Postgres) -> str:
    """A migrated PostgreSQL database: emptied before each test, which is twenty times faster than a new one."""
    url = postgres.url(postgres.create_database())
    upgrade(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create_database())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database without jobs."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "chapterhouse.db")
        opened = Database(f"sqlite:///{tmp_path / 'chapterhouse.db'}", busy_timeout_ms=CROWD_MS)
    else:
        opened = Database(request.getfixturevalue("migrated_url"))
        with opened.engine.begin() as connection:
            tables = ", ".join(table.name for table in Table.metadata.sorted_tables)
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    yield opened
    opened.dispose()


@pytest.fixture
def storage(tmp_path: Path) -> LocalStore:
    """An empty store of files."""
    return LocalStore(tmp_path / "artifacts")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose work folder is the test's own."""
    return Settings(data_dir=tmp_path)


@pytest.fixture
def reconciler(database: Database, storage: LocalStore, settings: Settings, rung: list[str]) -> Reconciler:
    """A reconciler whose broker takes every message."""
    return Reconciler(database, storage, settings, ringer(rung))


@pytest.fixture
def rung() -> list[str]:
    """The ids that the broker was told, in order."""
    return []


def ringer(rung: list[str]) -> Callable[[str, str], None]:
    """A broker that takes every message."""
    return lambda queue, job_id: rung.append(job_id)


@pytest.fixture
def jump(database: Database) -> Iterator[Callable[[float], None]]:
    """Moves the clock of the database by so many seconds against that of the machine."""
    ours = {"sqlite": clock._sqlite, "postgresql": clock._postgresql}

    def to(offset_s: float) -> None:
        for dialect, expression in ours.items():
            text = f"({expression(None, None)} + {offset_s!r})"
            compiles(clock.now, dialect)(lambda element, compiler, text=text, **kw: text)
        for engine in {database._writer, database._progress, database._reader}:
            engine.clear_compiled_cache()

    yield to
    to(0.0)
    for dialect, expression in ours.items():
        compiles(clock.now, dialect)(expression)
