"""Small tools for tests that start, watch and kill processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable

import psutil  # type: ignore[import-untyped]  # it has no types

LOOK_EVERY_S = 0.05


def until(is_true: Callable[[], object], what: str, timeout_s: float) -> None:
    """Wait for something; fail with its name."""
    deadline = time.monotonic() + timeout_s
    while not is_true():
        assert time.monotonic() < deadline, f"{what}: not within {timeout_s} s"
        time.sleep(LOOK_EVERY_S)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Signal a process; harmless when it has gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def tree(pid: int) -> list[psutil.Process]:
    """The process and everything below it."""
    try:
        top = psutil.Process(pid)
        return [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def line(process: psutil.Process) -> str:
    """Its command line; empty once it has ended, which one that was just killed does at any moment."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and was not yet waited for does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
