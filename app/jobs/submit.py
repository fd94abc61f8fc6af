"""Accepting a job: one row, exactly once for each idempotency key, refused while the queue is full."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app import tracing
from app.access.principal import HOUSE_OWNER, request_id
from app.db.clock import now, read_clock
from app.db.insert import insert_new
from app.db.tables import IdempotencyKeyRow, JobEventRow, JobRow
from app.errors import AppError, retry_later
from app.ids import new_id
from app.jobs import announce, tally
from app.jobs.lease import NEWER_VERSION
from app.jobs.states import ACTIVE, QUEUE_OF_KIND, QUEUES, Status

Json = dict[str, Any]
LOCK = 7_203_116  # any constant: who counts the jobs of a queue on a PostgreSQL server


@dataclass(frozen=True)
class Order:
    """A validated wish for a job; params already have their defaults filled in."""

    kind: str
    recipe: str
    params: Json
    seed: int
    owner: str
    key_id: str | None = None  # the key that asks
    model: str | None = None
    data_set: str | None = None
    priority: int = 0
    tags: Json = field(default_factory=dict)
    deadline_s: float | None = None
    parent_job_id: str | None = None
    client_id: str | None = None
    cost_s: float = 0.0
    max_attempts: int = 3
    origin: Json | None = None
    steering: list[Json] | None = None
    webhook: Json | None = None  # {"url", "events"}

    @property
    def fingerprint(self) -> str:
        """Digest of everything that makes two submissions the same wish."""
        wish = [self.kind, self.recipe, self.params, self.seed, self.model, self.data_set, self.priority,
                self.tags, self.deadline_s, self.parent_job_id, self.origin]  # fmt: skip
        return digest([*wish, self.webhook] if self.webhook else wish)


@dataclass(frozen=True)
class Bounds:
    """How much a queue holds before it refuses more."""

    max_jobs: int
    max_s: float
    max_per_key: int = 20


def digest(document: Any) -> str:
    """`sha256:` over the canonical JSON of a document."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def submit(session: Session, order: Order, bounds: Bounds, key: str | None = None) -> tuple[JobRow, bool]:
    """Give the job of this order and whether it is new.

    The row is the outbox too: it stays unpublished until the broker took its wake-up call.

    Raises:
        AppError: 422 `idempotency_mismatch`, 429 `queue_full` or `too_many_jobs`.
    """
    job_id = order.client_id or new_id("job")
    if key is not None:
        known = _remember(session, order, key, job_id)
        if known is not None:
            return known, False
    refuse_more(session, QUEUE_OF_KIND[order.kind], order.key_id, bounds)
    # last: of two who choose an id at once the second sees the first, who held the queue
    if order.client_id is not None and session.get(JobRow, order.client_id) is not None:
        raise AppError(422, "idempotency_mismatch", "This id already names a different job.")
    return _insert(session, order, job_id), True


def _remember(session: Session, order: Order, key: str, job_id: str) -> JobRow | None:
    """Claim the key for this job; or give the job that holds it already."""
    values = {"owner": order.owner, "key": key, "fingerprint": order.fingerprint, "job_id": job_id}
    statement = insert_new(session, IdempotencyKeyRow, **values, created_at=now())
    if session.execute(statement.returning(IdempotencyKeyRow.job_id)).first() is not None:
        return None
    held = session.get_one(IdempotencyKeyRow, (order.owner, key))
    if held.fingerprint != order.fingerprint:
        raise AppError(422, "idempotency_mismatch", "This idempotency key was used for a different request.")
    row = session.get(JobRow, held.job_id)
    if row is None or row.owner != order.owner:  # another owner has taken the id since
        raise AppError(410, "job_deleted", "The job made with this idempotency key was deleted.")
    return row


def queue_load(session: Session, queue: str) -> tuple[int, float]:
    """Queued jobs, and predicted seconds until the queue has drained, running work included."""
    queued = session.scalar(select(func.count()).where(JobRow.status == Status.QUEUED, JobRow.queue == queue))
    waiting = session.scalar(
        select(func.sum(JobRow.cost_s)).where(JobRow.status == Status.QUEUED, JobRow.queue == queue)
    )
    left = JobRow.cost_s - (now() - func.coalesce(JobRow.started_at, now()))
    running = session.scalars(select(left).where(JobRow.status.in_(ACTIVE), JobRow.queue == queue))
    return queued or 0, (waiting or 0.0) + sum(max(0.0, seconds) for seconds in running)


def refuse_more(session: Session, queue: str, key_id: str | None, bounds: Bounds) -> None:
    """Refuse one more job where the queue, or the key's share of it, is full.

    Whoever gets past this holds the queue to the end of its transaction: a crowd at the same moment is counted one by
    one, too.

    Raises:
        AppError: 429 `queue_full` or `too_many_jobs`.
    """
    _hold(session, queue)
    _refuse_when_full(session, queue, bounds)
    if key_id is not None:
        _refuse_greed(session, key_id, bounds.max_per_key)


def _hold(session: Session, queue: str) -> None:
    if session.get_bind().dialect.name == "postgresql":  # on SQLite the transaction is alone
        numbers = {"what": LOCK, "queue": QUEUES.index(queue)}
        session.execute(text("SELECT pg_advisory_xact_lock(:what, :queue)"), numbers)


def _refuse_when_full(session: Session, queue: str, bounds: Bounds) -> None:
    queued, drain_s = queue_load(session, queue)
    if queued >= bounds.max_jobs or (queued > 0 and drain_s >= bounds.max_s):
        detail = (
            f"The {queue} queue holds {queued} of {bounds.max_jobs} jobs, "
            f"{drain_s:.0f} of {bounds.max_s:.0f} predicted seconds."
        )
        raise retry_later(429, "queue_full", detail, min(drain_s / max(1, queued), 3600))


def _refuse_greed(session: Session, key_id: str, most: int) -> None:
    """One key's jobs must not fill the queue for all."""
    mine = (JobRow.status == Status.QUEUED, JobRow.key_id == key_id)
    queued, cost_s = session.execute(select(func.count(), func.sum(JobRow.cost_s)).where(*mine)).one()
    if queued >= most:
        detail = f"{queued} jobs of this key are queued; more may be sent when one of them has started."
        raise retry_later(429, "too_many_jobs", detail, min((cost_s or 0.0) / queued, 3600))


def _message_version(session: Session, order: Order) -> int:
    """1 where workers of older releases do all that the job needs (docs/operations.md, Upgrade)."""
    plain = order.owner == HOUSE_OWNER and order.webhook is None and not announce.has_listeners(session, order.owner)
    return 1 if plain else NEWER_VERSION


def _insert(session: Session, order: Order, job_id: str) -> JobRow:
    stamp = read_clock(session)
    row = JobRow(
        id=job_id, kind=order.kind, recipe=order.recipe, queue=QUEUE_OF_KIND[order.kind], model=order.model,
        data_set=order.data_set, params=order.params, params_hash=digest(order.params), seed=order.seed,
        owner=order.owner, key_id=order.key_id, priority=order.priority, tags=order.tags,
        parent_job_id=order.parent_job_id, status=Status.QUEUED, max_attempts=order.max_attempts,
        event_seq=1, created_at=stamp, queued_at=stamp,
        next_run_at=stamp, deadline_at=stamp + order.deadline_s if order.deadline_s else None,
        cost_s=order.cost_s, origin=order.origin, steering=order.steering, webhook=order.webhook,
        request_id=request_id(), traceparent=tracing.traceparent(),
        message_version=_message_version(session, order),
    )  # fmt: skip
    session.add(row)
    session.flush()
    created = {"from": None, "to": Status.QUEUED.value, "reason": None}
    session.execute(
        insert(JobEventRow).values(job_id=job_id, seq=1, attempt=0, type="status", data=created, created_at=stamp)
    )
    tally.submitted(session, row)
    if row.webhook is not None:
        announce.signer(session, row.owner)  # before its first message: whoever is to check it asks for the secret
    announce.moved(session, row)
    return row
