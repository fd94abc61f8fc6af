"""The calls that applications make: predict and explain. Every microsecond here is paid per call."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.access.caller import caller_of
from app.access.scopes import needs
from app.errors import AppError
from app.http import problems
from app.http.document import references
from app.http.fields import VersionNumber
from app.http.strict_json import parse_json, read_body, require_json_type
from app.jobs import routes as job_routes
from app.jobs.schemas import JobIn
from app.services import Services
from app.serving import reply
from app.serving.answering import MAX_QUERIES, explain, read_queries
from app.serving.deadlines import LONGEST_S, deadline_of
from app.serving.loaded import Loaded
from app.serving.photos import FIELD, asks_about_photos, body_limit, find_uploads, is_form, read_form
from models.catalog import CARDS

router = APIRouter(prefix="/api/v1/models", tags=["predict"])


def _body_schema(limit: int) -> dict[str, Any]:
    """The request body in OpenAPI: every recipe's question, with examples that work as they stand."""
    schema = {
        "type": "object",
        "required": ["queries"],
        "additionalProperties": False,
        "properties": {"queries": {"type": "array", "minItems": 1, "maxItems": limit, "items": references("Query")}},
    }
    examples = {
        card.name: {"summary": card.title.en, "value": {"queries": list(card.examples[:1])}}
        for card in CARDS.values()
        if card.examples
    }
    files = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
    form = {"type": "object", "required": [FIELD], "properties": {FIELD: files}}
    return {
        "required": True,
        "content": {
            "application/json": {"schema": schema, "examples": examples},
            "multipart/form-data": {"schema": form},  # of models that are asked about photos
        },
    }


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


_TIMEOUT: dict[str, Any] = {
    "name": "Request-Timeout", "in": "header", "required": False,
    "description": "seconds after which the answer is of no use; 2 beside the questions' own time without it",
    "schema": {"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST_S},
}  # fmt: skip
PREDICT: dict[str, Any] = {
    "openapi_extra": {"requestBody": _body_schema(MAX_QUERIES), "parameters": [_TIMEOUT]},
    "response_class": Response, "responses": _response("Answer", "answers") | problems.TIMED_OUT,
}  # fmt: skip
EXPLAIN: dict[str, Any] = {"openapi_extra": {"requestBody": _body_schema(8)}, "response_class": Response,
                           "responses": _response("Explanation", "explanations")}  # fmt: skip


@router.post("/{model}/predict", **PREDICT, dependencies=[needs("predict")])
async def predict(request: Request, model: str) -> Response:
    """Answer 1 to 256 queries with the version in production (`model@alias` for another alias).

    A model that is asked about photos also takes their files, in the field `image` of a form. With
    `Prefer: respond-async` the answer is a job.
    """
    return await _predict(request, model, None)


@router.post("/{model}/versions/{version}/predict", **PREDICT, dependencies=[needs("predict")])
async def predict_version(request: Request, model: str, version: VersionNumber) -> Response:
    """Answer with one version."""
    return await _predict(request, model, version)


@router.post("/{model}/explain", **EXPLAIN, dependencies=[needs("predict")])
async def explain_model(request: Request, model: str) -> Response:
    """What moved the answers: word contributions, feature effects."""
    house: Services = request.app.state.services
    loaded = await house.serving.loaded(model)
    if loaded.card.Explanation is None:
        raise AppError(409, "not_explainable", f"The recipe {loaded.card.name} does not explain its answers.")
    queries = await _queries(request, house, loaded)
    await find_uploads(house, loaded, queries, "/queries")
    with house.serving.place():
        limiter = house.decoders if asks_about_photos(loaded) else house.explainers
        explanations = await to_thread.run_sync(explain, loaded, queries, limiter=limiter)
    return reply.reply(loaded, "explanations", explanations)


async def _predict(request: Request, model: str, version: int | None) -> Response:
    house: Services = request.app.state.services
    headers = dict(request.headers.raw)
    if is_form(headers):
        loaded = await house.serving.loaded(model, version)
        queries = await read_form(request, loaded, loaded.card.answer_limit)
        deadline = deadline_of(headers, house.settings.predict_timeout_s)
        return await reply.answered(house, loaded, queries, deadline, small=False)
    later = "respond-async" in request.headers.get("prefer", "")  # what a job keeps is small: photos go by upload
    limit = house.settings.max_json_bytes if later else await body_limit(house, model, version)
    body = await read_body(request, limit)
    by_production = version is None and "@" not in model  # what a job answers with; a preference may be ignored
    if not by_production or not later:
        return await reply.predict(house, model, version, headers, body)
    loaded = await house.serving.loaded(model, version)
    require_json_type(request)
    document = parse_json(body)
    read_queries(loaded, document, MAX_QUERIES)
    await house.guard.spend(request.scope, caller_of(request.scope), "submit")  # beside the prediction asked for
    job = JobIn(kind="predict", recipe=loaded.card.name, model=loaded.model, params=document)
    return await job_routes.accept(house, job)


async def _queries(request: Request, house: Services, loaded: Loaded) -> list[BaseModel]:
    """The questions of an explain call, out of JSON or a form."""
    limit = loaded.card.explain_limit
    if is_form(dict(request.headers.raw)):
        return await read_form(request, loaded, limit)
    require_json_type(request)
    body = await read_body(request, loaded.card.max_body_bytes or house.settings.max_json_bytes)
    return read_queries(loaded, parse_json(body), limit)
