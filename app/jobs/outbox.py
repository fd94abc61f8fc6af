"""Waking workers: the queued rows themselves are the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import or_, select, update

from app.db.clock import now
from app.db.session import Database
from app.db.tables import JobRow
from app.jobs.states import QUEUES, Status

log = logging.getLogger(__name__)


class BrokerDownError(RuntimeError):
    """The broker took no message; nothing is lost, the row is still due."""


Send = Callable[[str, str], None]  # (queue, job id): hand one wake-up call to the broker, or raise


def publish(database: Database, send: Send, job_id: str, queue: str) -> bool:
    """Send the wake-up call of one job; on failure its row stays due and the reconciler sends it later."""
    try:
        send(queue, job_id)
    except BrokerDownError as error:
        log.warning("broker refused the wake-up call of %s: %s", job_id, error)
        return False
    with database.progress() as session:
        mine = (JobRow.id == job_id, JobRow.status == Status.QUEUED)
        session.execute(update(JobRow).where(*mine).values(published_at=now()))
    return True


def publish_due(database: Database, send: Send, *, republish_s: float, settle_s: float, batch: int = 50) -> int:
    """Send the calls of jobs never announced for `settle_s`, or announced and still queued after `republish_s`."""
    unheard = or_(
        JobRow.published_at.is_(None) & (JobRow.queued_at <= now() - settle_s),
        JobRow.published_at < now() - republish_s,
    )
    # queues of a later release are announced by its replicas: the broker that this one knows has none of that name
    due = (JobRow.status == Status.QUEUED, JobRow.queue.in_(QUEUES), JobRow.next_run_at <= now(), unheard)
    with database.read() as session:
        rows = session.execute(
            select(JobRow.id, JobRow.queue).where(*due).order_by(JobRow.next_run_at).limit(batch)
        ).all()
    sent = 0
    for job_id, queue in rows:
        if not publish(database, send, job_id, queue):
            break  # the broker is down: the next round tries again
        sent += 1
    return sent
