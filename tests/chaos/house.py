"""A house started with `chapterhouse up`, seen as its processes: what a fault can hit."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it has no types
from sqlalchemy import select

from app.db.tables import JobRow
from app.jobs.states import Status
from tests.processes import is_alive, line, tree, until
from tests.stack import Stack

UP = [sys.executable, "-m", "workers.cli", "up", "--no-train"]


class House:
    """The supervisor of a stack and everything below it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.supervisor: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the supervisor; returns when the API answers, perhaps before the workers do."""
        self.supervisor = self.stack.start("up", UP)
        until(self._answers, "the house is up", 60)

    def _answers(self) -> bool:
        assert self.supervisor is not None and self.supervisor.poll() is None, "the supervisor has ended"
        return self.stack.api_answers()

    def kill(self) -> None:
        """SIGKILL the supervisor alone; everything below must follow it by itself."""
        assert self.supervisor is not None
        family = self.family()
        self.supervisor.kill()
        self.supervisor.wait()
        until(lambda: not any(is_alive(process.pid) for process in family), "the killed house is gone", 10)

    def stop(self) -> None:
        """Stop in good order, and see that nothing is left."""
        assert self.supervisor is not None
        family = self.family()
        self.supervisor.send_signal(signal.SIGTERM)
        assert self.supervisor.wait(timeout=40) == 0
        assert not [process.pid for process in family if is_alive(process.pid)]

    def state(self) -> list[str]:
        """What a person wants to know about a house that is stuck: who is alive, and the last words of each log."""
        ended = self.supervisor.poll() if self.supervisor is not None else "never started"
        alive = [f"{process.pid} {line(process)[-120:]}" for process in self.family()]
        logs = [*self.stack.settings.data_dir.parent.glob("up-*.log"), *self.stack.settings.run_dir.glob("*.log")]
        words = [f"{log.name}: {log.read_text(errors='replace')[-300:]!r}" for log in logs]
        return [f"supervisor: {ended}; API answers: {self.stack.api_answers()}", *alive, *words]

    def family(self) -> list[Any]:
        """Every process of the house."""
        return tree(self.supervisor.pid) if self.supervisor is not None else []

    def find(self, *words: str) -> list[Any]:
        """The processes whose command lines hold these words, those nearest to the supervisor first."""
        return [process for process in self.family() if all(word in line(process) for word in words)]

    def launchers(self) -> list[Any]:
        """The launchers that train."""
        return [found for found in self.find("workers.cli worker") if "interactive" not in line(found)]

    def running_children(self) -> list[Any]:
        """The processes that run a job now."""
        active = select(JobRow.worker_pid).where(JobRow.status == Status.RUNNING)
        pids = set(self.stack.look(lambda session: session.scalars(active).all()))
        return [process for process in self.family() if process.pid in pids]


def processes_of(folder: Path) -> list[int]:
    """Every living process on this machine whose settings name the data folder."""
    wanted, found = str(folder), []
    for process in psutil.process_iter():
        try:
            if process.environ().get("CHAPTERHOUSE_DATA_DIR") == wanted and is_alive(process.pid):
                found.append(process.pid)
        except psutil.Error:  # gone, or of another user
            continue
    return found
