"""Who asks: an owner with scopes. Kept for as long as a request is handled; the house's own work is the house's.

Rows are looked up in many rooms, and each look-up must hide what belongs to somebody else. The principal therefore
travels in a context variable, which threads and tasks of a request inherit, instead of through every signature:
a look-up cannot be written that forgets to ask (docs/decisions/0014).
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

HOUSE_OWNER = "local"
SCOPES = (
    "jobs:read", "jobs:write", "models:read", "models:write", "predict", "datasets:read", "datasets:write",
    "webhooks", "system:read", "admin",
)  # fmt: skip


@dataclass(frozen=True)
class Principal:
    """A caller: the key it came with (None: the house itself, or nobody), its owner, and what it may do."""

    key_id: str | None
    owner: str
    scopes: frozenset[str]

    @property
    def is_admin(self) -> bool:
        """Whether it may do everything and sees what every owner made."""
        return "admin" in self.scopes

    def may(self, scope: str) -> bool:
        """Whether it has a scope."""
        return scope in self.scopes or self.is_admin

    def owns(self, owner: str) -> bool:
        """Whether what belongs to this owner is its own."""
        return owner == self.owner or self.is_admin


HOUSE = Principal(None, HOUSE_OWNER, frozenset(SCOPES))
NOBODY = Principal(None, "", frozenset())
_ACTING: ContextVar[Principal] = ContextVar("acting", default=HOUSE)


def acting() -> Principal:
    """The principal on whose behalf this code runs: a request's caller, or else the house itself."""
    return _ACTING.get()


def act_as(principal: Principal) -> None:
    """Let the rest of this request run on behalf of a principal."""
    _ACTING.set(principal)
