"""What a model does online beside answering queries: sample, decode, stream text."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from anyio import to_thread
from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ValidationError

from app import __version__
from app.errors import AppError
from app.http.problems import from_input, from_validation
from app.http.strict_json import parse_json, require_json_bytes
from app.services import Services
from app.serving.loaded import Loaded
from app.serving.photos import find_uploads, in_thread
from app.serving.reply import JsonBytes
from models.catalog import CARDS
from models.job import Pictures
from models.pictures.grid import grid
from models.pictures.inline import base64_png
from models.pictures.receipt import png
from models.recipe import Action, InputError

Json = dict[str, Any]
NAMES = tuple(sorted({action.name for card in CARDS.values() for action in card.actions}))
LIGHT_BYTES = 2048  # a light action with a body this small takes less time than a thread takes to wake
SLICE_S = 0.02  # a stream hands its characters over this often


async def act(
    house: Services, target: str, version: int | None, name: str, headers: Mapping[bytes, bytes], body: bytes
) -> Response:
    """Do what the body asks for.

    Raises:
        AppError: 404 `action_not_found`; 422 for what the action's question refuses.
    """
    serving = house.serving
    loaded = serving.known(target, version) or await serving.loaded(target, version)
    action = find_action(loaded, name)
    require_json_bytes(headers.get(b"content-type", b"application/json"))
    query = read_query(action, parse_json(body))
    await find_uploads(house, loaded, [query])
    accept = headers.get(b"accept", b"")
    if action.streams and b"text/event-stream" in accept:
        return await _stream(house, loaded, action, query)
    with serving.place():
        if action.light and len(body) < LIGHT_BYTES:
            made = perform(loaded, action, query)
        else:
            made = await in_thread(house, loaded, perform, loaded, action, query)
        if not isinstance(made, Pictures):
            return _document(loaded, made.__pydantic_serializer__.to_json(made))
        if b"image/png" in accept:
            return await to_thread.run_sync(_one_png, loaded, action, query, made)
        return _pictures(loaded, made)


def find_action(loaded: Loaded, name: str) -> Action:
    """The action of that name, or 404."""
    for action in loaded.card.actions:
        if action.name == name:
            return action
    can = ", ".join(action.name for action in loaded.card.actions) or "only predict"
    raise AppError(404, "action_not_found", f"The model {loaded.model!r} cannot {name}; it can {can}.")


def read_query(action: Action, document: Any) -> BaseModel:
    """The checked question of an action."""
    try:
        return action.Query.model_validate(document)
    except ValidationError as error:
        raise from_validation(error.errors(include_input=False, include_url=False)) from None


def perform(loaded: Loaded, action: Action, query: BaseModel) -> Any:
    """What the answerer makes of the question: the action's `Answer`, or `Pictures`."""
    started = time.perf_counter()
    try:
        made = getattr(loaded.answerer, action.name)(query)
    except InputError as error:
        raise from_input(error) from None
    loaded.pace.used = time.monotonic()
    loaded.meters.seconds.observe(time.perf_counter() - started)
    loaded.meters.queries.inc()
    return made


def receipt(loaded: Loaded, action: Action, query: BaseModel) -> Json:
    """Everything that decides the pixels of pictures made online."""
    asked = query.model_dump(mode="json")
    return {
        "kind": "sample", "recipe": loaded.card.name, "model": loaded.model, "version": loaded.version,
        "digest": loaded.digest, "action": action.name, "query": asked, "code": __version__,
    }  # fmt: skip


def _one_png(loaded: Loaded, action: Action, query: BaseModel, made: Pictures) -> Response:
    content = png(grid(made.images, made.columns), receipt(loaded, action, query))
    return Response(content, media_type="image/png", headers={"X-Model-Version": str(loaded.version)})


def _pictures(loaded: Loaded, made: Pictures) -> Response:
    images = [base64_png(image) for image in made.images]
    height, width = made.images.shape[1:3]
    facts = {"width": width, "height": height, "columns": made.columns, "images": images, **made.facts}
    return _document(loaded, json.dumps(facts, separators=(",", ":")).encode())


def _document(loaded: Loaded, document: bytes) -> Response:
    """The document with the model's name and version in front."""
    head = b'{"model":"%s","version":%d,' % (loaded.model.encode(), loaded.version)
    return JsonBytes(head + document[1:], (b"x-model-version", str(loaded.version).encode()))


async def _stream(house: Services, loaded: Loaded, action: Action, query: BaseModel) -> Response:
    """Server-sent events; a question that cannot be answered is refused before the stream begins."""
    pieces: Iterator[Json] = getattr(loaded.answerer, f"stream_{action.name}")(query)
    try:
        with house.serving.place():
            first = await to_thread.run_sync(next, pieces, None)
    except InputError as error:
        raise from_input(error) from None
    loaded.pace.used = time.monotonic()
    loaded.meters.queries.inc()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Model-Version": str(loaded.version)}
    return StreamingResponse(_events(house, first, pieces), media_type="text/event-stream", headers=headers)


async def _events(house: Services, first: Json | None, pieces: Iterator[Json]) -> AsyncIterator[bytes]:
    batch = [first] if first is not None else []
    while batch:
        yield b"".join(map(_event, batch))
        with house.serving.place().going_on():
            batch = await to_thread.run_sync(slice_of, pieces)


def slice_of(pieces: Iterator[Json]) -> list[Json]:
    """What comes within one slice of time: a thread is woken for many characters, not for each."""
    end = time.perf_counter() + SLICE_S
    batch = []
    for piece in pieces:
        batch.append(piece)
        if time.perf_counter() >= end:
            break
    return batch


def _event(piece: Json) -> bytes:
    name = "done" if "finish_reason" in piece else "output"
    return f"event: {name}\ndata: {json.dumps(piece, separators=(',', ':'))}\n\n".encode()
