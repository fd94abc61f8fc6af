"""One stage of a training that has several: its own checkpoint, its place in the whole progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from models.job import Job


class _Stage:
    """A job as one stage sees it; everything else is the job's own."""

    def __init__(self, job: Job, name: str, before: int, total: int) -> None:
        self._job, self._name, self._before, self._total = job, name, before, total

    def __getattr__(self, name: str) -> Any:
        return getattr(self._job, name)

    def checkpoint(self) -> Path:
        folder = self._job.checkpoint() / self._name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def report(self, step: int, total: int, *, phase: str = "", **metrics: float) -> None:
        del total
        self._job.report(self._before + step, self._total, phase=f"{self._name}: {phase}", **metrics)

    def tick(self, step: int, total: int, *, phase: str = "") -> None:
        self._job.tick(step, total, phase=f"{self._name}: {phase}")


def stage(job: Job, name: str, *, before: int, total: int) -> Job:
    """Give the job for a stage.

    Args:
        before: epochs of the stages before it.
        total: epochs of all stages.
    """
    return cast(Job, _Stage(job, name, before, total))
