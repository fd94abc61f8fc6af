"""Answers whether texts are positive. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence

from models.job import Bundle
from models.sentiment.card import Answer
from models.text_networks.answering import TextScorer
from models.text_networks.card import TextExplanation, TextQuery

LABELS = ("negative", "positive")


class SentimentAnswerer:
    """Answers with one version of a sentiment model."""

    def __init__(self, bundle: Bundle) -> None:
        self.scorer = TextScorer(bundle)
        self.light = self.scorer.light

    def answer(self, queries: Sequence[TextQuery]) -> list[Answer]:
        """Give the label and probability of each text, in order."""
        scored = self.scorer.score(queries)
        return [
            Answer(label="positive" if positive >= 0.5 else "negative", positive=positive, warnings=warnings)
            for positive, warnings in zip(scored.scores[:, 0].tolist(), scored.warnings, strict=True)
        ]

    def explain(self, query: TextQuery) -> TextExplanation:
        """Give the contribution of each word."""
        return self.scorer.explain(query, LABELS)


def load(bundle: Bundle) -> SentimentAnswerer:
    """Give the answerer of a published version."""
    return SentimentAnswerer(bundle)
