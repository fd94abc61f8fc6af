"""Why a designed network answered as it did: parts of the example are hidden, all in a few calls. NumPy only."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from models.data.examples import Task
from models.designer.inputs import Vectors
from models.designer.picture_inputs import Pictures
from models.designer.questions import Explanation, FeatureEffect, Query, Span
from models.designer.reader import Reader
from models.designer.text_inputs import Texts
from models.recipe import Json
from models.text import spans_of
from models.text_networks.card import WordContribution

Scores = Callable[[np.ndarray], np.ndarray]
MOST_WORDS = 200  # distinct words of one explanation
MOST_FEATURES = 500
BLOCKS = 8  # a side of the heat map
SPANS = 24
_GREY = 128.0  # what a hidden block of a picture shows


def explain(reader: Reader, query: Query, scores: Scores, task: Task, names: Sequence[str]) -> Explanation:
    """Explain the best label, or the first number of a regression.

    Args:
        scores: gives one row of scores for each input row.
    """
    full = reader.queries([query])
    first = scores(full)[0]
    place = 0 if task == "regression" else int(first.argmax())

    def moved(inputs: np.ndarray) -> np.ndarray:
        return np.asarray(first[place] - scores(inputs)[:, place])

    parts = _parts(reader, query, full, moved)
    return Explanation(label=names[place], score=float(first[place]), **parts)


def _parts(reader: Reader, query: Query, full: np.ndarray, moved: Scores) -> Json:
    if isinstance(reader, Vectors):
        return {"features": _features(reader, query, moved)}
    if isinstance(reader, Texts):
        return {"words": _words(reader, query, moved)}
    if isinstance(reader, Pictures):
        return _heat(full, (0, 1), _GREY, moved)
    if len(reader.shape) == 2:
        return {"spans": _spans(full, moved)}
    return {"spans": _spans(full, moved), **_heat(full, (1, 2), 0.0, moved)}


def _features(reader: Vectors, query: Query, moved: Scores) -> list[FeatureEffect]:
    """Put each feature's usual value in its place: the training median, or the most frequent category."""
    given = query.features or {}
    columns = reader.codec.columns[:MOST_FEATURES]
    usual = [Query(features={**given, column.name: column.fill}) for column in columns]
    gains = moved(reader.queries(usual))
    return [
        FeatureEffect(name=column.name, contribution=float(gain)) for column, gain in zip(columns, gains, strict=True)
    ]


def _words(reader: Texts, query: Query, moved: Scores) -> list[WordContribution]:
    """Take each known word out of the text."""
    text = query.text or ""
    spans = reader.encoding.seen(spans_of(text))
    words = [span.word for span in spans_of(text)]
    chosen = reader.encoding.explained(words)[:MOST_WORDS]
    if not chosen:
        return []
    gains = moved(reader.encoded(reader.encoding.without_each(words, chosen)[1:]))
    gain = dict(zip(chosen, gains.tolist(), strict=True))
    return [
        WordContribution(text=text[span.start : span.end], start=span.start, end=span.end, contribution=gain[span.word])
        for span in spans
        if span.word in gain
    ]


def _cuts(length: int, most: int) -> list[tuple[int, int]]:
    edges = np.linspace(0, length, min(length, most) + 1).round().astype(int).tolist()
    return list(itertools.pairwise(edges))


def _spans(full: np.ndarray, moved: Scores) -> list[Span]:
    """Hide stretches of the first axis; 0 is the mean of a channel."""
    cuts = _cuts(full.shape[1], SPANS)
    hidden = np.repeat(full, len(cuts), axis=0)
    for row, (start, end) in zip(hidden, cuts, strict=True):
        row[start:end] = 0.0
    gains = moved(hidden).tolist()
    return [Span(start=start, end=end, contribution=gain) for (start, end), gain in zip(cuts, gains, strict=True)]


def _heat(full: np.ndarray, axes: tuple[int, int], filled: float, moved: Scores) -> Json:
    """Hide blocks of a plane, at every other place alike."""
    across = [_cuts(full.shape[1 + axis], BLOCKS) for axis in axes]
    blocks = [(rows, columns) for rows in across[0] for columns in across[1]]
    hidden = np.repeat(full, len(blocks), axis=0)
    for row, (rows, columns) in zip(hidden, blocks, strict=True):
        place = [slice(None)] * row.ndim
        place[axes[0]], place[axes[1]] = slice(*rows), slice(*columns)
        row[tuple(place)] = filled
    lost = np.maximum(moved(hidden), 0.0)
    shape = (len(across[0]), len(across[1]))
    heat = (lost / max(float(lost.max()), 1e-12)).reshape(shape)
    return {"rows": shape[0], "columns": shape[1], "heat": heat.round(4).tolist()}
