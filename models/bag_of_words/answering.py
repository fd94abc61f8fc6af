"""Scores and explains texts with a published network. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.bag_of_words.card import TextExplanation, TextQuery, WordContribution
from models.job import Bundle
from models.text import FIRST_WORD, RESERVED, Vocabulary, spans_of, words_of

NETWORK = "classifier"
ALL_WORDS_UNKNOWN = "all_words_unknown"
CELLS = 65_536  # indices in one call: times the width of the first layer, 4 MB for 16 units and 130 MB for 512
EXPLAINED_WORDS = 500  # distinct words at most: bounds the memory of one explanation to 20-80 MB
_SMALLEST = 1e-7  # float32 probabilities saturate here


@dataclass(frozen=True)
class Scored:
    """What the network says about texts: scores `(n, outputs)` and the warnings of each."""

    scores: np.ndarray
    warnings: list[list[str]]


class TextScorer:
    """Runs the network of one model version on texts."""

    def __init__(self, bundle: Bundle) -> None:
        asset = bundle.asset("vocabulary")
        self._vocabulary = Vocabulary(asset["terms"], asset["ngrams"])
        self._session = bundle.session(NETWORK)
        self._input = self._session.get_inputs()[0].name

    def score(self, queries: Sequence[TextQuery]) -> Scored:
        """Score texts in one call of the network."""
        rows = [self._vocabulary.indices(words_of(query.text)) for query in queries]
        known = [any(index >= FIRST_WORD for index in row) for row in rows]
        return Scored(self._run(rows), [[] if some else [ALL_WORDS_UNKNOWN] for some in known])

    def explain(self, query: TextQuery, labels: Sequence[str]) -> TextExplanation:
        """Remove each known word in turn and see how the answer moves: one batched call.

        Args:
            labels: names of the network's outputs; two names for a single sigmoid output.
        """
        spans = spans_of(query.text)
        words = [span.word for span in spans]
        index = self._vocabulary.index
        distinct = list(dict.fromkeys(word for word in words if word in index))[:EXPLAINED_WORDS]
        probabilities = _two_columns(self._run(self._without_each(words, distinct)))
        winner = int(probabilities[0].argmax())
        odds = _log_odds(probabilities[:, winner])
        gain = dict(zip(distinct, (odds[0] - odds[1:]).tolist(), strict=True))
        return TextExplanation(
            label=labels[winner],
            score=float(probabilities[0, winner]),
            words=[
                WordContribution(
                    text=query.text[span.start : span.end],
                    start=span.start,
                    end=span.end,
                    contribution=gain[span.word],
                )
                for span in spans
                if span.word in gain
            ],
        )

    def _without_each(self, words: Sequence[str], distinct: Sequence[str]) -> list[list[int]]:
        """Give the text's row, then a row without each word and the pairs it is part of."""
        full, index = self._vocabulary.indices(words), self._vocabulary.index
        gone = {word: {index[word]} for word in distinct}
        if self._vocabulary.ngrams == 2:
            for first, second in pairwise(words):
                pair = index.get(f"{first} {second}")
                for word in (first, second):
                    if pair is not None and word in gone:
                        gone[word].add(pair)
        return [full, *([term for term in full if term not in gone[word]] for word in distinct)]

    def _run(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Ask the network in as few calls as memory allows: one, unless many rows are long."""
        longest = max([1, *map(len, rows)])
        step = max(1, CELLS // longest)
        parts = [self._run_once(rows[start : start + step], longest) for start in range(0, len(rows), step)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _run_once(self, rows: Sequence[Sequence[int]], longest: int) -> np.ndarray:
        inputs = np.full((len(rows), longest), RESERVED, np.int32)
        for row, terms in zip(inputs, rows, strict=True):
            row[: len(terms)] = terms
        outputs: np.ndarray = self._session.run(None, {self._input: inputs})[0]
        return outputs


def _two_columns(outputs: np.ndarray) -> np.ndarray:
    return np.concatenate([1.0 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs


def _log_odds(probability: np.ndarray) -> np.ndarray:
    bounded = np.clip(np.float64(probability), _SMALLEST, 1 - _SMALLEST)
    odds: np.ndarray = np.log(bounded / (1 - bounded))
    return odds
