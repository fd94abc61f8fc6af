"""Scores and explains texts with a published network. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.job import Bundle
from models.text import RESERVED, spans_of, words_of
from models.text_encoding import encoding_of
from models.text_networks.card import TextExplanation, TextQuery, WordContribution

NETWORK = "classifier"
ALL_WORDS_UNKNOWN = "all_words_unknown"
CELLS = 65_536  # indices in one call: times the width of the first layer, 4 MB for 16 units and 130 MB for 512
EXPLAINED_WORDS = 500  # distinct words at most: bounds the memory of one explanation to 20-80 MB
SEQUENCE_WORDS = 200  # the same where words are read in order: each takes up to a millisecond
SEQUENCE_CELLS = 4_000_000  # numbers in the widest tensor of one call of a network over words in order: 16 MB
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
        self._encoding = encoding_of(asset)
        self._row_cells: int | None = asset.get("cells")
        self.light = self._row_cells is None  # a bag's sum; words in order take ten times as long, or a hundred
        self._session = bundle.session(NETWORK)
        self._input = self._session.get_inputs()[0].name

    def score(self, queries: Sequence[TextQuery]) -> Scored:
        """Score texts in one call of the network, or in one for each length that it takes texts of."""
        rows = [self._encoding.numbers(words_of(query.text)) for query in queries]
        known = self._encoding.known
        return Scored(self._run(rows), [[] if known(row) else [ALL_WORDS_UNKNOWN] for row in rows])

    def explain(self, query: TextQuery, labels: Sequence[str]) -> TextExplanation:
        """Remove each known word in turn and see how the answer moves: batched calls.

        Args:
            labels: names of the network's outputs; two names for a single sigmoid output.
        """
        spans = spans_of(query.text)
        words = [span.word for span in spans]
        distinct = self._encoding.explained(words)[: EXPLAINED_WORDS if self._row_cells is None else SEQUENCE_WORDS]
        probabilities = two_columns(self._run(self._encoding.without_each(words, distinct)))
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
                for span in self._encoding.seen(spans)
                if span.word in gain
            ],
        )

    def _run(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Ask the network in as few calls as memory and the lengths of the rows allow."""
        if len(rows) == 1 or self._encoding.length is not None:
            return self._run_alike(rows, self._encoding.length or max([1, *map(len, rows)]))
        lengths = {len(row) for row in rows}
        parts: list[np.ndarray] = [np.empty(0)] * len(rows)
        for length in lengths:
            mine = [place for place, row in enumerate(rows) if len(row) == length]
            for place, output in zip(mine, self._run_alike([rows[place] for place in mine], length), strict=True):
                parts[place] = output
        return np.stack(parts)

    def _run_alike(self, rows: Sequence[Sequence[int]], longest: int) -> np.ndarray:
        step = max(1, SEQUENCE_CELLS // self._row_cells if self._row_cells else CELLS // longest)
        parts = [self._run_once(rows[start : start + step], longest) for start in range(0, len(rows), step)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _run_once(self, rows: Sequence[Sequence[int]], longest: int) -> np.ndarray:
        if len(rows) == 1 and len(rows[0]) == longest:
            return self._outputs(np.array(rows, np.int32))  # the usual question: half the time of filling a frame
        inputs = np.full((len(rows), longest), RESERVED, np.int32)
        in_front = self._encoding.length  # padding; behind where order says nothing
        for row, numbers in zip(inputs, rows, strict=True):
            row[longest - len(numbers) if in_front else 0 :][: len(numbers)] = numbers
        return self._outputs(inputs)

    def _outputs(self, inputs: np.ndarray) -> np.ndarray:
        outputs: np.ndarray = self._session.run(None, {self._input: inputs})[0]
        return outputs


def two_columns(outputs: np.ndarray) -> np.ndarray:
    """Give a probability for each of two labels where a network has a single output, else the outputs as they are."""
    return np.concatenate([1.0 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs


def _log_odds(probability: np.ndarray) -> np.ndarray:
    bounded = np.clip(np.float64(probability), _SMALLEST, 1 - _SMALLEST)
    odds: np.ndarray = np.log(bounded / (1 - bounded))
    return odds
