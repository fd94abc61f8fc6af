"""The one place that turns errors into responses: problem+json (RFC 9457), never echoing what was sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from app.errors import AppError, FieldError
from models.recipe import InputError

log = logging.getLogger(__name__)
MAX_ERRORS = 20
INFERENCE_PATHS = ("/v2/", "/v1/")  # of the two protocols whose errors are `{"error": "..."}`
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 400: "bad_request", 413: "body_too_large"}
# pydantic's own words that say "not a number a computer can hold"
_NOT_FINITE = {"finite_number"}

_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_STATUSES = (400, 401, 403, 404, 405, 408, 409, 410, 413, 414, 415, 416, 422, 429, 503, 507)


def _problem() -> dict[str, Any]:
    return {"description": "Problem", "content": {"application/problem+json": {"schema": _REFERENCE}}}


# what every route may answer; the document has one shape everywhere
DOCUMENTED: dict[int | str, dict[str, Any]] = {status: _problem() for status in _STATUSES}
TIMED_OUT: dict[int | str, dict[str, Any]] = {504: _problem()}  # what a prediction may answer beside them


def problem_response(request: Request, error: AppError) -> JSONResponse:
    """The document of a refused request."""
    if speaks_inference(request.scope["path"]):
        return refusal(error)
    request_id = request.scope.get("state", {}).get("request_id", "")
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.code.replace("_", " ").capitalize(),
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "instance": f"urn:request:{request_id}",
        "request_id": request_id,
        "errors": [vars(item) for item in error.errors[:MAX_ERRORS]],
        **error.extra,
    }
    return JSONResponse(body, error.status, headers=error.headers, media_type="application/problem+json")


def speaks_inference(path: str) -> bool:
    """Whether a path belongs to the Open Inference Protocol or to TensorFlow Serving's REST."""
    return path == "/v2" or path.startswith(INFERENCE_PATHS)


def refusal(error: AppError) -> JSONResponse:
    """The error as those protocols have it; what is not valid is 400 to them, not 422."""
    status = 400 if error.status == 422 else error.status
    return JSONResponse({"error": error.detail}, status, headers=error.headers)


def from_validation(errors: Sequence[Any], prefix: str = "") -> AppError:
    """422 for pydantic's findings; a code of our own (`text_empty`) becomes the code of the whole problem."""
    fields = [FieldError(prefix + _pointer(item["loc"]), item["type"], _detail(item)) for item in errors[:MAX_ERRORS]]
    codes = {"number_not_finite" if field.code in _NOT_FINITE else field.code for field in fields}
    own = codes.pop() if len(codes) == 1 else ""
    code = own if own in OWN_CODES else "validation_error"
    more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
    first = fields[0]
    return AppError(422, code, f"{first.pointer or 'body'}: {first.detail}{more}", errors=fields)


OWN_CODES = frozenset(
    [
        "number_not_finite",
        "text_empty",
        "text_too_long",
        "number_out_of_range",
        "wrong_feature_count",
        "batch_empty",
        "batch_too_large",
        "id_invalid",
        "encode_choice",
        "interpolate_ends",
        "layer_twice",
        "layers_repeated",
        "picture_choice",
        "query_kind",
        "temperature_not_positive",
    ]
)


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:80] for part in location)


def _detail(item: Any) -> str:
    """Pydantic's message without the received value, which its `ctx` may quote."""
    return str(item["msg"])[:300]


def from_input(error: InputError, prefix: str = "") -> AppError:
    """422 for a recipe's own refusal."""
    pointer = prefix + error.pointer
    return AppError(422, error.code, str(error), errors=[FieldError(pointer, error.code, str(error))])


def from_database(error: DBAPIError) -> AppError:
    """503: the database is busy or away; the request changed nothing and may be sent again."""
    log.warning("database trouble: %s", _without_values(error.orig))
    code = "database_busy" if "locked" in str(error.orig) else "database_unavailable"
    if "full" in str(error.orig) or "No space" in str(error.orig):
        return AppError(507, "storage_full", "The disk is full; nothing was stored.")
    return busy(code)


def busy(code: str) -> AppError:
    """503: the request changed nothing and may be sent again."""
    return AppError(503, code, "The database does not answer; try again.", headers={"Retry-After": "2"})


def _without_values(error: BaseException | None) -> str:
    """What a database says, but for what PostgreSQL quotes of the rows."""
    state = getattr(error, "sqlstate", None)
    return f"{type(error).__name__} {state}" if state else str(error)


def install(app: FastAPI) -> None:
    """Register the handlers; anything not named here becomes a 500 without details."""

    async def app_error(request: Request, error: Exception) -> JSONResponse:
        return problem_response(request, translate(error))

    kinds: list[type[Exception]] = [AppError, RequestValidationError, ValidationError, InputError, HTTPException,
                                    OperationalError, DBAPIError, PoolTimeoutError, OSError]  # fmt: skip
    for kind in (*kinds, Exception):
        app.add_exception_handler(kind, app_error)


def translate(error: Exception) -> AppError:
    """Any error as the refusal it stands for; what nobody foresaw is a 500 without details."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, RequestValidationError):
        return _from_request(error)
    if isinstance(error, ValidationError):
        return from_validation(error.errors(include_input=False, include_url=False))
    if isinstance(error, InputError):
        return from_input(error)
    if isinstance(error, HTTPException):
        code = _HTTP_CODES.get(error.status_code, "http_error")
        return AppError(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))
    if isinstance(error, DBAPIError):
        return from_database(error)
    if isinstance(error, PoolTimeoutError):
        return busy("database_busy")
    if isinstance(error, OSError) and error.errno == 28:  # ENOSPC
        return AppError(507, "storage_full", "The disk is full; nothing was stored.")
    log.error("unexpected error", exc_info=error)
    return AppError(500, "internal", "Something went wrong on our side; the log has the request id.")


def _from_request(error: RequestValidationError) -> AppError:
    items = error.errors()
    if any(item["type"] in ("json_invalid", "missing") and item["loc"] == ("body",) for item in items):
        return AppError(400, "json_invalid", "The request needs a JSON body.")
    if any(item["loc"] and item["loc"][0] == "path" for item in items):
        return AppError(422, "id_invalid", "The path holds a name that cannot exist.")
    return from_validation([{**item, "loc": item["loc"][1:]} for item in items])  # without "body", "query", "header"
