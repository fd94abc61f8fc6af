"""The outbox of webhooks: messages taken with a lease, and what came of each try. Replicas may share the work."""

from __future__ import annotations

import json
import logging
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db.clock import now, read_clock
from app.db.session import Database
from app.db.tables import DeliveryRow, JobRow, WebhookRow
from app.http.fields import iso
from app.jobs import tally
from app.jobs.announce import PENDING
from app.jobs.view import job_out
from app.webhooks.transport import Answer

log = logging.getLogger(__name__)
LEASE_S = 30.0  # longer than a try may take
EACH = 4  # messages on their way to one receiver at most
LOOK = 64  # messages that are looked at for the next ones to send
UNWRITTEN_S = 60.0  # until somebody tries again to write a message; a newer replica may be able to
SPREAD = 1.1  # of the wait between two tries at most: what failed together is not tried together
GONE = 410
Receiver = tuple[str, str | None]  # the webhook, and the address if a job named it


@dataclass(frozen=True)
class Message:
    """A message that this process sends now."""

    row: DeliveryRow
    webhook: WebhookRow
    url: str
    body: str
    stamp: float

    @property
    def receiver(self) -> Receiver:
        """Who gets it."""
        return self.row.webhook_id, self.row.url


def due() -> ColumnElement[bool]:
    """The condition of messages that somebody should send now."""
    free = or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until < now())
    return (DeliveryRow.state == PENDING) & (DeliveryRow.next_at <= now()) & free


def take(database: Database, limit: int, busy: Mapping[Receiver, int]) -> list[Message]:
    """Become the sender of messages that are due; what nobody wants any more is dropped on the way.

    Args:
        busy: messages on their way to each receiver: a slow one, for which a thousand wait, leaves places to others.
    """
    with database.read() as session:  # a look takes no lock: mostly there is nothing
        found = _candidates(session)
    found.sort(key=lambda one: busy.get(one[1], 0))  # stable: receivers that have least on the way, else as it was
    sending = Counter(busy)
    taken: list[Message] = []
    for message_id, receiver in found:
        if len(taken) == limit or sending[receiver] >= EACH:
            continue
        try:
            message = _take_one(database, message_id)
        except SQLAlchemyError:
            if not taken:
                raise
            break  # those taken are to be sent: nobody else may do that before their lease is over
        if message is not None:
            sending[receiver] += 1
            taken.append(message)
    return taken


def _candidates(session: Session) -> list[tuple[str, Receiver]]:
    """Messages that are due: the first of each receiver, then the second ..."""
    receiver = (DeliveryRow.webhook_id, DeliveryRow.url)
    place = func.row_number().over(partition_by=receiver, order_by=DeliveryRow.next_at).label("place")
    waiting = select(DeliveryRow.id, *receiver, DeliveryRow.next_at, place).where(due()).subquery()
    first = select(waiting).where(waiting.c.place <= EACH).order_by(waiting.c.place, waiting.c.next_at).limit(LOOK)
    return [(row.id, (row.webhook_id, row.url)) for row in session.execute(first)]


def _take_one(database: Database, message_id: str) -> Message | None:
    """Each in a transaction of its own: one whose job this release cannot tell of must not hold up the others."""
    try:
        with database.write() as session:
            return _take(session, message_id)
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("the webhook message %s cannot be written; it waits", message_id)
        with database.write() as session:
            mine = update(DeliveryRow).where(DeliveryRow.id == message_id, due())
            session.execute(mine.values(next_at=now() + UNWRITTEN_S))
        return None


def _take(session: Session, message_id: str) -> Message | None:
    values = {"lease_until": now() + LEASE_S, "attempt": DeliveryRow.attempt + 1}
    statement = update(DeliveryRow).where(DeliveryRow.id == message_id, due()).values(**values).returning(DeliveryRow)
    row = session.scalars(statement.execution_options(synchronize_session=False, populate_existing=True)).one_or_none()
    if row is None:
        return None  # another replica was faster
    webhook = session.get_one(WebhookRow, row.webhook_id)
    row.body = row.body or _body(session, row, webhook.owner)
    url = row.url or webhook.url
    if row.body is None or url is None or webhook.disabled is not None:
        row.state, row.lease_until = "canceled", None
        return None
    session.flush()
    return Message(row, webhook, url, row.body, read_clock(session))


def _body(session: Session, row: DeliveryRow, owner: str) -> str | None:
    """The document of a message: what happened, when, and the job as it stands at the first try.

    None where the job is gone; another owner may have taken its id since.
    """
    if row.job_id is None:
        data: object = {"webhook": row.webhook_id}
    else:
        job = session.get(JobRow, row.job_id)
        if job is None or job.owner != owner:
            return None
        data = job_out(session, job).model_dump(mode="json")
        if job.kind == "predict":  # a megabyte of questions would be kept with every message to everybody
            data["params"] = {}
    document = {"type": row.type, "timestamp": iso(row.created_at), "data": data}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def record(database: Database, message: Message, answer: Answer, waits: Sequence[float]) -> None:
    """Write down what came of a try, unless somebody else has taken the message meanwhile."""
    with database.write() as session:
        if answer.status == GONE:  # before its messages, as who deletes it does: two that lock crosswise wait for ever
            session.get(WebhookRow, message.webhook.id, with_for_update={"key_share": True})
        row = session.get(DeliveryRow, message.row.id, with_for_update=True)
        if row is None or row.state != PENDING or row.attempt != message.row.attempt:
            return
        tried = {"at": message.stamp, "status": answer.status, "error": answer.error, "ms": answer.ms}
        row.tries, row.lease_until = [*row.tries, tried][-20:], None
        stamp = read_clock(session)
        row.state, row.next_at = _next(row, answer, waits, stamp)
        if row.state == "delivered":
            row.delivered_at = stamp
        elif answer.status == GONE:
            _disable(session, row)
        tally.tried(session, outcome(row.state, answer))  # last: its row is everybody's


def outcome(state: str, answer: Answer) -> str:
    """What came of a try, as it is counted."""
    if answer.status == GONE:
        return "disabled"
    return {PENDING: "retried", "dead": "given_up"}.get(state, state)


def _next(row: DeliveryRow, answer: Answer, waits: Sequence[float], stamp: float) -> tuple[str, float]:
    if answer.is_good:
        return "delivered", row.next_at
    if answer.error == "forbidden":
        return "blocked", row.next_at
    if answer.status == GONE or row.attempt > len(waits):
        return "dead", row.next_at
    return PENDING, stamp + waits[row.attempt - 1] * random.uniform(1.0, SPREAD)


def _disable(session: Session, row: DeliveryRow) -> None:
    """The receiver wants no more: 410 switches a webhook off; an address named by a job loses what waits for it."""
    if row.url is None:
        session.execute(update(WebhookRow).where(WebhookRow.id == row.webhook_id).values(disabled="gone"))
    waiting = (DeliveryRow.webhook_id == row.webhook_id, DeliveryRow.state == PENDING, DeliveryRow.id != row.id)
    same = DeliveryRow.url.is_(None) if row.url is None else DeliveryRow.url == row.url
    session.execute(update(DeliveryRow).where(*waiting, same).values(state="canceled", lease_until=None))
