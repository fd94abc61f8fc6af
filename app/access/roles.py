"""Roles: named bundles of scopes, so that nobody has to spell them out."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["viewer", "member", "application", "operator", "admin"]
_VIEWER = ("jobs:read", "models:read", "datasets:read", "system:read")
_MEMBER = (*_VIEWER, "predict", "jobs:write", "datasets:write")
ROLES: dict[str, tuple[str, ...]] = {
    "viewer": _VIEWER,
    "member": _MEMBER,
    "application": ("predict", "models:read"),
    "operator": (*_MEMBER, "models:write", "webhooks"),
    "admin": ("admin",),
}
assert set(ROLES) == set(get_args(Role))
