"""The same network behind BentoML, one worker, no batching window: its fastest setting for a tiny model."""

from __future__ import annotations

from typing import Any

import bentoml

from bench.rivals.bundle import sentiment
from models.text_networks.card import TextQuery


@bentoml.service(workers=1, traffic={"timeout": 10}, metrics={"enabled": False}, logging={"access": {"enabled": False}})
class Sentiment:
    """BentoML's service class."""

    def __init__(self) -> None:
        self.answerer = sentiment()

    @bentoml.api(route="/predict")  # type: ignore[untyped-decorator]  # not in this environment
    async def predict(self, queries: list[dict[str, Any]]) -> dict[str, Any]:
        """The same body as ours in and out."""
        answers = self.answerer.answer([TextQuery.model_validate(query) for query in queries])
        return {"model": "sentiment", "version": 1, "answers": [answer.model_dump() for answer in answers]}
