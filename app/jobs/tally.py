"""Counts what becomes of jobs and of messages about them, in the transaction that moves them: right with any number of
processes, and for good.

Counting the rows instead would take longer with every job, and go down when jobs are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db.insert import insert_or_add
from app.db.tables import JobRow, TallyRow
from app.jobs.states import QUEUES, TERMINAL, Status

SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 14400.0)
RATIOS = (0.1, 0.25, 0.5, 0.8, 1.25, 2.0, 4.0, 10.0)
COUNT, LAST = "", "+Inf"


@dataclass(frozen=True)
class Measure:
    """Something that is counted, or measured into buckets.

    Attributes:
        known: labels that are told as 0 from the start: Prometheus does not see the growth from nothing to 1.
    """

    name: str
    text: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = ()
    known: tuple[str, ...] = ()

    def one(self, *labels: str, value: float = 0.0) -> dict[str, Any]:
        """The row that one more makes."""
        bound = _bound(value, self.buckets) if self.buckets else COUNT
        return {"measure": self.name, "labels": " ".join(labels), "bound": bound, "count": 1, "total": value}


SUBMITTED = Measure("jobs_submitted", "Jobs that were accepted", ("kind", "recipe"))
ATTEMPTS = Measure("job_attempts", "Times that a worker began a job", ("kind", "recipe"))
FINISHED = Measure("jobs_finished", "Jobs that ended", ("kind", "recipe", "outcome"))
LOST = Measure(
    "lease_losses", "Attempts that ended because their worker fell silent or stalled", ("queue", "reason"),
    known=tuple(f"{queue} {reason}" for queue in QUEUES for reason in ("worker_lost", "stalled")),
)  # fmt: skip
WAITED = Measure("job_wait_seconds", "From when a job was due until a worker began it", ("queue",), SECONDS)
TOOK = Measure("job_run_seconds", "The last attempt of jobs that ended", ("kind", "recipe", "outcome"), SECONDS)
RATIO = Measure("job_cost_ratio", "Seconds that succeeded jobs took over those estimated", ("kind", "recipe"), RATIOS)
TRIED = Measure(
    "webhook_tries", "Tries to deliver a message of a webhook, by what came of them", ("outcome",),
    known=("delivered", "retried", "given_up", "blocked", "disabled"),
)  # fmt: skip
MEASURES = (SUBMITTED, ATTEMPTS, FINISHED, LOST, WAITED, TOOK, RATIO, TRIED)


def submitted(session: Session, row: JobRow) -> None:
    """Count a job that was accepted."""
    _add(session, [SUBMITTED.one(row.kind, row.recipe)])


def moved(session: Session, row: JobRow) -> None:
    """Count a job that was begun or that ended; other moves are not counted."""
    if row.status == Status.RUNNING:
        due = max(row.queued_at, row.next_run_at)
        waited = max(0.0, (row.started_at or due) - due)
        _add(session, [ATTEMPTS.one(row.kind, row.recipe), WAITED.one(row.queue, value=waited)])
    elif row.status in TERMINAL:
        _add(session, _end(row))


def lost(session: Session, row: JobRow, reason: str) -> None:
    """Count an attempt whose worker was lost."""
    _add(session, [LOST.one(row.queue, reason)])


def tried(session: Session, outcome: str) -> None:
    """Count a try to deliver a message; `outcome` is one of those of `TRIED`."""
    _add(session, [TRIED.one(outcome)])


def _end(row: JobRow) -> Iterator[dict[str, Any]]:
    names = (row.kind, row.recipe, row.status)
    yield FINISHED.one(*names)
    if row.started_at is not None and row.finished_at is not None:
        yield TOOK.one(*names, value=max(0.0, row.finished_at - row.started_at))
    if row.compute_s is not None and row.cost_s > 0 and row.status == Status.SUCCEEDED:
        yield RATIO.one(row.kind, row.recipe, value=row.compute_s / row.cost_s)


def _bound(value: float, buckets: tuple[float, ...]) -> str:
    return next((f"{bound:g}" for bound in buckets if value <= bound), LAST)


def _add(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    # in one order everywhere: two transactions that count the same wait for each other, never in a circle
    ordered = sorted(rows, key=lambda row: (row["measure"], row["labels"], row["bound"]))
    insert_or_add(session, TallyRow, ordered, keys=("measure", "labels", "bound"))
