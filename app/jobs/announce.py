"""What happens to a job, put into the outbox of webhooks in the transaction in which it happens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.db.clock import now, read_clock
from app.db.insert import insert_new
from app.db.tables import DeliveryRow, JobRow, WebhookRow
from app.ids import new_id
from app.jobs.states import Status

EventType = Literal[
    "job.queued", "job.started", "job.progress", "job.succeeded", "job.failed", "job.canceled", "job.expired"
]
TYPE_OF = {
    Status.QUEUED: "job.queued", Status.RUNNING: "job.started", Status.SUCCEEDED: "job.succeeded",
    Status.FAILED: "job.failed", Status.CANCELED: "job.canceled", Status.EXPIRED: "job.expired",
}  # fmt: skip
PROGRESS = "job.progress"
USUAL: tuple[EventType, ...] = ("job.succeeded", "job.failed", "job.canceled", "job.expired")
PROGRESS_EVERY_S = 0.5
PENDING = "pending"


def moved(session: Session, row: JobRow) -> None:
    """Tell who wants to know that a job came into its state."""
    type = TYPE_OF.get(Status(row.status))
    if type is not None:
        for webhook_id, url in _listeners(session, row, type):
            put(session, webhook_id, type, job_id=row.id, url=url)


def progressed(session: Session, row: JobRow) -> None:
    """Tell who wants to know how far a job is; while one such message waits, no other is put beside it."""
    for webhook_id, url in _listeners(session, row, PROGRESS):
        if not _told_lately(session, webhook_id, row.id):
            put(session, webhook_id, PROGRESS, job_id=row.id, url=url)


def put(
    session: Session, webhook_id: str, type: str, *, job_id: str | None = None, url: str | None = None
) -> DeliveryRow:
    """Put a message into the outbox."""
    stamp = read_clock(session)
    row = DeliveryRow(
        id=new_id("msg"), webhook_id=webhook_id, url=url, job_id=job_id, type=type, body=None, state=PENDING,
        attempt=0, next_at=stamp, tries=[], created_at=stamp,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def signer(session: Session, owner: str) -> WebhookRow:
    """The row of an owner that signs for addresses named by jobs; made at its first use."""
    webhook_id = signer_id(owner)
    values = {"id": webhook_id, "owner": owner, "name": "default", "events": "", "generation": 1}
    session.execute(insert_new(session, WebhookRow, **values, created_at=now()))
    return session.get_one(WebhookRow, webhook_id)


def signer_id(owner: str) -> str:
    """The id of that row: one for each owner, whoever is first."""
    return "wh_" + hashlib.sha256(owner.encode()).hexdigest()[:26]


def forget(session: Session, job_id: str) -> None:
    """Drop what messages hold of a job that is deleted; that they were sent stays in the log."""
    mine = update(DeliveryRow).where(DeliveryRow.job_id == job_id)
    session.execute(mine.values(body=None))
    session.execute(mine.where(DeliveryRow.state == PENDING).values(state="canceled", lease_until=None))


def prune(session: Session, older_than_s: float) -> None:
    """Forget messages that were done with long ago."""
    old = DeliveryRow.created_at < now() - older_than_s
    session.execute(delete(DeliveryRow).where(old, DeliveryRow.state != PENDING))


def has_listeners(session: Session, owner: str) -> bool:
    """Whether a webhook of the owner may be told of its jobs."""
    return session.scalar(select(WebhookRow.id).where(*_live(owner)).limit(1)) is not None


def _live(owner: str) -> tuple[ColumnElement[bool], ...]:
    return (WebhookRow.owner == owner, WebhookRow.url.is_not(None), WebhookRow.disabled.is_(None))


def _listeners(session: Session, row: JobRow, type: str) -> Iterator[tuple[str, str | None]]:
    """Each webhook that is to be told, and the address if the job named it.

    They are locked against deletion on PostgreSQL: a message to one that is gone would fail the end of the job.
    """
    live = select(WebhookRow.id, WebhookRow.events).where(*_live(row.owner)).order_by(WebhookRow.id)
    for webhook_id, events in session.execute(live.with_for_update(read=True, key_share=True)).all():
        if type in events.split():
            yield webhook_id, None
    if row.webhook is not None and type in row.webhook["events"]:
        yield signer(session, row.owner).id, str(row.webhook["url"])


def _told_lately(session: Session, webhook_id: str, job_id: str) -> bool:
    mine = (DeliveryRow.webhook_id == webhook_id, DeliveryRow.job_id == job_id, DeliveryRow.type == PROGRESS)
    # no later than now: the clock may have been put back since
    lately = DeliveryRow.created_at.between(now() - PROGRESS_EVERY_S, now())
    waits = (DeliveryRow.state == PENDING) | lately
    return session.scalar(select(DeliveryRow.id).where(*mine, waits).limit(1)) is not None
