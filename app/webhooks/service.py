"""Webhooks of an owner: made, changed, given a new secret, deleted; their messages listed and sent again."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.owners import mine
from app.access.principal import acting
from app.db.clock import read_clock
from app.db.tables import DeliveryRow, WebhookRow
from app.errors import AppError, invalid, not_found
from app.ids import new_id
from app.jobs.announce import PENDING, put, signer, signer_id
from app.settings import Settings
from app.webhooks.guard import ForbiddenError, Guard

DEFAULT = "default"
MOST = 20
FAILED = ("dead", "blocked")
PAUSED = "paused"


def check_url(settings: Settings, url: str, pointer: str = "/url") -> None:
    """Refuse an address that leads inside.

    Raises:
        AppError: 422 `webhook_url_forbidden`.
    """
    try:
        Guard(settings).check(url)
    except ForbiddenError as reason:
        detail = f"This address cannot be a webhook: {reason}."
        raise invalid(pointer, "webhook_url_forbidden", detail) from None


def get(session: Session, webhook_id: str, *, make: bool = True) -> WebhookRow:
    """The caller's webhook of this id; `default` is made when first asked for, where something may be written.

    Raises:
        AppError: 404 `webhook_not_found`, also for another owner's.
    """
    if webhook_id == DEFAULT and make:
        return signer(session, acting().owner)
    wanted = signer_id(acting().owner) if webhook_id == DEFAULT else webhook_id
    row = session.get(WebhookRow, wanted, populate_existing=True)
    if row is None or not acting().owns(row.owner):
        raise not_found("webhook", webhook_id)
    return row


def every(session: Session) -> list[WebhookRow]:
    """The caller's webhooks, oldest first."""
    return list(session.scalars(select(WebhookRow).where(mine(WebhookRow.owner)).order_by(WebhookRow.created_at)))


def counts(session: Session, webhook_id: str) -> tuple[int, int]:
    """How many messages wait, and how many were given up."""
    mine = (DeliveryRow.webhook_id == webhook_id, DeliveryRow.state.in_((PENDING, *FAILED)))
    rows = session.execute(select(DeliveryRow.state, func.count()).where(*mine).group_by(DeliveryRow.state)).all()
    found: dict[str, int] = dict(rows)
    return found.get(PENDING, 0), sum(found.get(state, 0) for state in FAILED)


def create(session: Session, url: str, name: str, events: tuple[str, ...]) -> WebhookRow:
    """Make a webhook whose address was checked.

    Raises:
        AppError: 409 `too_many_webhooks`.
    """
    owner = acting().owner
    had = session.scalar(select(func.count()).where(WebhookRow.owner == owner, WebhookRow.url.is_not(None))) or 0
    if had >= MOST:
        raise AppError(409, "too_many_webhooks", f"There are {had} webhooks; at most {MOST} are kept for an owner.")
    row = WebhookRow(
        id=new_id("wh"), owner=owner, name=name, url=url, events=joined(events), generation=1,
        created_at=read_clock(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_action(session, acting(), "webhook.created", row.id)
    return row


def change(session: Session, row: WebhookRow, changes: dict[str, object]) -> WebhookRow:
    """Write what is different; a webhook switched off drops what waits for it.

    Raises:
        AppError: 409 `webhook_default` for the row that has no address.
    """
    if row.url is None:
        raise AppError(409, "webhook_default", "The default webhook has no address; only its secret changes.")
    for name in ("url", "name"):
        setattr(row, name, changes.get(name) or getattr(row, name))
    if isinstance(events := changes.get("events"), tuple):
        row.events = joined(events)
    if (enabled := changes.get("enabled")) is not None:
        row.disabled = None if enabled else row.disabled or PAUSED
        note_action(session, acting(), "webhook.enabled" if enabled else "webhook.disabled", row.id)
    return row


def rotate(session: Session, row: WebhookRow, grace_s: float) -> WebhookRow:
    """Count the secret on; the one before signs too until its grace time is over."""
    row.generation += 1
    row.old_until = read_clock(session) + grace_s
    note_action(session, acting(), "webhook.rotated", row.id)
    return row


def remove(session: Session, row: WebhookRow) -> None:
    """Delete a webhook with its log."""
    session.execute(delete(WebhookRow).where(WebhookRow.id == row.id))
    note_action(session, acting(), "webhook.deleted", row.id)


def message(session: Session, row: WebhookRow, message_id: str) -> DeliveryRow:
    """A message of a webhook, or 404 `delivery_not_found`."""
    found = session.get(DeliveryRow, message_id, populate_existing=True)
    if found is None or found.webhook_id != row.id:
        raise not_found("delivery", message_id)
    return found


def replay(session: Session, row: WebhookRow, message_id: str) -> DeliveryRow:
    """Send a message again, the same bytes under the same id, beginning the tries anew.

    Raises:
        AppError: 409 `delivery_pending` while it waits anyway, 409 `webhook_disabled`.
    """
    _require_on(row)
    found = message(session, row, message_id)
    if found.state == PENDING:
        raise AppError(409, "delivery_pending", "The message waits to be sent already.")
    found.state, found.attempt, found.lease_until = PENDING, 0, None
    found.next_at = read_clock(session)
    return found


def ping(session: Session, row: WebhookRow) -> DeliveryRow:
    """Put a test message into the outbox; its body says so.

    Raises:
        AppError: 409 `webhook_default`, 409 `webhook_disabled`.
    """
    if row.url is None:
        raise AppError(409, "webhook_default", "The default webhook has no address of its own to send to.")
    _require_on(row)
    return put(session, row.id, "webhook.ping")


def _require_on(row: WebhookRow) -> None:
    if row.disabled is not None:
        raise AppError(409, "webhook_disabled", "The webhook is switched off; switch it on first.")


def joined(events: tuple[str, ...]) -> str:
    """Types as they are stored."""
    return " ".join(dict.fromkeys(events))
