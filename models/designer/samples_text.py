"""The text sample: film reviews and news, asked four ways. Where texts are joined, the rule is told below."""

from __future__ import annotations

import numpy as np

from models.data.examples import Examples, Task
from models.data.readers import read_texts
from models.data.rows import TextRows
from models.job import Dataset

REVIEWS, NEWS = "imdb", "bbc-news"
DATA_SETS: dict[Task, str] = {"binary": REVIEWS, "single-label": NEWS, "multi-label": NEWS, "regression": NEWS}
ROWS: dict[Task, int] = {"binary": 2_000, "single-label": 1_500, "multi-label": 1_500, "regression": 1_500}
OPENING = 60  # words of an article in a joined text
SUBJECT = "sports"  # a regression asks for its share


def texts(task: Task, data: Dataset) -> Examples:
    """Give texts and: whether a review is positive, an article's topic, several topics, or the share of sport.

    Several topics: the openings of one to three articles, one after another. The share of sport:
    `n` words from the opening of a sports article mixed with `60 - n` words of another topic's, `n` drawn evenly.
    """
    rows = read_texts(data).checked()
    rng = np.random.default_rng(11)
    if task in ("binary", "single-label"):
        chosen = np.sort(rng.permutation(len(rows.texts))[: ROWS[task]])
        return Examples("text", task, [rows.texts[row] for row in chosen], rows.labels[chosen], rows.label_names)
    return _joined(rows, rng) if task == "multi-label" else _shares(rows, rng)


def _opening(rows: TextRows, row: int, count: int) -> str:
    return " ".join(rows.texts[row].split()[:count])


def _joined(rows: TextRows, rng: np.random.Generator) -> Examples:
    """Each article is used once, so that no two texts share a passage."""
    order = rng.permutation(len(rows.texts)).tolist()
    made: list[str] = []
    labels: list[np.ndarray] = []
    while order and len(made) < ROWS["multi-label"]:
        count = min(int(rng.integers(1, 4)), len(order))
        mine = [order.pop() for _ in range(count)]
        made.append(" ".join(_opening(rows, row, OPENING) for row in mine))
        labels.append(np.isin(np.arange(len(rows.label_names)), rows.labels[mine]))
    return Examples("text", "multi-label", made, np.array(labels, np.uint8), rows.label_names)


def _shares(rows: TextRows, rng: np.random.Generator) -> Examples:
    sport = rng.permutation(np.flatnonzero(rows.labels == rows.label_names.index(SUBJECT)))
    other = rng.permutation(np.flatnonzero(rows.labels != rows.label_names.index(SUBJECT)))
    made: list[str] = []
    shares: list[float] = []
    for number, (first, second) in enumerate(zip(np.resize(sport, len(other)), other, strict=True)):
        skipped = OPENING * (number // len(sport))  # an article that is used again gives its next passage
        words = rows.texts[first].split()[skipped : skipped + OPENING]
        count = min(int(rng.integers(0, OPENING + 1)), len(words))
        made.append(" ".join([*words[:count], *rows.texts[second].split()[: OPENING - count]]))
        shares.append(round(count / OPENING, 4))
    chosen = slice(0, ROWS["regression"])
    return Examples("text", "regression", made[chosen], np.array(shares[chosen])[:, None], ("share of sport",))
