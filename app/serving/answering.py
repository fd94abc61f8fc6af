"""From queries to answers of a loaded version."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from app.errors import invalid
from app.http.problems import from_input, from_validation
from app.serving.loaded import Loaded
from models.recipe import InputError

MAX_QUERIES = 256


def read_queries(loaded: Loaded, document: Any, limit: int) -> list[BaseModel]:
    """The checked queries of a request body `{"queries": [...]}`.

    Raises:
        AppError: 422 `batch_empty`, `batch_too_large` or what the recipe's Query says.
    """
    if not isinstance(document, dict) or len(document) != 1 or not isinstance(document.get("queries"), list):
        raise invalid("/queries", "validation_error", 'Send {"queries": [...]} and nothing else.')
    queries = document["queries"]
    if not queries:
        raise invalid("/queries", "batch_empty", f"Send 1 to {limit} queries.")
    if len(queries) > limit:
        raise invalid("/queries", "batch_too_large", f"Received {len(queries)} queries; send at most {limit}.")
    try:
        return loaded.queries.validate_python(queries)
    except ValidationError as error:
        raise from_validation(error.errors(include_input=False, include_url=False), "/queries") from None


def answer(loaded: Loaded, queries: list[BaseModel]) -> Sequence[BaseModel]:
    """The answers, in the order of the queries."""
    started = time.perf_counter()
    try:
        answers = loaded.answerer.answer(queries)
    except InputError as error:
        raise from_input(error, "/queries") from None
    note_run(loaded, time.perf_counter() - started, len(queries))
    return answers


def note_run(loaded: Loaded, seconds: float, questions: int) -> None:
    """Count a run of the model, and learn from it how long the next will take."""
    loaded.pace.note(seconds, questions)
    loaded.meters.seconds.observe(seconds)
    loaded.meters.queries.inc(questions)
    loaded.meters.batch.observe(questions)


def explain(loaded: Loaded, queries: list[BaseModel]) -> list[BaseModel]:
    """What moved each answer."""
    try:
        return [loaded.answerer.explain(query) for query in queries]
    except InputError as error:
        raise from_input(error, "/queries") from None
