"""Who wants to be told of what happens to jobs, and what was sent to them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.base import Json, Table


class WebhookRow(Table):
    """An address of an owner that is told of its jobs; without one, the row that signs for addresses named by jobs."""

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_owner", "owner"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    url: Mapped[str | None] = mapped_column(String(2048))
    events: Mapped[str] = mapped_column(String(200))  # types, by space
    generation: Mapped[int] = mapped_column(default=1)  # of the secret, which is derived and stored nowhere
    old_until: Mapped[float | None]  # the secret before this one signs too until then
    disabled: Mapped[str | None] = mapped_column(String(16))  # why nothing is sent: `paused` by a person, `gone` by 410
    created_at: Mapped[float]


class DeliveryRow(Table):
    """One message to one address: the outbox, and afterwards the log."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_due", "state", "next_at"),
        Index("ix_webhook_delivery_webhook", "webhook_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)  # `webhook-id`: the same over all tries
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    url: Mapped[str | None] = mapped_column(String(2048))  # named by the job; else the webhook's
    job_id: Mapped[str | None] = mapped_column(String(64))  # no foreign key: the log outlives the job
    type: Mapped[str] = mapped_column(String(32))
    body: Mapped[str | None] = mapped_column(Text)  # written at the first try; every try sends the same bytes
    state: Mapped[str] = mapped_column(String(16))  # `State` of `app.webhooks.schemas`
    attempt: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[float]
    lease_until: Mapped[float | None]  # somebody is sending it
    tries: Mapped[list[Json]]  # {"at", "status", "error", "ms"}, oldest first
    created_at: Mapped[float]
    delivered_at: Mapped[float | None]
