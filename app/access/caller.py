"""The caller of a request, as the gate found it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Annotated, Any

from fastapi import Depends, Request

from app.access.principal import NOBODY, Principal, act_as

__all__ = ["Caller", "Principal", "caller_of", "let_in"]
STATE = "principal"


def let_in(scope: MutableMapping[str, Any], principal: Principal) -> None:
    """Note in an ASGI scope who asks, and go on as that principal."""
    state = scope.setdefault("state", {})
    state[STATE] = principal
    act_as(principal, state.get("request_id"))


def caller_of(scope: MutableMapping[str, Any]) -> Principal:
    """Who asks; nobody when the request did not come through the gate."""
    principal: Principal = scope.get("state", {}).get(STATE, NOBODY)
    return principal


async def find_caller(request: Request) -> Principal:
    """The principal of a request."""
    return caller_of(request.scope)


Caller = Annotated[Principal, Depends(find_caller)]
