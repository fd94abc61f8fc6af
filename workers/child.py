"""A program that is kept running: started again after each death, more slowly the more often it dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workers.leash import leashed

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
HEALTHY_AFTER_S = 30.0
LONGEST_LOG_BYTES = 10_000_000


@dataclass(frozen=True)
class Program:
    """What to run.

    Attributes:
        prepare: called before each start with the seconds that the run before lasted; None before the first.
    """

    name: str
    command: list[str]
    log: Path
    prepare: Callable[[float | None], None] | None = None


class Child:
    """One supervised program, in a process group of its own, that dies with this process."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE_S
        self._next_start = 0.0

    def start(self) -> None:
        """Start it now."""
        if self.program.prepare is not None:
            self.program.prepare(time.monotonic() - self._started if self._started else None)
        _shorten(self.program.log)
        with self.program.log.open("ab") as output:
            self._process = subprocess.Popen(
                leashed(self.program.command), process_group=0,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._started = time.monotonic()

    def tend(self) -> str:
        """Start it again when it has died and its pause is over; gives a sentence at each death."""
        if self._process is None:
            if self._next_start and time.monotonic() >= self._next_start:
                self.start()
            return ""
        code = self._process.poll()
        if code is None:
            return ""
        if time.monotonic() - self._started > HEALTHY_AFTER_S:
            self._pause = FIRST_PAUSE_S
        pause, self._pause = self._pause, min(LONGEST_PAUSE_S, self._pause * 2)
        self._process, self._next_start = None, time.monotonic() + pause
        return f"{self.program.name} ended with code {code}; starting it again in {pause:g} s ({self.program.log})"

    @property
    def runs(self) -> bool:
        """Whether it is alive."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL the whole group and wait for it."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _shorten(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LONGEST_LOG_BYTES:
        log.replace(log.with_suffix(".1.log"))
