"""Measurements that are read from the database when Prometheus asks."""

from __future__ import annotations

from prometheus_client import Gauge
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.tables import JobRow
from app.jobs.states import Status
from app.system import service

JOBS = Gauge("chapterhouse_jobs", "Jobs by state", ["status"])
DEPTH = Gauge("chapterhouse_queue_depth", "Queued jobs", ["queue"])
AGE = Gauge("chapterhouse_queue_oldest_seconds", "Age of the oldest queued job", ["queue"])
WORKERS = Gauge("chapterhouse_workers_alive", "Workers seen lately")


def refresh(session: Session) -> None:
    """Bring the gauges up to date."""
    grouped = select(JobRow.status, func.count().label("jobs")).group_by(JobRow.status)
    counts = {row.status: row.jobs for row in session.execute(grouped)}
    for status in Status:
        JOBS.labels(status.value).set(counts.get(status.value, 0))
    for queue in service.queues(session):
        DEPTH.labels(queue.name).set(queue.queued)
        AGE.labels(queue.name).set(queue.oldest_s or 0)
    WORKERS.set(service.alive_workers(session))
