"""The refusals of both protocols: `{"error": "..."}`, and reading their bodies."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from app.errors import AppError
from app.http.strict_json import parse_json, read_body, require_json_type
from app.open_inference.schemas import InferenceError
from app.services import Services
from models.recipe import Card

Wish = TypeVar("Wish", bound=BaseModel)
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": InferenceError, "description": "Refused"}
    for status in (400, 401, 403, 404, 409, 410, 413, 415, 429, 500, 503, 504)
}


def body_of(schema: type[BaseModel]) -> dict[str, Any]:
    """The request body for the OpenAPI document: the route reads it itself, so FastAPI does not know it."""
    document = schema.model_json_schema()
    inner = document.pop("$defs", {})
    content = {"application/json": {"schema": _inlined(document, inner)}}
    return {"requestBody": {"required": True, "content": content}}


def _inlined(node: Any, inner: dict[str, Any]) -> Any:
    """The schema with every reference replaced by what it names."""
    if isinstance(node, list):
        return [_inlined(item, inner) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(inner[node["$ref"].rpartition("/")[2]], inner)
    return {key: _inlined(value, inner) for key, value in node.items()}


async def read_request(request: Request, house: Services, card: Card, schema: type[Wish]) -> Wish:
    """The checked body of a request.

    Raises:
        AppError: 400 for what is not valid; 413; 415.
    """
    require_json_type(request)
    limit = max(house.settings.max_json_bytes, card.max_body_bytes or 0)
    return validated(schema, parse_json(await read_body(request, limit)))


def validated(schema: type[Wish], document: Any) -> Wish:
    """The document as the schema has it, or 400 that names the first wrong field."""
    try:
        return schema.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(str(part)[:80] for part in first["loc"]) or "the body"
        raise AppError(400, "bad_request", f"{where}: {first['msg']}") from None
