"""The HTTP side of keys and of the audit trail, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from app.access import audit, keys
from app.access.schemas import ActionOut, ActionPage, KeyIn, KeyOut, KeyPage, NewKeyOut, RotateIn
from app.access.scopes import needs
from app.db.clock import read_clock
from app.db.tables import KeyRow
from app.errors import invalid
from app.http.fields import Limit, iso
from app.http.strict_json import StrictRoute
from app.services import House

router = APIRouter(prefix="/api/v1", tags=["access"], route_class=StrictRoute, dependencies=[needs("admin")])
KeyId = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{8}$", examples=["Zk3f9QaB"])]
DAY_S = 86_400.0


def _key_out(row: KeyRow, stamp: float) -> KeyOut:
    live = row.revoked_at is None and (row.expires_at is None or row.expires_at > stamp)
    return KeyOut(
        id=row.id, name=row.name, owner=row.owner, scopes=row.scopes.split(), limits=row.limits,
        role=row.role, live=live, created_at=iso(row.created_at) or "", expires_at=iso(row.expires_at),
        last_used_at=iso(row.last_used_at), revoked_at=iso(row.revoked_at),
    )  # fmt: skip


def _new_key_out(session: Session, made: tuple[KeyRow, str]) -> NewKeyOut:
    row, text = made
    return NewKeyOut(**_key_out(row, read_clock(session)).model_dump(), key=text)


@router.get("/keys", response_model=KeyPage)
def list_keys(house: House) -> KeyPage:
    """Every key, without its secret: whose it is, what it may do, when it was last used (within a minute)."""
    with house.database.read() as session:
        stamp = read_clock(session)
        return KeyPage(data=[_key_out(row, stamp) for row in keys.every(session)])


@router.post("/keys", status_code=201, response_model=NewKeyOut)
def create_key(house: House, body: KeyIn) -> NewKeyOut:
    """Make a key. Its text is in this answer and cannot be had again."""
    try:
        scopes = keys.scopes_of(body.role, body.scopes)
    except ValueError as error:
        raise invalid("/role", "validation_error", str(error)) from None
    lifetime_s = body.expires_days * DAY_S if body.expires_days is not None else None
    limits = body.limits.model_dump(exclude_none=True) if body.limits else None
    wish = keys.Wish(body.name, body.owner, scopes, body.role, lifetime_s, limits or None)
    with house.database.write() as session:
        return _new_key_out(session, keys.create(session, house.guard.pepper(), wish))


@router.post("/keys/{key_id}/rotate", status_code=201, response_model=NewKeyOut)
def rotate_key(house: House, key_id: KeyId, body: RotateIn | None = None) -> NewKeyOut:
    """Make a key like this one; both work until the grace time is over."""
    with house.database.write() as session:
        made = keys.rotate(session, house.guard.pepper(), key_id, (body or RotateIn()).grace_s)
        return _new_key_out(session, made)


@router.delete("/keys/{key_id}", status_code=204)
def revoke_key(house: House, key_id: KeyId) -> None:
    """Let a key end: within a second no process takes it any more, and browsers signed in with it are out."""
    with house.database.write() as session:
        keys.revoke(session, key_id)


@router.get("/audit", response_model=ActionPage)
def list_actions(
    house: House, limit: Limit = 50, before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> ActionPage:
    """Who did what to which thing, newest first."""
    with house.database.read() as session:
        rows = audit.recent(session, limit + 1, before)
    data = [
        ActionOut(
            id=row.id, at=iso(row.at) or "", key_id=row.key_id, owner=row.owner, action=row.action, object=row.object,
            request_id=row.request_id,
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return ActionPage(data=data, has_more=len(rows) > limit)
