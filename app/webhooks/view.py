"""Webhooks and their messages as the API shows them."""

from __future__ import annotations

import json
from typing import Literal, cast

from sqlalchemy.orm import Session

from app.db.tables import DeliveryRow, WebhookRow
from app.http.fields import iso
from app.jobs.announce import PENDING, EventType
from app.webhooks.schemas import DeliveryOut, MessageType, State, TryOut, WebhookOut
from app.webhooks.service import counts


def webhook_out(session: Session, row: WebhookRow) -> WebhookOut:
    """A webhook without its secret."""
    pending, failed = counts(session, row.id)
    return WebhookOut(
        id=row.id, name=row.name, owner=row.owner, url=row.url, events=cast("list[EventType]", row.events.split()),
        enabled=row.disabled is None, disabled_reason=cast("Literal['paused', 'gone'] | None", row.disabled),
        old_secret_until=iso(row.old_until), created_at=iso(row.created_at) or "", pending=pending, failed=failed,
    )  # fmt: skip


def delivery_out(row: DeliveryRow) -> DeliveryOut:
    """A message with its tries."""
    return DeliveryOut(
        id=row.id, webhook=row.webhook_id, type=cast("MessageType", row.type), job=row.job_id, url=row.url,
        state=cast("State", row.state),
        attempt=row.attempt, next_at=iso(row.next_at) if row.state == PENDING else None,
        created_at=iso(row.created_at) or "", delivered_at=iso(row.delivered_at),
        tries=[
            TryOut(at=iso(one["at"]) or "", status=one["status"], error=one["error"], ms=one["ms"]) for one in row.tries
        ],
        payload=json.loads(row.body) if row.body else None,
    )  # fmt: skip
