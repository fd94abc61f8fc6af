"""The documented routes of the actions; `app.serving.fast_path` answers them before the framework does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from app.access.scopes import needs
from app.http.document import action_references
from app.http.fields import VersionNumber
from app.http.strict_json import read_body
from app.services import Services
from app.serving.actions import NAMES, act
from app.serving.photos import body_limit
from models.catalog import CARDS

router = APIRouter(prefix="/api/v1/models", tags=["actions"])


def _body(name: str) -> dict[str, Any]:
    examples = {
        card.name: {"summary": card.title.en, "value": action.examples[0]}
        for card in CARDS.values()
        for action in card.actions
        if action.name == name
    }
    content = {"schema": action_references(name, "Query"), "examples": examples}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _responses(name: str) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = {"application/json": {"schema": action_references(name, "Answer")}}
    actions = [action for card in CARDS.values() for action in card.actions if action.name == name]
    if any(action.Answer is None for action in actions):
        content["image/png"] = {"schema": {"type": "string", "format": "binary"}}
    if any(action.streams for action in actions):
        content["text/event-stream"] = {"schema": {"type": "string"}}
    return {200: {"description": "By `Accept`", "content": content}}


def _endpoint(name: str) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, model: str) -> Response:
        return await _answer(request, model, None, name)

    return endpoint


def _version_endpoint(name: str) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, model: str, version: VersionNumber) -> Response:
        return await _answer(request, model, version, name)

    return endpoint


async def _answer(request: Request, model: str, version: int | None, name: str) -> Response:
    house: Services = request.app.state.services
    body = await read_body(request, await body_limit(house, model, version))
    return await act(house, model, version, name, dict(request.headers.raw), body)


def _add_routes() -> None:
    """Two routes for each action that some recipe knows."""
    for name in NAMES:
        what = " / ".join(
            dict.fromkeys(
                action.summary.en for card in CARDS.values() for action in card.actions if action.name == name
            )
        )
        options: dict[str, Any] = {
            "methods": ["POST"], "openapi_extra": _body(name), "responses": _responses(name),
            "response_class": Response, "description": what, "dependencies": [needs("predict")],
        }  # fmt: skip
        router.add_api_route(f"/{{model}}/{name}", _endpoint(name), name=name, summary=name.capitalize(), **options)
        router.add_api_route(
            f"/{{model}}/versions/{{version}}/{name}", _version_endpoint(name), name=f"{name}_version",
            summary=f"{name.capitalize()} with one version", **options,
        )  # fmt: skip


_add_routes()
