"""The protocol's extension for text: a prompt in, what follows out, at once or as a stream (generate_rest.yaml)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import ValidationError

from app.access.scopes import needs
from app.errors import AppError
from app.open_inference.asking import Asked, find
from app.open_inference.errors import REFUSALS, body_of, read_request
from app.open_inference.schemas import GenerateRequest, GenerateResponse
from app.open_inference.tensor_json import refuse
from app.services import House, Services
from app.serving.actions import slice_of
from models.recipe import Action, InputError

Json = dict[str, Any]
ACTION = "sample"
REASONS = {"length": "length", "stop": "stop_sequence"}
router = APIRouter(prefix="/v2/models", tags=["open inference"], responses=REFUSALS)
_BODY: dict[str, Any] = {"openapi_extra": body_of(GenerateRequest), "response_class": Response}
_WHOLE: dict[str, Any] = {**_BODY, "responses": {200: {"model": GenerateResponse}}}
_STREAM: dict[str, Any] = {
    **_BODY,
    "responses": {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Pieces"}},
}


@router.post("/{model}/generate", **_WHOLE, dependencies=[needs("predict")])
async def generate(request: Request, house: House, model: str) -> Response:
    """Go on from a prompt with the version in production."""
    return await _generate(request, house, model, None)


@router.post("/{model}/versions/{version}/generate", **_WHOLE, dependencies=[needs("predict")])
async def generate_version(request: Request, house: House, model: str, version: str) -> Response:
    """Go on from a prompt with one version."""
    return await _generate(request, house, model, version)


@router.post("/{model}/generate_stream", **_STREAM, dependencies=[needs("predict")])
async def generate_stream(request: Request, house: House, model: str) -> Response:
    """The same text, piece by piece, as server-sent events."""
    return await _stream(request, house, model, None)


@router.post("/{model}/versions/{version}/generate_stream", **_STREAM, dependencies=[needs("predict")])
async def generate_stream_version(request: Request, house: House, model: str, version: str) -> Response:
    """The same text from one version, piece by piece."""
    return await _stream(request, house, model, version)


async def _asked(request: Request, house: Services, model: str, version: str | None) -> tuple[Asked, Any, bool]:
    """The version, its checked question, and whether details are wanted."""
    asked = await find(house, model, version)
    action = _writing(asked)
    wish = await read_request(request, house, asked.loaded.card, GenerateRequest)
    how = wish.parameters
    question: Json = {
        "prompt": wish.text_input, "max_characters": how.max_tokens, "seed": how.seed, "stop": how.stop,
        "top_p": how.top_p, "temperature": how.temperature or 1.0,
        "sampling": "stochastic" if how.temperature else "greedy",
    }  # fmt: skip
    try:
        return asked, action.Query.model_validate(question), how.details
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise refuse(f"{'/'.join(map(str, first['loc']))}: {first['msg']}") from None


def _writing(asked: Asked) -> Action:
    for action in asked.loaded.card.actions:
        if action.name == ACTION and action.streams:
            return action
    raise refuse(f"The model {asked.loaded.model!r} writes no text; ask it through infer.")


async def _generate(request: Request, house: Services, model: str, version: str | None) -> Response:
    asked, query, details = await _asked(request, house, model, version)
    with house.serving.place():
        made = await to_thread.run_sync(_written, asked, query)
    return JSONResponse(_piece(asked, made.text, _details(made.model_dump()) if details else None))


def _written(asked: Asked, query: Any) -> Any:
    try:
        return getattr(asked.loaded.answerer, ACTION)(query)
    except InputError as error:
        raise AppError(400, error.code, str(error)) from None


async def _stream(request: Request, house: Services, model: str, version: str | None) -> Response:
    asked, query, details = await _asked(request, house, model, version)
    pieces: Iterator[Json] = getattr(asked.loaded.answerer, f"stream_{ACTION}")(query)
    with house.serving.place():
        first = await to_thread.run_sync(slice_of, pieces)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = _events(house, asked, first, pieces, details)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _events(
    house: Services, asked: Asked, batch: list[Json], pieces: Iterator[Json], details: bool
) -> AsyncIterator[bytes]:
    while batch:
        yield b"".join(_event(asked, piece, details) for piece in batch)
        with house.serving.place().going_on():
            batch = await to_thread.run_sync(slice_of, pieces)


def _event(asked: Asked, piece: Json, details: bool) -> bytes:
    """A chunk's text; the end brings no text of its own, only the details."""
    ended = "finish_reason" in piece
    document = _piece(asked, "" if ended else piece["text"], _details(piece) if ended and details else None)
    return f"data: {json.dumps(document, separators=(',', ':'))}\n\n".encode()


def _piece(asked: Asked, text: str, details: Json | None) -> Json:
    loaded = asked.loaded
    piece: Json = {"text_output": text, "model_name": loaded.model, "model_version": str(loaded.version)}
    return piece | ({"details": details} if details else {})


def _details(whole: Json) -> Json:
    return {"finish_reason": REASONS[whole["finish_reason"]], "generated_tokens": whole["characters"]}
