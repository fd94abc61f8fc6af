"""Answers which topic texts are about. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.job import Bundle
from models.news.card import Answer, Score
from models.text_networks.answering import TextScorer
from models.text_networks.card import TextExplanation, TextQuery

BEST = 5


class NewsAnswerer:
    """Answers with one version of a topic model."""

    def __init__(self, bundle: Bundle) -> None:
        asset = bundle.asset("labels")
        self.labels: list[str] = asset["labels"]
        self._label_set: str = asset["data_set"]
        self.scorer = TextScorer(bundle)
        self.light = self.scorer.light

    def answer(self, queries: Sequence[TextQuery]) -> list[Answer]:
        """Give the best topics of each text, in order."""
        scored = self.scorer.score(queries)
        return [self._one(scores, warnings) for scores, warnings in zip(scored.scores, scored.warnings, strict=True)]

    def _one(self, scores: np.ndarray, warnings: list[str]) -> Answer:
        best = np.argsort(-scores, kind="stable")[:BEST].tolist()
        ranked = [Score(label=self.labels[topic], score=float(scores[topic])) for topic in best]
        return Answer(label=ranked[0].label, scores=ranked, label_set=self._label_set, warnings=warnings)

    def explain(self, query: TextQuery) -> TextExplanation:
        """Give the contribution of each word to the most likely topic."""
        return self.scorer.explain(query, self.labels)


def load(bundle: Bundle) -> NewsAnswerer:
    """Give the answerer of a published version."""
    return NewsAnswerer(bundle)
