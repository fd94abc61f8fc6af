"""Columns that give the answer away, and columns that only look so."""

from __future__ import annotations

import numpy as np
import pytest

from models.data.column_types import TypedColumn, typed
from models.data.examples import Task
from models.data.leakage import telling_columns

ROWS = 200
RNG = np.random.default_rng(0)
ANSWER = RNG.integers(0, 2, ROWS)
AMOUNT = RNG.normal(size=ROWS)


def column(*fields: object) -> TypedColumn:
    """A column named `c`."""
    return typed("c", [str(field) for field in fields], np.arange(ROWS))


def found(given: TypedColumn, task: Task, values: np.ndarray) -> bool:
    """Whether the column is told to give the answer away."""
    return telling_columns([given], task, values, np.arange(len(values))) == ["c"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (column(*(("open", "used")[label] for label in ANSWER)), True),
        (column(*(label * 100 + AMOUNT[row] for row, label in enumerate(ANSWER))), True),  # a threshold parts them
        (column(*(("open", "used")[label if row > 10 else 1 - label] for row, label in enumerate(ANSWER))), False),
        (column(*RNG.normal(size=ROWS)), False),
        (column(*(f"name {row}" for row in range(ROWS))), False),  # each value once: nothing can be said
    ],
    ids=["category", "threshold", "mostly", "noise", "names"],
)
def test_classes(given: TypedColumn, expected: bool) -> None:
    assert found(given, "binary", ANSWER) is expected


def test_a_class_that_is_nearly_always_right_needs_no_column() -> None:
    rare = (np.arange(ROWS) % 50 == 0).astype(np.int64)

    assert not found(column(*RNG.integers(0, 3, ROWS)), "binary", rare)


def test_numbers() -> None:
    answer = AMOUNT[:, None]

    assert found(column(*(2 * AMOUNT + 1)), "regression", answer)
    assert found(column(*(-AMOUNT)), "regression", answer)
    assert not found(column(*(AMOUNT + RNG.normal(size=ROWS) / 5)), "regression", answer)


def test_one_label_of_several_is_enough() -> None:
    labels = np.stack([RNG.integers(0, 2, ROWS), ANSWER], axis=1).astype(np.uint8)

    assert found(column(*ANSWER), "multi-label", labels)


def test_gaps_can_tell_as_well() -> None:
    fields = ["" if label else f"{AMOUNT[row]:.3f}" for row, label in enumerate(ANSWER)]

    assert found(column(*fields), "binary", ANSWER)
