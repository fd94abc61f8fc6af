"""When the database's clock is put back: messages would wait for a time ahead, or for the lease of who sent them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import or_, select, update

from app.db.clock import now
from app.db.session import Database
from app.db.tables import DeliveryRow
from app.jobs.announce import PENDING
from app.jobs.skew import SLACK_S
from app.webhooks.outbox import LEASE_S, SPREAD

log = logging.getLogger(__name__)


def mend(database: Database, waits: Sequence[float]) -> None:
    """Make due what waits longer than any rule says; a message may then come twice, as after a kill.

    Args:
        waits: seconds between the tries of a message.
    """
    latest = now() + SLACK_S
    ahead = or_(
        (DeliveryRow.attempt == 0) & (DeliveryRow.next_at > latest),  # the first try is due at once
        DeliveryRow.next_at > latest + max(waits, default=0.0) * SPREAD,
        DeliveryRow.lease_until > latest + LEASE_S,
    )
    mine = (DeliveryRow.state == PENDING, ahead)
    with database.read() as session:
        if session.scalar(select(DeliveryRow.id).where(*mine).limit(1)) is None:
            return
    log.warning("the database's clock was put back: webhook messages that wait for a time ahead are due")
    with database.write() as session:
        session.execute(update(DeliveryRow).where(*mine).values(next_at=now(), lease_until=None))
