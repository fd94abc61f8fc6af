"""Texts as tensors: a text a row in, a label and the probability of every label out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.tensors import Tensor, question, text_rows, texts
from models.text_networks.answering import TextScorer, two_columns
from models.text_networks.card import TextQuery


class TextTensors:
    """One row a text.

    Args:
        labels: names of the columns of `probabilities`; of a single sigmoid output the negative one first.
    """

    inputs = (Tensor("text", "BYTES", (-1,)),)

    def __init__(self, scorer: TextScorer, labels: Sequence[str]) -> None:
        self._scorer, self._labels = scorer, tuple(labels)
        probabilities = Tensor("probabilities", "FP32", (-1, len(labels)), self._labels)
        self.outputs = (probabilities, Tensor("label", "BYTES", (-1,)))

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give the probabilities, float32 `(n, labels)`, and the likeliest label of each text."""
        queries = [question(TextQuery, row, "text", text) for row, text in enumerate(text_rows("text", given["text"]))]
        scores = two_columns(self._scorer.score(queries).scores).astype(np.float32)
        return {"probabilities": scores, "label": texts(self._labels[best] for best in scores.argmax(axis=1))}
