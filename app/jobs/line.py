"""The line before the workers: fair between keys, within a key by priority and age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.tables import JobRow
from app.jobs.states import ACTIVE, Status

FAIR_S = 600.0  # what a key's jobs had of the workers is remembered this long


def whose(column: Any) -> ColumnElement[str]:
    """The key of a job to reckon with: without keys all jobs are one's."""
    return func.coalesce(column, "")


def recent_work(queues: Sequence[str]) -> Subquery:
    """How many jobs of each key run or began lately (`key`, `jobs`): the key that had least goes first.

    Comes before priority, which is a key's own say about its own jobs; without keys all count as one. Two reads
    by index, added up: the claim may not grow with the history of a house.
    """
    key = whose(JobRow.key_id).label("key")
    running = select(key).where(JobRow.status.in_(ACTIVE), JobRow.queue.in_(queues))
    ended = JobRow.status.not_in(ACTIVE)
    lately = select(key).where(JobRow.started_at > now() - FAIR_S, ended, JobRow.queue.in_(queues))
    both = union_all(running, lately).subquery()
    return select(both.c.key, func.count().label("jobs")).group_by(both.c.key).subquery()


def position(session: Session, row: JobRow) -> tuple[int, float] | tuple[None, None]:
    """Place of a queued job (1 is next) and predicted seconds of work ahead of it.

    What claiming one after the other would give: a key's second job stands where that key had one more. Nothing for
    a job that a worker took a moment ago.
    """
    line = _line(row.queue)
    stands = session.execute(select(line.c.place, line.c.ahead_s).where(line.c.id == row.id)).first()
    if stands is None:
        return None, None
    left = JobRow.cost_s - (now() - func.coalesce(JobRow.started_at, now()))
    running = select(left, JobRow.progress).where(JobRow.status.in_(ACTIVE), JobRow.queue == row.queue)
    return stands.place, (stands.ahead_s or 0.0) + sum(_seconds_left(*one) for one in session.execute(running))


def _line(queue: str) -> Subquery:
    """Every waiting job of a queue: `id`, `place`, and `ahead_s` of those before it (null for the first)."""
    had, mine = recent_work([queue]), (JobRow.priority.desc(), JobRow.queued_at, JobRow.id)
    before = func.row_number().over(partition_by=whose(JobRow.key_id), order_by=mine) - 1
    turn = func.coalesce(had.c.jobs, 0) + before
    waiting = (
        select(JobRow.id, JobRow.cost_s, JobRow.priority, JobRow.queued_at, turn.label("turn"))
        .outerjoin(had, had.c.key == whose(JobRow.key_id))
        .where(JobRow.status == Status.QUEUED, JobRow.queue == queue)
        .subquery()
    )
    order = (waiting.c.turn, waiting.c.priority.desc(), waiting.c.queued_at, waiting.c.id)
    ahead_s = func.sum(waiting.c.cost_s).over(order_by=order, rows=(None, -1))
    place = func.row_number().over(order_by=order)
    return select(waiting.c.id, place.label("place"), ahead_s.label("ahead_s")).subquery()


def _seconds_left(predicted: float, progress: dict[str, Any] | None) -> float:
    """What a running job says itself beats what was predicted before it started."""
    said = (progress or {}).get("eta_s")
    return max(0.0, predicted if said is None else float(said))
