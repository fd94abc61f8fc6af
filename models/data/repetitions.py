"""Finds examples that appear more than once, before anything is split."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from models.data.column_types import TypedColumn
from models.data.targets import Targets


def first_of_each(inputs: np.ndarray) -> np.ndarray:
    """Give for each row the first row with the same input: int64 `(n,)`."""
    first: dict[bytes, int] = {}
    rows = (first.setdefault(hashlib.sha256(row.tobytes()).digest(), number) for number, row in enumerate(inputs))
    return np.fromiter(rows, np.int64, len(inputs))


def repetitions(first: np.ndarray, values: np.ndarray, parts: np.ndarray | None) -> dict[str, int]:
    """Count the rows that repeat an earlier input, those with another answer, and those in another part."""
    differs = np.any((values[first] != values).reshape(len(values), -1), axis=1)
    repeated = first != np.arange(len(first))
    leaked = 0 if parts is None else int(np.sum(parts[first] != parts))
    return {"duplicates_removed": int(repeated.sum()), "conflicts": int(differs.sum()), "leaked_rows": leaked}


def distinct_rows(
    used: Sequence[TypedColumn], answers: Targets, keep: np.ndarray, parts: np.ndarray | None, *, text: bool
) -> tuple[np.ndarray, int, int]:
    """Give the first row of each different example, and how many rows repeat its input with another answer or part.

    Of a text that appears again only the first is kept, whatever its label; rows of a table may share their few
    features and still differ in their answer.

    Args:
        keep: rows that can be used at all, bool `(n,)`; parts: of each row, as in `Examples`.
    """
    keys = [_keys(column) for column in used]
    places = np.cumsum(answers.present) - 1
    first: dict[object, int] = {}
    seen: set[object] = set()
    rows: list[int] = []
    conflicts = leaked = 0
    for row in np.flatnonzero(keep).tolist():
        answer = answers.values[places[row]].tobytes()
        key = _spaced(used[0].values[row]) if text else tuple(column[row] for column in keys)
        before = first.setdefault(key, row)
        other = answers.values[places[before]].tobytes() != answer
        conflicts += other
        if before == row or (other and not text and (key, answer) not in seen):
            rows.append(row)
        elif parts is not None:
            leaked += int(parts[before] != parts[row])
        seen.add((key, answer))
    return np.array(rows, np.int64), conflicts, leaked


def _keys(column: TypedColumn) -> list[float | str | None]:
    """Give what makes two fields equal: 2 and 2.0 are one number, and a gap equals a gap."""
    if column.numbers is None:
        return [*column.values]
    return [None if number != number else number for number in column.numbers.tolist()]


def _spaced(text: str | None) -> str:
    return " ".join((text or "").split())
