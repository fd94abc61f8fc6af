"""HEAD: what GET would answer, without the body (RFC 9110, 9.3.2), for every route at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def as_get(scope: Scope, receive: Receive, send: Send) -> tuple[Scope, Receive, Send]:
    """The same request as GET, whose body goes nowhere; a stream learns that nobody reads it."""
    begun = False

    async def listen() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"} if begun else await receive()

    async def head_only(message: MutableMapping[str, Any]) -> None:
        nonlocal begun
        if message["type"] == "http.response.start":
            await send(message)
        elif not begun:
            begun = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return {**scope, "method": "GET"}, listen, head_only
