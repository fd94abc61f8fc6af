"""The scope decision that every route carries: `dependencies=[needs("jobs:read")]` or `[public()]`.

`needs("jobs:write", spends="submit")` also takes the call from the caller's limit of that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from app.access.caller import caller_of
from app.access.principal import SCOPES, Principal
from app.errors import AppError

if TYPE_CHECKING:
    from app.access.guard import Guard

Limit = Literal["predict", "submit", "upload"]
UNAUTHORIZED = "Send a valid key as `Authorization: Bearer ...`."


@dataclass(frozen=True)
class Decision:
    """Who may use a route: the holders of a scope, or everybody; and which limit a call counts against."""

    scope: str | None
    spends: Limit | None = None

    async def check(self, request: Request) -> None:
        """Refuse callers without the scope. Async, because a sync dependency would cost a task switch."""
        if self.scope is None:
            return
        caller = caller_of(request.scope)
        require(caller, self.scope)
        if self.spends is not None and caller.allowance is not None:
            guard: Guard = request.app.state.services.guard
            await guard.spend(request.scope, caller, self.spends)


def require(caller: Principal, scope: str) -> None:
    """Refuse a caller without a scope.

    Raises:
        AppError: 403 `forbidden_scope`.
    """
    if not caller.may(scope):
        raise AppError(403, "forbidden_scope", f"The key lacks the scope {scope}.", extra={"scope": scope})


def unauthorized() -> AppError:
    """401 with one text for all: no key, a malformed, an unknown, a revoked and an expired one."""
    return AppError(401, "unauthorized", UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})


@cache
def _dependency(scope: str | None, spends: Limit | None = None) -> Any:
    return Depends(Decision(scope, spends).check)


def needs(scope: str, spends: Limit | None = None) -> Any:
    """The dependency of routes for callers with a scope; a prediction always counts against its limit."""
    if scope not in SCOPES:
        raise ValueError(f"Received the scope {scope!r}; known are {', '.join(SCOPES)}.")
    return _dependency(scope, "predict" if scope == "predict" else spends)


def public() -> Any:
    """The mark of a route that everybody may use."""
    return _dependency(None)


def decisions(dependant: Dependant) -> Iterator[Decision]:
    """The scope decisions of a route."""
    for item in dependant.dependencies:
        decision = getattr(item.call, "__self__", None)
        if isinstance(decision, Decision):
            yield decision
