"""From a body to the response of predict and explain, whichever door the request came through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from app import tracing
from app.http.strict_json import parse_json, require_json_bytes
from app.services import Services
from app.serving.answering import answer, read_queries
from app.serving.deadlines import Deadline, deadline_of
from app.serving.loaded import Loaded
from app.serving.photos import asks_about_photos, find_uploads

LARGE_BYTES = 262_144  # a body of photos takes longer to parse than a thread takes to wake
INLINE_BYTES = 8192  # a body this small is answered in less time than a thread takes to wake


async def predict(
    house: Services, target: str, version: int | None, headers: Mapping[bytes, bytes], body: bytes
) -> Response:
    """The answers to the queries of a body."""
    serving = house.serving
    loaded = serving.known(target, version) or await serving.loaded(target, version)
    require_json_bytes(headers.get(b"content-type", b"application/json"))
    deadline = deadline_of(headers, house.settings.predict_timeout_s)
    with tracing.span("parse", {"bytes": len(body)}):
        queries = read_queries(loaded, await _parsed(house, body), loaded.card.answer_limit)
    return await answered(house, loaded, queries, deadline, small=len(body) < INLINE_BYTES)


async def _parsed(house: Services, body: bytes) -> Any:
    """The document of a body; a large one must not hold up the others."""
    return parse_json(body) if len(body) < LARGE_BYTES else await house.in_thread(parse_json, body)


async def answered(
    house: Services, loaded: Loaded, queries: list[BaseModel], deadline: Deadline, *, small: bool
) -> Response:
    """The answers to checked queries."""
    await find_uploads(house, loaded, queries, "/queries")
    about: tracing.Attributes = {"model": loaded.model, "version": loaded.version, "queries": len(queries)}
    with house.serving.place(), tracing.span("answer", about):
        if small and loaded.light:
            loaded.line.refuse_late(len(queries), deadline)
            if loaded.line.together:
                answers = await loaded.line.gather(queries, partial(answer, loaded))
            else:
                answers = answer(loaded, queries)
        else:
            slots = house.decoders if asks_about_photos(loaded) else house.serving.slots
            answers = await loaded.line.ask(slots, queries, partial(answer, loaded), deadline)
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
