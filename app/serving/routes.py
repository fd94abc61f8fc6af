"""The calls that applications make: predict and explain. Every microsecond here is paid per call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.http.document import references
from app.http.fields import VersionNumber
from app.http.strict_json import parse_json, read_body, require_json_type
from app.jobs import routes as job_routes
from app.jobs.schemas import JobIn
from app.services import Services
from app.serving.loaded import Loaded
from app.serving.service import MAX_QUERIES, answer, explain, read_queries
from models.catalog import CARDS

router = APIRouter(prefix="/api/v1/models", tags=["predict"])
INLINE_BYTES = 8192  # a body this small is answered in less time than a thread takes to wake


def _body_schema(limit: int) -> dict[str, Any]:
    """The request body in OpenAPI: every recipe's question, with examples that work as they stand."""
    schema = {
        "type": "object",
        "required": ["queries"],
        "additionalProperties": False,
        "properties": {"queries": {"type": "array", "minItems": 1, "maxItems": limit, "items": references("Query")}},
    }
    examples = {
        card.name: {"summary": card.title.en, "value": {"queries": list(card.examples[:1])}} for card in CARDS.values()
    }
    return {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}


def _response(kind: str, key: str) -> dict[int | str, dict[str, Any]]:
    schema = {
        "type": "object",
        "required": ["model", "version", key],
        "properties": {
            "model": {"type": "string"},
            "version": {"type": "integer"},
            key: {"type": "array", "items": references(kind)},
        },
    }
    return {200: {"description": "In the order of the queries", "content": {"application/json": {"schema": schema}}}}


PREDICT: dict[str, Any] = {"openapi_extra": {"requestBody": _body_schema(MAX_QUERIES)}, "response_class": Response,
                           "responses": _response("Answer", "answers")}  # fmt: skip
EXPLAIN: dict[str, Any] = {"openapi_extra": {"requestBody": _body_schema(8)}, "response_class": Response,
                           "responses": _response("Explanation", "explanations")}  # fmt: skip


@router.post("/{model}/predict", **PREDICT)
async def predict(request: Request, model: str) -> Response:
    """Answer 1 to 256 queries with the version in production (`model@alias` for another alias).

    With `Prefer: respond-async` the answer is a job.
    """
    return await _predict(request, model, None)


@router.post("/{model}/versions/{version}/predict", **PREDICT)
async def predict_version(request: Request, model: str, version: VersionNumber) -> Response:
    """Answer with one version."""
    return await _predict(request, model, version)


@router.post("/{model}/explain", **EXPLAIN)
async def explain_model(request: Request, model: str) -> Response:
    """What moved the answers: word contributions, feature effects."""
    house: Services = request.app.state.services
    loaded = await house.serving.loaded(model)
    queries = read_queries(loaded, await _document(request, house), loaded.card.explain_limit)
    with house.serving.place():
        explanations = await to_thread.run_sync(explain, loaded, queries)
    return _reply(loaded, "explanations", explanations)


async def _predict(request: Request, model: str, version: int | None) -> Response:
    house: Services = request.app.state.services
    loaded = await house.serving.loaded(model, version)
    document = await _document(request, house)
    queries = read_queries(loaded, document)
    if "respond-async" in request.headers.get("prefer", ""):
        return await _as_job(house, loaded, document)
    with house.serving.place():
        if int(request.headers.get("content-length", INLINE_BYTES)) < INLINE_BYTES:
            answers = answer(loaded, queries)
        else:
            answers = await to_thread.run_sync(answer, loaded, queries)
    return _reply(loaded, "answers", answers)


async def _document(request: Request, house: Services) -> Any:
    require_json_type(request)
    return parse_json(await read_body(request, house.settings.max_json_bytes))


async def _as_job(house: Services, loaded: Loaded, document: Any) -> Response:
    body = JobIn(kind="predict", recipe=loaded.card.name, model=loaded.model, params=document)
    return await job_routes.accept(house, body)


def _reply(loaded: Loaded, key: str, items: Sequence[BaseModel]) -> Response:
    """The response, written by pydantic's serializer without a detour through Python objects."""
    rows = b",".join([item.__pydantic_serializer__.to_json(item) for item in items])
    head = b'{"model":"%s","version":%d,"%s":[' % (loaded.model.encode(), loaded.version, key.encode())
    headers = {"X-Model-Version": str(loaded.version)}
    return Response(head + rows + b"]}", media_type="application/json", headers=headers)
