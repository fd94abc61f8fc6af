"""Predictions and actions without a web framework in between: its 150 microseconds would be most of their time.

The documented routes of `app.serving` describe the same calls and share the same functions;
docs/decisions/0003 has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request

from app.access.caller import caller_of
from app.access.scopes import require
from app.http.problems import problem_response, translate
from app.http.strict_json import read_all
from app.services import Services
from app.serving.actions import NAMES, act
from app.serving.photos import body_limit, is_form
from app.serving.reply import predict

PATH = re.compile(rf"/api/v1/models/([a-z0-9-]{{1,63}}(?:@[a-z0-9-]{{1,63}})?)/({'|'.join(('predict', *NAMES))})")
SCOPE = "predict"  # as the documented routes have it; tests/api/test_scopes.py compares
ROUTE = "/api/v1/models/{model}/"
App = Callable[[Any, Any, Any], Awaitable[None]]


class FastPath:
    """Answers predict and action calls; hands every other request on."""

    def __init__(self, app: App, services: Services) -> None:
        self.app = app
        self.services = services

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        scope["route_name"] = ROUTE + found[2]
        try:
            caller = caller_of(scope)
            require(caller, SCOPE)
            headers = dict(scope["headers"])
            if b"prefer" in headers or is_form(headers):
                await self.app(scope, receive, send)  # a job or files: not a call that counts microseconds
                return
            if caller.allowance is not None:
                self.services.guard.spend_prediction(scope, caller, caller.allowance)
            limit = await body_limit(self.services, found[1], None)
            body = await read_all(headers.get(b"content-length", b""), receive, limit)
            if found[2] == "predict":
                response = await predict(self.services, found[1], None, headers, body)
            else:
                response = await act(self.services, found[1], None, found[2], headers, body)
        except Exception as error:
            response = problem_response(Request(scope), translate(error))
        await response(scope, receive, send)
