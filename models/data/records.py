"""A person's file as records: the same named fields in each row, still as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.data.csv_rows import open_csv
from models.recipe import InputError

MAX_NAME = 200
MAX_CELLS = 8_000_000  # bounds the memory of a file that is wide and long


@dataclass(frozen=True)
class Records:
    """Rows of named fields.

    Attributes:
        columns: the fields of each column, stripped; None where a row has no such field.
        lines: where each row ends in the file, from 1, int64 `(n,)`.
    """

    names: tuple[str, ...]
    columns: tuple[list[str | None], ...]
    lines: np.ndarray

    def __len__(self) -> int:
        return len(self.lines)


def read_csv_records(path: Path) -> Records:
    """Read a CSV whose columns may hold anything.

    Raises:
        InputError: with a code of docs/data.md, naming line and column.
    """
    header, rows = open_csv(path)
    if len(header) < 2:
        message = f"Line 1: needs at least one feature and the target, found {', '.join(header)[:200]!r}."
        raise InputError(message, "csv_wrong_columns")
    for name in header:
        check_name(1, name)
    columns: list[list[str | None]] = [[] for _ in header]
    lines: list[int] = []
    known: dict[str, str] = {}  # a category is kept once, however often it is written
    for line, fields in rows:
        check_cells(line, len(lines), len(header))
        lines.append(line)
        for column, field in zip(columns, fields, strict=True):
            value = field.strip()
            column.append(known.setdefault(value, value) if len(known) < 10_000 else known.get(value, value))
    return Records(tuple(header), tuple(columns), np.array(lines, np.int64))


def check_name(line: int, name: str) -> None:
    """Refuse a name that no page can show.

    Raises:
        InputError: `csv_wrong_columns`.
    """
    if not name or len(name) > MAX_NAME or not name.isprintable():
        message = f"Line {line}: a column needs a name of 1 to {MAX_NAME} printable characters, found {name[:40]!a}."
        raise InputError(message, "csv_wrong_columns")


def check_cells(line: int, rows: int, columns: int) -> None:
    """Stop reading a file that holds more than fits.

    Raises:
        InputError: `dataset_too_large`.
    """
    if rows * columns > MAX_CELLS:
        raise InputError(f"Line {line}: more than {MAX_CELLS:,} fields in all.", "dataset_too_large")
