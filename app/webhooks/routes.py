"""The HTTP side of webhooks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.access.scopes import needs
from app.db.tables import DeliveryRow, WebhookRow
from app.errors import invalid
from app.http.fields import Limit, only
from app.http.strict_json import StrictRoute
from app.services import House, Services
from app.webhooks import service, signing, view
from app.webhooks.schemas import (
    DeliveryOut,
    DeliveryPage,
    MessageId,
    SecretIn,
    SecretOut,
    State,
    WebhookId,
    WebhookIn,
    WebhookOut,
    WebhookPage,
    WebhookPatch,
)

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], route_class=StrictRoute)
KEEP = [needs("webhooks")]
CALL = [needs("webhooks", spends="submit")]  # what makes this server ask name servers, or call somebody


def _with_secret(house: Services, session: Session, row: WebhookRow) -> SecretOut:
    key = signing.secret(house.guard.pepper(), row.id, row.generation)
    return SecretOut(**view.webhook_out(session, row).model_dump(), secret=signing.shown(key))


@router.get("", response_model=WebhookPage, dependencies=KEEP)
def list_webhooks(house: House) -> WebhookPage:
    """The webhooks of the caller's owner, oldest first."""
    with house.database.read() as session:
        return WebhookPage(data=[view.webhook_out(session, row) for row in service.every(session)])


@router.post("", status_code=201, response_model=SecretOut, dependencies=CALL)
def create_webhook(house: House, body: WebhookIn) -> SecretOut:
    """Tell an address of what happens to the owner's jobs. The secret that signs is in this answer only."""
    service.check_url(house.settings, body.url)
    with house.database.write() as session:
        return _with_secret(house, session, service.create(session, body.url, body.name, body.events))


@router.get("/{webhook_id}", response_model=WebhookOut, dependencies=KEEP)
def get_webhook(house: House, webhook_id: WebhookId) -> WebhookOut:
    """One webhook."""
    with house.database.read() as session:
        return view.webhook_out(session, service.get(session, webhook_id, make=False))


@router.patch("/{webhook_id}", response_model=WebhookOut, dependencies=CALL)
def change_webhook(house: House, webhook_id: WebhookId, body: WebhookPatch) -> WebhookOut:
    """Another address, name or choice of events; switched off or on again."""
    if body.url is not None:
        service.check_url(house.settings, body.url)
    with house.database.write() as session:
        row = service.change(session, service.get(session, webhook_id), body.model_dump(exclude_none=True))
        return view.webhook_out(session, row)


@router.delete("/{webhook_id}", status_code=204, dependencies=KEEP)
def delete_webhook(house: House, webhook_id: WebhookId) -> None:
    """Delete a webhook with its log; what waits is not sent."""
    with house.database.write() as session:
        service.remove(session, service.get(session, webhook_id))


@router.post("/{webhook_id}/rotate", status_code=201, response_model=SecretOut, dependencies=KEEP)
def rotate_secret(house: House, webhook_id: WebhookId, body: SecretIn | None = None) -> SecretOut:
    """A new secret, shown this once; messages carry signatures of both until the grace time is over."""
    with house.database.write() as session:
        row = service.rotate(session, service.get(session, webhook_id), (body or SecretIn()).grace_s)
        return _with_secret(house, session, row)


@router.post("/{webhook_id}/ping", status_code=202, response_model=DeliveryOut, dependencies=CALL)
def ping_webhook(house: House, webhook_id: WebhookId) -> DeliveryOut:
    """Send a `webhook.ping`, to see whether it arrives."""
    with house.database.write() as session:
        return view.delivery_out(service.ping(session, service.get(session, webhook_id)))


@router.get(
    "/{webhook_id}/deliveries",
    response_model=DeliveryPage,
    dependencies=[*KEEP, only("state", "job", "limit", "cursor")],
)
def list_deliveries(
    house: House, webhook_id: WebhookId, state: State | None = None,
    job: Annotated[str | None, Query(max_length=64)] = None, limit: Limit = 50,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
) -> DeliveryPage:  # fmt: skip
    """The messages of a webhook with every try, newest first."""
    statement = select(DeliveryRow).order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc()).limit(limit + 1)
    for column, wanted in ((DeliveryRow.state, state), (DeliveryRow.job_id, job)):
        statement = statement.where(column == wanted) if wanted else statement
    with house.database.read() as session:
        webhook = service.get(session, webhook_id, make=False)
        statement = statement.where(DeliveryRow.webhook_id == webhook.id)
        if cursor is not None:
            last = session.get(DeliveryRow, cursor)
            if last is None or last.webhook_id != webhook.id:
                raise invalid("/cursor", "cursor_invalid", "Take the cursor from the page before.")
            place = tuple_(DeliveryRow.created_at, DeliveryRow.id)
            statement = statement.where(place < (last.created_at, last.id))
        rows = list(session.scalars(statement))
    more = rows[limit - 1].id if len(rows) > limit else None
    return DeliveryPage(data=[view.delivery_out(row) for row in rows[:limit]], next_cursor=more)


@router.post(
    "/{webhook_id}/deliveries/{message_id}/replay", status_code=202, response_model=DeliveryOut, dependencies=CALL
)
def replay_delivery(house: House, webhook_id: WebhookId, message_id: MessageId) -> DeliveryOut:
    """Send a message again: the same bytes under the same id."""
    with house.database.write() as session:
        return view.delivery_out(service.replay(session, service.get(session, webhook_id), message_id))
