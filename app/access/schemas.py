"""What the routes of access take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.access.roles import Role
from app.http.fields import In, Out

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Owner = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Scope = Literal[
    "jobs:read", "jobs:write", "models:read", "models:write", "predict", "datasets:read", "datasets:write",
    "webhooks", "system:read", "admin",
]  # fmt: skip
Rate = Annotated[float, Field(gt=0, le=1e9)]
YEAR_DAYS = 3660.0


class LimitsIn(In):
    """Limits of a key's own; what is left out is as usual."""

    predict_per_s: Rate | None = None
    predict_burst: Annotated[float, Field(ge=1, le=1e9)] | None = None
    submit_per_min: Rate | None = None
    upload_per_min: Rate | None = None
    upload_mb_per_h: Rate | None = None
    streams: Annotated[int, Field(ge=1, le=1000)] | None = None


class KeyIn(In):
    """A key to make: a role, or scopes, or both."""

    name: Name
    role: Role | None = None
    scopes: Annotated[tuple[Scope, ...], Field(max_length=10, strict=False)] = ()
    owner: Owner = "local"
    expires_days: Annotated[float, Field(gt=0, le=YEAR_DAYS)] | None = None
    limits: LimitsIn | None = None


class RotateIn(In):
    """How long the key that is replaced stays valid."""

    grace_s: Annotated[float, Field(ge=0, le=30 * 86_400)] = 86_400.0


class KeyOut(Out):
    """A key without its secret."""

    id: str
    name: str
    owner: str
    role: Role | None
    scopes: list[str]
    limits: dict[str, float] | None
    live: bool
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None


class NewKeyOut(KeyOut):
    """A key that was just made; its text is shown this once."""

    key: str


class KeyPage(Out):
    """All keys, newest first."""

    data: list[KeyOut]


class ActionOut(Out):
    """Something that was done."""

    id: int
    at: str
    key_id: str | None
    owner: str
    action: str
    object: str
    request_id: str | None


class ActionPage(Out):
    """What was done, newest first; `before` the last id gives what came before."""

    data: list[ActionOut]
    has_more: bool


class SignInIn(In):
    """The key to sign in with."""

    key: Annotated[str, Field(min_length=1, max_length=200)]


class SessionOut(Out):
    """Who is asking, and what a page needs to know about it."""

    mode: Literal["open", "keys"]
    signed_in: bool
    key_id: str | None
    owner: str | None
    scopes: list[str]
    csrf_token: str | None
