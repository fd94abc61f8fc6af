"""A bare FastAPI endpoint that takes and gives the same bodies: `/nothing` does no work, `/model` asks the network."""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel

from bench.rivals.bundle import sentiment
from models.text_networks.card import TextQuery


class QueryIn(BaseModel):
    """One review."""

    text: str


class BodyIn(BaseModel):
    """Reviews."""

    queries: list[QueryIn]


class AnswerOut(BaseModel):
    """One answer."""

    label: str
    positive: float
    warnings: list[str]


class BodyOut(BaseModel):
    """Answers."""

    model: str
    version: int
    answers: list[AnswerOut]


app = FastAPI()
answerer = sentiment()


@app.post("/nothing")
async def nothing(body: BodyIn) -> BodyOut:
    """Parse, validate, and answer the same for everything."""
    answers = [AnswerOut(label="positive", positive=0.5, warnings=[]) for _ in body.queries]
    return BodyOut(model="sentiment", version=1, answers=answers)


@app.post("/model")
async def model(body: BodyIn) -> BodyOut:
    """What a careful person writes by hand: FastAPI and ONNX Runtime."""
    queries = [TextQuery.model_validate({"text": query.text}) for query in body.queries]
    answers = [AnswerOut.model_validate(answer.model_dump()) for answer in answerer.answer(queries)]
    return BodyOut(model="sentiment", version=1, answers=answers)
