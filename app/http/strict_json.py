"""Reading a request body without trust: bounded while it streams, and JSON as the standard has it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive

from app.errors import AppError

JSON_TYPES = ("application/json", "application/problem+json")


def parse_json(body: bytes) -> Any:
    """The document in a body.

    Raises:
        AppError: 400 `json_invalid`; 422 `number_not_finite`, `text_invalid_unicode`, `validation_error`.
    """
    try:
        text = body.decode("utf-8")
        document = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise AppError(400, "json_invalid", "The body is not valid JSON in UTF-8.") from error
    if b"\\u" in body:  # only an escape can smuggle in what UTF-8 itself forbids
        _refuse_bad_text(document)
    elif b"\x00" in body:
        raise _bad_text()
    return document


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise AppError(422, "validation_error", "A JSON object holds the same key twice.")
    return document


def _not_finite(_: str) -> NoReturn:
    raise AppError(422, "number_not_finite", "NaN and Infinity are not numbers in JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise AppError(422, "number_not_finite", "A number is too large for 64 bits.")
    return number


# made once: `json.loads` with hooks would build one for each body
_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys, parse_constant=_not_finite, parse_float=_finite)


def _bad_text() -> AppError:
    return AppError(422, "text_invalid_unicode", "A text holds U+0000 or half of a surrogate pair.")


def _refuse_bad_text(document: Any) -> None:
    stack = [document]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if "\x00" in item or any(0xD800 <= ord(letter) <= 0xDFFF for letter in item):
                raise _bad_text()
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body of a request (see `read_all`)."""
    return await read_all(_declared(request), request.receive, limit)


async def read_all(declared: bytes, receive: Receive, limit: int) -> bytes:
    """The whole body, refused as soon as it is known to be too large.

    Args:
        declared: the `Content-Length` header as it came, empty without one.
        receive: of the ASGI call; nothing of the body was taken from it yet.

    Raises:
        AppError: 413 `body_too_large`; 400 `json_invalid` when the client hung up.
    """
    _refuse(declared, limit)
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise AppError(400, "json_invalid", "The body was cut off.")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > limit:
            raise too_large(limit)
    return b"".join(chunks)


def refuse_declared(request: Request, limit: int) -> None:
    """413 before a byte is read when the client itself says that there are too many."""
    _refuse(_declared(request), limit)


def _declared(request: Request) -> bytes:
    return request.headers.get("content-length", "").encode("latin-1")


def _refuse(declared: bytes, limit: int) -> None:
    if declared.isdigit() and int(declared[:20]) > limit:
        raise too_large(limit)


def too_large(limit: int) -> AppError:
    """413 that names the limit."""
    return AppError(413, "body_too_large", f"The body is larger than {limit} bytes.")


def require_json_type(request: Request) -> None:
    """415 unless the body says it is JSON (a body without a type is taken at its word)."""
    require_json_bytes(request.headers.get("content-type", "application/json").encode())


def require_json_bytes(content_type: bytes) -> None:
    """415 unless the content type is JSON."""
    if content_type == b"application/json":
        return
    kind = content_type.decode("latin-1").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES and not kind.endswith("+json"):
        raise AppError(415, "media_type_unsupported", "Send the body as application/json.")


class StrictRequest(Request):
    """A request whose JSON is parsed by the rules above."""

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            settings = self.app.state.services.settings
            self._body = await read_body(self, settings.max_json_bytes)
        return self._body

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = parse_json(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route that reads its body through `StrictRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if self.body_field is not None and _takes_json(self):
                require_json_type(request)
                request = StrictRequest(request.scope, request.receive)
                if await request.body():
                    await request.json()  # here, because FastAPI turns whatever is raised inside it into a bare 400
            return await handler(request)

        return strict


def _takes_json(route: APIRoute) -> bool:
    info = getattr(route.body_field, "field_info", None)
    return getattr(info, "media_type", "application/json") == "application/json"
