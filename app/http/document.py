"""The OpenAPI document: what FastAPI finds, and the schemas that every recipe and every refusal shares."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.access.document import add_security
from app.http.problems import MAX_ERRORS
from models.catalog import CARDS
from models.recipe import Card

Json = dict[str, Any]
COMPONENTS = "#/components/schemas/"
_TEXT: Json = {"type": "string"}
PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        **dict.fromkeys(("type", "title", "code", "detail", "instance", "request_id"), _TEXT),
        "status": {"type": "integer"},
        "retry_after_s": {"type": "integer"},
        "errors": {
            "type": "array",
            "maxItems": MAX_ERRORS,
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": dict.fromkeys(("pointer", "code", "detail"), _TEXT),
            },
        },
    },
}


def component(card: Card, kind: str) -> str:
    """The name of a recipe's question or answer in the document: `HousePricesAnswer`."""
    return card.name.title().replace("-", "") + kind


def references(kind: str) -> Json:
    """Any recipe's `Query`, `Answer` or `Explanation`."""
    known = [card for card in CARDS.values() if getattr(card, kind) is not None]
    return {"anyOf": [{"$ref": COMPONENTS + component(card, kind)} for card in known]}


def action_component(card: Card, action: str, kind: str) -> str:
    """The name of an action's question or answer in the document: `VaeDecodeQuery`."""
    return component(card, action.title() + kind)


def action_references(name: str, kind: str) -> Json:
    """Any recipe's question or answer for an action of that name."""
    known = [(card, action) for card in CARDS.values() for action in card.actions if action.name == name]
    names = [
        "PicturesAnswer" if getattr(action, kind) is None else action_component(card, name, kind)
        for card, action in known
    ]
    return {"anyOf": [{"$ref": COMPONENTS + name} for name in dict.fromkeys(names)]}


PICTURES_ANSWER: Json = {
    "type": "object",
    "required": ["model", "version", "width", "height", "columns", "images"],
    "properties": {
        "model": _TEXT,
        **{key: {"type": "integer"} for key in ("version", "width", "height", "columns")},
        "images": {"type": "array", "items": {"type": "string", "description": "a PNG in base64"}},
    },
}


def install(app: FastAPI) -> None:
    """Let the application serve the completed document."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = document["components"]["schemas"]
            schemas["Problem"] = PROBLEM
            for card in CARDS.values():
                for kind in ("Query", "Answer", "Explanation"):
                    if getattr(card, kind) is not None:
                        _add(schemas, component(card, kind), getattr(card, kind))
            _add_actions(schemas)
            add_security(document, app.routes)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _add_actions(schemas: Json) -> None:
    schemas["PicturesAnswer"] = PICTURES_ANSWER
    for card in CARDS.values():
        for action in card.actions:
            for kind in ("Query", "Answer"):
                if getattr(action, kind) is not None:
                    _add(schemas, action_component(card, action.name, kind), getattr(action, kind))


def _add(schemas: Json, name: str, model: type[BaseModel]) -> None:
    """Put a schema and what it refers to among the components, under names that cannot collide."""
    schema = model.model_json_schema(ref_template=COMPONENTS + name + "{model}")
    for inner, definition in schema.pop("$defs", {}).items():
        schemas[name + inner] = definition
    schemas[name] = schema
