"""The sequence sample, generated: symbols whose order decides, not which of them occur. Deterministic."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from models.data.examples import Examples, Task

ROWS, STEPS = 1_500, 16
MARKS, OTHERS = "ABCD", "wxyz"
SYMBOLS = MARKS + OTHERS
WRONG = 0.05  # share of answers that are wrong on purpose: no network can or should reach 100 %


def sequences(task: Task) -> Examples:
    """Give sequences of 16 symbols, one-hot, and an answer that depends on where A, B, C and D stand.

    Each mark occurs once, at places drawn without repetition; w to z fill the rest. Binary: A before B. Single-label:
    which mark comes first. Multi-label: A before B, B before C, C before D. Regression: steps from A to B, negative
    when B is first. One class or label in twenty is wrong on purpose; a number has noise of deviation 0.5.
    """
    rng = np.random.default_rng(19)
    places = np.argsort(rng.random((ROWS, STEPS)), axis=1)[:, : len(MARKS)]
    symbols = rng.integers(len(MARKS), len(SYMBOLS), (ROWS, STEPS))
    for mark in range(len(MARKS)):
        symbols[np.arange(ROWS), places[:, mark]] = mark
    one_hot = np.eye(len(SYMBOLS), dtype=np.float32)[symbols]
    targets, names = _answers(task, places, rng)
    return Examples("sequence", task, one_hot, targets, names, tuple(SYMBOLS))


def _answers(task: Task, places: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, tuple[str, ...]]:
    wrong = rng.random(ROWS) < WRONG
    if task == "regression":
        steps = places[:, 1] - places[:, 0] + rng.normal(0, 0.5, ROWS)
        return steps[:, None].round(2), ("steps from A to B",)
    if task == "single-label":
        first = places.argmin(axis=1)
        return np.where(wrong, rng.integers(0, len(MARKS), ROWS), first).astype(np.int64), tuple(MARKS)
    before = (places[:, :-1] < places[:, 1:]).astype(np.int64)
    if task == "binary":
        return np.where(wrong, 1 - before[:, 0], before[:, 0]), ("B before A", "A before B")
    flipped = rng.random(before.shape) < WRONG
    names = tuple(f"{first} before {second}" for first, second in pairwise(MARKS))
    return np.where(flipped, 1 - before, before).astype(np.uint8), names
