"""How much waits in the outbox of webhooks, and for how long: what an operator watches."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.clock import now
from app.db.tables import DeliveryRow
from app.jobs.announce import PENDING


@dataclass(frozen=True)
class Backlog:
    """Messages that are neither delivered nor given up.

    Attributes:
        oldest_s: since the oldest of them was written; hours are usual while a receiver is away.
        overdue_s: since one of them should have been sent, by whoever: more than a minute means that nobody sends.
    """

    waiting: int
    oldest_s: float
    overdue_s: float


def backlog(session: Session) -> Backlog:
    """What waits now."""
    stamp = now()
    mine = DeliveryRow.state == PENDING
    ages = (stamp - func.min(DeliveryRow.created_at), stamp - func.min(DeliveryRow.next_at))
    waiting, oldest_s, overdue_s = session.execute(select(func.count(), *ages).where(mine)).one()
    return Backlog(waiting, max(0.0, oldest_s or 0.0), max(0.0, overdue_s or 0.0))
