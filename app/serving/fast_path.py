"""Predictions without a web framework in between: the one route where its 150 microseconds would be most of the time.

The documented routes of `app.serving.routes` describe the same calls and share the same `reply` functions;
docs/decisions/0003 has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request

from app.errors import AppError
from app.http.problems import problem_response, translate
from app.http.strict_json import too_large
from app.services import Services
from app.serving.reply import predict

PATH = re.compile(r"/api/v1/models/([a-z0-9-]{1,63}(?:@[a-z0-9-]{1,63})?)/predict")
ROUTE = "/api/v1/models/{model}/predict"
App = Callable[[Any, Any, Any], Awaitable[None]]


class FastPath:
    """Answers predict calls; hands every other request on."""

    def __init__(self, app: App, services: Services) -> None:
        self.app = app
        self.services = services

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        scope["route_name"] = ROUTE
        try:
            headers = dict(scope["headers"])
            if b"prefer" in headers:
                await self.app(scope, receive, send)  # asks for a job: not a call that counts microseconds
                return
            body = await _body(headers, receive, self.services.settings.max_json_bytes)
            response = await predict(self.services, found[1], None, headers, body)
        except Exception as error:
            response = problem_response(Request(scope), translate(error))
        await response(scope, receive, send)


async def _body(headers: dict[bytes, bytes], receive: Any, limit: int) -> bytes:
    declared = headers.get(b"content-length", b"")
    if declared.isdigit() and int(declared) > limit:
        raise too_large(limit)
    message = await receive()
    if not message.get("more_body"):
        first: bytes = message.get("body", b"")
        if len(first) > limit:
            raise too_large(limit)
        return first
    return await _rest(message, receive, limit)


async def _rest(message: Any, receive: Any, limit: int) -> bytes:
    chunks, size = [message.get("body", b"")], len(message.get("body", b""))
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise AppError(400, "json_invalid", "The body was cut off.")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise too_large(limit)
    return b"".join(chunks)
