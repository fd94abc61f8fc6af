"""The gate: every request passes it and is somebody's from then on. Pure ASGI: it costs microseconds.

In the open mode everybody is the house itself, on connections of this machine only. Otherwise a request needs a key or
a session before anything of it is read; what is open to all is listed here and marked `public()` at its route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from app.access.caller import let_in
from app.access.cross_site import SAFE_METHODS, refuse_cross_site
from app.access.guard import Guard
from app.access.principal import HOUSE, NOBODY, Principal
from app.access.scopes import unauthorized
from app.access.sessions import SESSION, cookie_in, is_csrf_token
from app.errors import AppError

App = Callable[[Any, Any, Any], Awaitable[None]]
PUBLIC = frozenset(
    ("/api/v1/health/live", "/api/v1/health/ready", "/api/v1/session", "/v2/health/live", "/v2/health/ready")
)
GUARDED = ("/api/", "/v1/", "/v2/", "/metrics")  # the rest is the dashboard: files that hold no secret
BEARER = b"bearer "


class Gate:
    """Finds out who asks."""

    def __init__(self, app: App, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.guard.is_open(scope):
            refuse_cross_site(scope["method"], scope["headers"])
            let_in(scope, HOUSE)
        else:
            let_in(scope, await self._caller(scope))
        await self.app(scope, receive, send)

    async def _caller(self, scope: Any) -> Principal:
        """Raises AppError: 401 `unauthorized`, 403 `cross_site` or `csrf`, 429 `rate_limited`."""
        bearer, cookie, csrf = _credentials(scope["headers"])
        credential = bearer if bearer is not None else cookie
        principal = None
        if credential is not None:
            guard = self.guard
            principal = guard.callers.known(credential) or await (
                guard.ask(scope, credential) if bearer is not None else guard.ask_session(credential)
            )
        if principal is None:
            if _is_guarded(scope["path"]):
                raise unauthorized()
            return NOBODY
        if bearer is None and scope["method"] not in SAFE_METHODS:
            self._refuse_forged(scope, cookie or "", csrf)
        return principal

    def _refuse_forged(self, scope: Any, cookie: str, csrf: str | None) -> None:
        """A cookie goes along with whatever a page sends: only ours know the token that belongs to it."""
        refuse_cross_site(scope["method"], scope["headers"])
        if csrf is None or not is_csrf_token(self.guard.pepper(), cookie, csrf):
            raise AppError(403, "csrf_missing", "Send the X-CSRF-Token that GET /api/v1/session gives.")


def _is_guarded(path: str) -> bool:
    return (path.startswith(GUARDED) or path == "/v2") and path not in PUBLIC


def _credentials(headers: Any) -> tuple[str | None, str | None, str | None]:
    """The bearer's key ("" for what is none), the cookie of a session, and the token against CSRF.

    Each only in its own place: a session in the header would need no token, and a key in the cookie could be guessed
    without being counted.
    """
    bearer = cookie = csrf = None
    for name, value in headers:
        if name == b"authorization":
            is_bearer = value[: len(BEARER)].lower() == BEARER
            bearer = value[len(BEARER) :].decode("latin-1").strip() if is_bearer else ""
            bearer = "" if bearer.startswith(SESSION) else bearer
        elif name == b"cookie":
            cookie = cookie_in(value)
        elif name == b"x-csrf-token":
            csrf = value.decode("latin-1")
    return bearer, cookie, csrf
