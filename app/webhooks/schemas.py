"""What the routes of webhooks take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field

from app.http.fields import In, JsonObject, Out
from app.jobs.announce import USUAL, EventType
from app.jobs.schemas import Events

TryError = Literal["timeout", "connection", "tls", "unresolved", "forbidden"]
MessageType = EventType | Literal["webhook.ping"]
State = Literal["pending", "delivered", "dead", "blocked", "canceled"]
Url = Annotated[str, Field(min_length=8, max_length=2048, examples=["https://example.org/hooks/chapterhouse"])]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
WebhookId = Annotated[
    str, Path(pattern=r"^(wh_[0-9a-z]{26}|default)$", description="`default`: signs for addresses that jobs name")
]
MessageId = Annotated[str, Path(pattern=r"^msg_[0-9a-z]{26}$")]


class WebhookIn(In):
    """An address to tell."""

    url: Url
    name: Name = "webhook"
    events: Annotated[Events, Field(description="what is told; usually the end")] = USUAL


class WebhookPatch(In):
    """What changes; what is left out stays."""

    url: Url | None = None
    name: Name | None = None
    events: Events | None = None
    enabled: bool | None = None


class SecretIn(In):
    """How long the secret that is replaced signs beside the new one."""

    grace_s: Annotated[float, Field(ge=0, le=30 * 86_400)] = 86_400.0


class WebhookOut(Out):
    """An address that is told, without its secret."""

    id: str
    name: str
    owner: str
    url: Annotated[str | None, Field(description="null: signs for addresses that jobs name")]
    events: list[EventType]
    enabled: bool
    disabled_reason: Annotated[Literal["paused", "gone"] | None, Field(description="`gone`: the receiver said 410")]
    old_secret_until: str | None
    created_at: str
    pending: Annotated[int, Field(description="messages that wait to be sent")]
    failed: Annotated[int, Field(description="messages given up or blocked, in the log")]


class SecretOut(WebhookOut):
    """A webhook with its secret, which is shown this once."""

    secret: Annotated[str, Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])]


class WebhookPage(Out):
    """All webhooks, oldest first."""

    data: list[WebhookOut]


class TryOut(Out):
    """One try to deliver."""

    at: str
    status: int | None
    error: Annotated[TryError | None, Field(description="why there is no status")]
    ms: float


class DeliveryOut(Out):
    """A message and what came of it."""

    id: Annotated[str, Field(description="the `webhook-id` header: the same over all tries and replays")]
    webhook: str
    type: MessageType
    job: str | None
    url: str | None
    state: State
    attempt: int
    next_at: str | None
    created_at: str
    delivered_at: str | None
    tries: list[TryOut]
    payload: JsonObject | None


class DeliveryPage(Out):
    """Messages, newest first."""

    data: list[DeliveryOut]
    next_cursor: str | None
