"""What a house may stand on: SQLite with a private Redis, PostgreSQL with a Redis over TCP, or a folder as broker."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
import redis

from tests.postgres import Postgres
from tests.processes import free_port, until
from tests.stack import Stack


class ServerStack(Stack):
    """A stack whose broker is a Redis on a TCP port with a password, as an operator runs it."""

    def __init__(self, folder: Path, **overrides: Any) -> None:
        self.broker_port, self._password = free_port(), secrets.token_hex(8)
        url = f"redis://:{self._password}@127.0.0.1:{self.broker_port}/0"
        super().__init__(folder, broker="none", broker_url=url, **overrides)

    def start_broker(self) -> subprocess.Popen[bytes]:
        """Start it and wait until it answers; again after a kill: it comes back empty."""
        binary = shutil.which("redis-server")
        assert binary is not None, "no redis-server on this machine"
        self.broker = self.start("broker", [
            *(binary, "--port", str(self.broker_port), "--bind", "127.0.0.1", "--requirepass", self._password),
            *("--save", "", "--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction"),
        ])  # fmt: skip
        until(lambda: answers(self), "the broker answers", 10)
        return self.broker

    def send(self, queue: str, job_id: str) -> None:
        """Ring the bell; its address is known even while nobody listens there."""
        self.bell(queue, job_id)


@dataclass(frozen=True)
class Ground:
    """A database and a broker."""

    name: Literal["embedded", "servers", "folder"]

    def stack(self, folder: Path, database_url: str = "", **overrides: Any) -> Stack:
        """A stack on this ground, its broker not yet started."""
        if self.name == "servers":
            return ServerStack(folder, database_url=database_url, **overrides)
        return Stack(folder, broker="filesystem" if self.name == "folder" else "none", **overrides)


def new_database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database on the private PostgreSQL server; skips where a server is missing."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create_database())


def broker_client(stack: Stack) -> redis.Redis:
    """A connection to the Redis in force, wherever it is."""
    announced = stack.settings.run_dir / "broker.url"
    url = announced.read_text() if announced.exists() else stack.settings.broker_url
    return redis.Redis.from_url(url.replace("redis+socket://", "unix://"), socket_timeout=2)


def answers(stack: Stack) -> bool:
    """Whether the broker takes calls now."""
    try:
        with broker_client(stack) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
