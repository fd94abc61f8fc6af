"""Which columns give the answer away: near-perfect association of one column with the target, in NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.data.column_types import TypedColumn
from models.data.examples import Task

NEARLY_ALL = 0.99  # share of the rows that a column's values alone get right
CORRELATED = 0.999  # |Pearson's r| of two columns of numbers, or of a number with the means of a category
ROWS_A_VALUE = 5  # fewer rows a value show nothing: a column of names determines everything
BINS = 20
COMMON = 0.95  # a class this frequent is nearly always right without any column


def telling_columns(features: Sequence[TypedColumn], task: Task, values: np.ndarray, rows: np.ndarray) -> list[str]:
    """Give the columns that alone nearly determine the answer.

    Args:
        values: targets of the rows, as in `Examples`; of several labels or numbers each is looked at.
        rows: row numbers of the columns that `values` belong to.
    """
    answers = list(values.T) if values.ndim == 2 else [values]
    found = _correlated if task == "regression" else _determined
    return [column.name for column in features if any(found(column, answer, rows) for answer in answers[:50])]


def _determined(column: TypedColumn, answer: np.ndarray, rows: np.ndarray) -> bool:
    """Tell whether naming each value's most frequent class is right nearly always."""
    if np.bincount(answer).max() >= COMMON * len(answer):
        return False
    groups = _groups(column, rows)
    if groups is None:
        return False
    counts = np.zeros((groups.max() + 1, int(answer.max()) + 1), np.int64)
    np.add.at(counts, (groups, answer), 1)
    return bool(counts.max(axis=1).sum() >= NEARLY_ALL * len(answer))


def _groups(column: TypedColumn, rows: np.ndarray) -> np.ndarray | None:
    """Give a group for each row: its category, or the bin of its number; None where there are too many."""
    if column.numbers is not None and column.distinct > BINS:
        numbers = column.numbers[rows]
        edges = np.quantile(numbers[~np.isnan(numbers)], np.linspace(0, 1, BINS + 1)[1:-1])
        groups = np.where(np.isnan(numbers), BINS, np.searchsorted(edges, numbers, side="right"))
    else:
        _, groups = np.unique(np.array([str(column.values[row]) for row in rows]), return_inverse=True)
    return None if (groups.max() + 1) * ROWS_A_VALUE > len(rows) else groups


def _correlated(column: TypedColumn, answer: np.ndarray, rows: np.ndarray) -> bool:
    if column.numbers is None:
        groups = _groups(column, rows)
        if groups is None:
            return False
        means = np.bincount(groups, answer) / np.maximum(np.bincount(groups), 1)
        return _pearson(means[groups], answer) >= CORRELATED
    numbers = column.numbers[rows]
    present = ~np.isnan(numbers)
    return present.sum() > ROWS_A_VALUE and abs(_pearson(numbers[present], answer[present])) >= CORRELATED


def _pearson(a: np.ndarray, b: np.ndarray) -> float:
    spread = float(a.std() * b.std())
    return float(np.mean((a - a.mean()) * (b - b.mean())) / spread) if spread > 0 else 0.0
