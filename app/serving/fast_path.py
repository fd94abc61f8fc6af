"""Predictions without a web framework in between: the one route where its 150 microseconds would be most of the time.

The documented routes of `app.serving.routes` describe the same calls and share the same `reply` functions;
docs/decisions/0003 has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request

from app.http.problems import problem_response, translate
from app.http.strict_json import read_all
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
            limit = self.services.settings.max_json_bytes
            body = await read_all(headers.get(b"content-length", b""), receive, limit)
            response = await predict(self.services, found[1], None, headers, body)
        except Exception as error:
            response = problem_response(Request(scope), translate(error))
        await response(scope, receive, send)
