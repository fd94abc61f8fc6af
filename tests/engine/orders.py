"""Short words for what tests do with jobs: order, claim, hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from app.db.clock import now
from app.db.session import Database
from app.db.tables import JobEventRow, JobRow
from app.jobs import lease
from app.jobs.submit import Bounds, Order, submit
from models.catalog import CARDS

ROOMY = Bounds(10_000, 1e12)
RECIPE = "sentiment"


def order(**changes: Any) -> Order:
    """An order for a training; every field may be changed."""
    values: dict[str, Any] = {"kind": "train", "recipe": RECIPE, "params": {}, "seed": 1, "owner": "local"}
    return Order(**values | {"model": RECIPE} | changes)


def queue_job(database: Database, *, key: str | None = None, bounds: Bounds = ROOMY, **changes: Any) -> str:
    """Submit one job; gives its id."""
    with database.write() as session:
        return submit(session, order(**changes), bounds, key)[0].id


def claim(
    database: Database,
    *,
    worker: str = "tester",
    lease_s: float = 30.0,
    queue: str = "train",
    recipes: Sequence[str] = tuple(CARDS),
) -> JobRow | None:
    """Claim the most urgent job that is due."""
    with database.write() as session:
        return lease.claim_next(session, [queue], recipes, worker=worker, pid=1, lease_s=lease_s)


def claimed(database: Database, **more: Any) -> JobRow:
    """Claim a job that must be there."""
    row = claim(database, **more)
    assert row is not None, "nothing to claim"
    return row


def row_of(database: Database, job_id: str) -> JobRow:
    """The job as it is now."""
    with database.read() as session:
        return session.get_one(JobRow, job_id)


def events_of(database: Database, job_id: str) -> list[JobEventRow]:
    """The events of a job, oldest first."""
    with database.read() as session:
        rows = session.query(JobEventRow).filter_by(job_id=job_id).order_by(JobEventRow.seq)
        return list(rows)


def shift(database: Database, job_id: str, **seconds: float) -> None:
    """Move times of a job: `lease_until=-1` means one second ago by the database's clock."""
    with database.write() as session:
        values = {name: now() + value for name, value in seconds.items()}
        session.execute(update(JobRow).where(JobRow.id == job_id).values(values))


def lose_lease(database: Database, job_id: str) -> None:
    """Let the lease of a running job be over."""
    shift(database, job_id, lease_until=-1.0)
