"""The `predict` kind: many questions to one published version, answered with ONNX Runtime, without Keras."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import AliasRow, ModelFileRow, ModelVersionRow
from app.registry.publish import PRODUCTION
from app.serving.loaded import load
from app.serving.photos import look_up
from models.recipe import Card, InputError, JobFailure
from workers.job import RunningJob
from workers.outcome import Outcome

CHUNK = 256


def answer_in_bulk(job: RunningJob, card: Card) -> Outcome:
    """Answer `params["queries"]` in chunks into the artifact `answers.jsonl`, one line a question, in order.

    Raises:
        InputError: when a question is not one this recipe understands.
        JobFailure: `model_not_ready` when the model has no version in production.
        AppError: when that version cannot be loaded.
    """
    with job.resources.database.read() as session:
        version, files = _production(session, job.row.model or card.name)
    loaded = load(job.resources.storage, version, files, job.row.owner)
    questions = [_question(loaded.card, number, raw) for number, raw in enumerate(job.row.params["queries"])]
    look_up(job.resources.database, job.resources.storage, questions, "/queries")
    lines: list[str] = []
    for start in range(0, len(questions), CHUNK):
        job.tick(start, len(questions), phase="answering")
        lines += [answer.model_dump_json() for answer in loaded.answerer.answer(questions[start : start + CHUNK])]
    stored = job.keep("answers.jsonl", "application/jsonl", "".join(f"{line}\n" for line in lines).encode())
    job.report(len(lines), len(lines), phase="answered")
    file = {"name": "answers.jsonl", "sha256": stored.sha256, "bytes": stored.bytes}
    return Outcome({"model": version.model, "version": version.version, "answers": len(lines), "files": [file]})


def _production(session: Session, model: str) -> tuple[ModelVersionRow, list[ModelFileRow]]:
    alias = session.get(AliasRow, (model, PRODUCTION))
    version = session.get(ModelVersionRow, (model, alias.version)) if alias else None
    if version is None:
        raise JobFailure(f"The model {model} has no version in production.", "model_not_ready")
    files = select(ModelFileRow).where(ModelFileRow.model == model, ModelFileRow.version == version.version)
    return version, list(session.scalars(files))


def _question(card: Card, number: int, raw: Any) -> Any:
    assert card.Query is not None, "only versions of recipes that answer are loaded"
    try:
        return card.Query.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = "/".join(str(part) for part in first["loc"])
        message = f"Query {number} is not valid at {field or 'its top'}: {first['msg']}."
        raise InputError(message, pointer=f"/{number}/{field}") from None
