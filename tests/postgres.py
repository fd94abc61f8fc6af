"""A private PostgreSQL server out of Debian's packages, for every suite that wants the real thing.

    from tests.postgres import postgres  # a session fixture: `postgres.url(postgres.create_database())`

The server listens on a unix socket in a folder of its own only, and does not sync: nothing here must survive.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.processes import until

MISSING = "PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb): apt-get install postgresql"
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
            "max_connections": "200", "shared_buffers": "32MB"}  # fmt: skip


def find_programs() -> Path | None:
    """The folder of the newest installed server; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]))
    return found[-1].parent if found else None


class Postgres:
    """A running server, and the databases made in it."""

    def __init__(self, programs: Path) -> None:
        # PostgreSQL refuses to run as root; a socket's path has 107 characters at most, so not under pytest's folder
        self._user: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if self._user:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._names = (f"test_{number}" for number in itertools.count(1))
        data = self.folder / "data"
        subprocess.run(
            [programs / "initdb", "--pgdata", data, "--auth", "trust", "--username", "postgres", "--no-sync",
             "--encoding", "UTF8", "--locale", "C"],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._user,
        )  # fmt: skip
        self._command = [str(programs / "postgres"), "-D", str(data), "-k", str(self.folder)]
        self._command += [f"--{name.replace('_', '-')}={value}" for name, value in SETTINGS.items()]
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers; again after `halt`."""
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(self._command, cwd=self.folder, stdout=log, stderr=log, **self._user)
        until(self._answers, "PostgreSQL answers", 30)

    def halt(self) -> None:
        """Stop at once, as an operator who is in a hurry does; what was committed is there after `start`."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self) -> str:
        """A new, empty database; gives its name."""
        name = next(self._names)
        self.execute(f'CREATE DATABASE "{name}"')
        return name

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self._target(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """Stop at once and leave nothing behind."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder.parent / f"{self.folder.name}.log").unlink(missing_ok=True)

    def _target(self) -> str:
        return f"host={self.folder} user=postgres dbname=postgres"

    def _answers(self) -> bool:
        assert self.process.poll() is None, "PostgreSQL did not start"
        try:
            psycopg.connect(self._target()).close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole session; tests are skipped where it is not installed."""
    programs = find_programs()
    if programs is None:
        pytest.skip(MISSING)
    server = Postgres(programs)
    try:
        yield server
    finally:
        server.stop()
