"""What must be true before `chapterhouse up` starts anything; each failure is one sentence for a person."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from pathlib import Path
from typing import IO

from app.settings import Settings

LEAST_FREE_BYTES = 200_000_000


class StartError(Exception):
    """The start is refused; the message says why and what to do."""


def check(settings: Settings) -> IO[str]:
    """Give the lock of the data folder; hold it for as long as the program runs.

    Raises:
        StartError: the folder cannot be written or is in use, the port is taken, the disk is full, or
            everybody on the network could use the house.
    """
    _check_access(settings)
    _make_folder(settings.data_dir)
    lock = _lock(settings.run_dir)
    _check_port(settings.host, settings.port)
    _check_disk(settings.data_dir)
    return lock


def _check_access(settings: Settings) -> None:
    if settings.is_public and settings.is_open:
        advice = "Set CHAPTERHOUSE_ACCESS=keys, or listen on 127.0.0.1."
        raise StartError(f"{settings.host} can be reached from outside, and the house is open. {advice}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        advice = "Set CHAPTERHOUSE_DATA_DIR to a folder you may write to."
        raise StartError(f"The data folder {folder} cannot be written ({error.strerror}). {advice}") from None


def _lock(run_dir: Path) -> IO[str]:
    run_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (run_dir / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        raise StartError(f"Chapterhouse already runs on this data folder (process {holder}).") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _check_port(host: str, port: int) -> None:
    problem = port_problem(host, port)
    if problem:
        raise StartError(f"{problem} Choose another port with CHAPTERHOUSE_PORT, such as {port + 1}.")


def port_problem(host: str, port: int) -> str:
    """Why the API could not listen there; empty when it could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"Port {port} of {host} is not free ({error.strerror})."
    return ""


def _check_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        needed = LEAST_FREE_BYTES // 1_000_000
        raise StartError(f"The disk of {folder} has {free // 1_000_000} MB free; at least {needed} MB are needed.")
