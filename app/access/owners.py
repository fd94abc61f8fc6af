"""Whose a thing is: what a caller sees in lists, and what names it gets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from app.access.principal import HOUSE_OWNER, acting
from app.errors import AppError


def mine(owner: Any) -> ColumnElement[bool]:
    """The condition on a column of owners that leaves the caller's own things; an administrator sees all."""
    caller = acting()
    return true() if caller.is_admin else owner == caller.owner


def askable(owner: Any) -> ColumnElement[bool]:
    """The same for models: those of the house are everybody's to ask."""
    return or_(mine(owner), owner == HOUSE_OWNER)


def own_name(name: str) -> str:
    """What a model is called that its owner did not name: names are for all owners together, and the house has its."""
    owner = acting().owner
    return name if owner == HOUSE_OWNER else f"{owner[:24]}-{name}"[:63].rstrip("-")


def require_own_model(name: str, owner: str) -> None:
    """Refuse to change a model that the caller may only ask.

    Raises:
        AppError: 403 `not_your_model`.
    """
    if not acting().owns(owner):
        raise AppError(403, "not_your_model", f"The model {name!r} belongs to the house; it can only be asked.")
