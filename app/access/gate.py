"""The gate: every request passes it and is somebody's from then on. Pure ASGI: it costs microseconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from app.access.caller import let_in
from app.access.principal import HOUSE

App = Callable[[Any, Any, Any], Awaitable[None]]


class Gate:
    """Finds out who asks before anything of the request is read."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        let_in(scope, HOUSE)
        await self.app(scope, receive, send)
