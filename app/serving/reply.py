"""From a body to the response of predict and explain, whichever door the request came through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anyio import to_thread
from fastapi import Response
from pydantic import BaseModel

from app.http.strict_json import parse_json, require_json_bytes
from app.services import Services
from app.serving.loaded import Loaded
from app.serving.service import answer, read_queries

INLINE_BYTES = 8192  # a body this small is answered in less time than a thread takes to wake


async def predict(
    house: Services, target: str, version: int | None, headers: Mapping[bytes, bytes], body: bytes
) -> Response:
    """The answers to the queries of a body."""
    serving = house.serving
    loaded = serving.known(target, version) or await serving.loaded(target, version)
    require_json_bytes(headers.get(b"content-type", b"application/json"))
    queries = read_queries(loaded, parse_json(body), loaded.card.answer_limit)
    with serving.place():
        if len(body) < INLINE_BYTES and loaded.light:
            answers = answer(loaded, queries)
        else:
            answers = await to_thread.run_sync(answer, loaded, queries)
    return reply(loaded, "answers", answers)


class JsonBytes(Response):
    """A response whose body and headers are bytes already."""

    def __init__(self, body: bytes, *headers: tuple[bytes, bytes]) -> None:
        self.status_code, self.background, self.body = 200, None, body
        length = (b"content-length", str(len(body)).encode())
        self.raw_headers = [length, (b"content-type", b"application/json"), *headers]


def reply(loaded: Loaded, key: str, items: Sequence[BaseModel]) -> Response:
    """The response, written by pydantic's serializer without a detour through Python objects."""
    rows = b",".join([item.__pydantic_serializer__.to_json(item) for item in items])
    head = b'{"model":"%s","version":%d,"%s":[' % (loaded.model.encode(), loaded.version, key.encode())
    return JsonBytes(head + rows + b"]}", (b"x-model-version", str(loaded.version).encode()))
