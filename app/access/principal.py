"""Who asks: an owner with scopes. Kept for as long as a request is handled; the house's own work is the house's.

Rows are looked up in many rooms, and each look-up must hide what belongs to somebody else. The principal therefore
travels in a context variable, which threads and tasks of a request inherit, instead of through every signature:
a look-up cannot be written that forgets to ask (docs/decisions/0014).
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from app.access.allowances import Allowance

HOUSE_OWNER = "local"
SCOPES = (
    "jobs:read", "jobs:write", "models:read", "models:write", "predict", "datasets:read", "datasets:write",
    "webhooks", "system:read", "admin",
)  # fmt: skip


@dataclass(frozen=True)
class Principal:
    """A caller.

    Attributes:
        key_id: public part of the key it came with; None for the house itself, and for nobody.
        owner: whose things it sees and makes.
        scopes: what it may do.
        allowance: how often; None: without limits.
        session: digest of the session that a browser came with; None: it came with the key itself.
    """

    key_id: str | None
    owner: str
    scopes: frozenset[str]
    allowance: Allowance | None = None
    session: str | None = None

    @property
    def is_admin(self) -> bool:
        """Whether it may do everything and sees what every owner made."""
        return "admin" in self.scopes

    def may(self, scope: str) -> bool:
        """Whether it has a scope."""
        return scope in self.scopes or "admin" in self.scopes

    def owns(self, owner: str) -> bool:
        """Whether what belongs to this owner is its own."""
        return owner == self.owner or self.is_admin

    def may_ask(self, owner: str) -> bool:
        """Whether it may see and ask the models of this owner: the house's are everybody's."""
        return owner in (self.owner, HOUSE_OWNER) or self.is_admin


HOUSE = Principal(None, HOUSE_OWNER, frozenset(SCOPES))
NOBODY = Principal(None, "", frozenset())
WORK = frozenset(SCOPES) - {"admin"}
_ACTING: ContextVar[tuple[Principal, str | None]] = ContextVar("acting", default=(HOUSE, None))


def acting() -> Principal:
    """The principal on whose behalf this code runs: a request's caller, or else the house itself."""
    return _ACTING.get()[0]


def request_id() -> str | None:
    """The id of the request that this code runs for, if there is one."""
    return _ACTING.get()[1]


def on_behalf_of(owner: str) -> Principal:
    """Whom a worker is while it runs a job: it finds what the job's owner would find, and nobody else's things."""
    return Principal(None, owner, WORK)


def act_as(principal: Principal, request: str | None = None) -> None:
    """Let the rest of this request run on behalf of a principal."""
    _ACTING.set((principal, request))
