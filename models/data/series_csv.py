"""Reads a CSV of measurements over time: one column of times, the others numbers. Refusals name line and column."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from models.data.csv_rows import Record, open_csv, refusal
from models.data.series_time import layout_of, parts_of, seconds_of
from models.recipe import InputError

CHUNK = 20_000  # rows held as text at a time: bounds the memory of a long file
MAX_CELLS = 16_000_000  # 128 MB as float64
_PLAIN = re.compile(r"[0-9.eE+\-\n]+", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", re.ASCII)
_MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
_INFINITE = frozenset(("inf", "infinity"))
_LARGEST = float(np.finfo(np.float32).max)  # networks compute in float32


@dataclass(frozen=True)
class SeriesRows:
    """Measurements as they stand in the file, sorted by nothing.

    Attributes:
        times: seconds since 1970, int64 `(n,)`.
        values: float64 `(n, k)`, NaN where a value is missing.
        lines: where each row stands in the file, int64 `(n,)`.
        groups: number of the place each row was measured at, int64 `(n,)`; series of different places never mix.
        units: of each column; "" where nobody said.
        target: the column to forecast unless a person names another.
    """

    names: tuple[str, ...]
    times: np.ndarray
    values: np.ndarray
    lines: np.ndarray
    groups: np.ndarray
    units: tuple[str, ...]
    target: str
    time_name: str


def read_series_csv(path: Path, *, leave_out: Sequence[str] = (), group: str | None = None) -> SeriesRows:
    """Read a file of any length in bounded memory.

    Args:
        leave_out: columns that are not read.
        group: the column that names the place of a row; None: one place.

    Raises:
        InputError: with a code of docs/data.md, naming line and column; `series_no_time` without a column of times.
    """
    header, records = open_csv(path)
    chunk = list(islice(records, CHUNK))
    time_at, layout = _time_column(header, chunk)
    at = [i for i, name in enumerate(header) if i != time_at and name not in (*leave_out, group)]
    if not at:
        raise InputError("Line 1: needs at least one column of numbers beside the times.", "csv_wrong_columns")
    parts, values, lines, places = [], [], [], []
    rows = 0
    while chunk:
        rows += len(chunk)
        if rows * len(at) > MAX_CELLS:
            message = f"Line {chunk[-1][0]}: more than {MAX_CELLS:,} numbers in {len(at)} columns."
            raise InputError(message, "dataset_too_large")
        numbers = [line for line, _ in chunk]
        columns = list(zip(*(fields for _, fields in chunk), strict=True))
        parts.append(parts_of(columns[time_at], numbers, header[time_at], layout))
        values.append(np.column_stack([_numbers(columns[i], numbers, header[i]) for i in at]))
        lines.append(np.array(numbers, np.int64))
        places += list(columns[header.index(group)]) if group else []
        chunk = list(islice(records, CHUNK))
    line = np.concatenate(lines)
    names = tuple(header[i] for i in at)
    return SeriesRows(
        names=names,
        times=seconds_of(np.concatenate(parts), line, header[time_at], layout),
        values=np.concatenate(values),
        lines=line,
        groups=np.unique(places, return_inverse=True)[1] if group else np.zeros(len(line), np.int64),
        units=("",) * len(names),
        target=names[-1],
        time_name=header[time_at],
    )


def _time_column(header: Sequence[str], chunk: Sequence[Record]) -> tuple[int, re.Pattern[str]]:
    """Give the first column whose first value is a time."""
    line, fields = chunk[0]
    for position, (name, value) in enumerate(zip(header, fields, strict=True)):
        layout = layout_of(name, value)
        if layout is not None:
            return position, layout
    message = f"Line {line}: no column holds times such as 2013-01-31 14:00; found {', '.join(header)[:200]!r}."
    raise InputError(message, "series_no_time")


def _numbers(values: Sequence[str], lines: Sequence[int], name: str) -> np.ndarray:
    """Give float64 `(n,)` with NaN for a gap. A column of plain numbers is read in one go."""
    if _PLAIN.fullmatch("\n".join(values)):
        try:
            read = np.array(values, np.float64)
            if (np.abs(read) <= _LARGEST).all():
                return read
        except ValueError:
            pass  # one of them is no number: find it
    return np.array([_number(value, line, name) for value, line in zip(values, lines, strict=True)], np.float64)


def _number(text: str, line: int, name: str) -> float:
    """Read one number: no `1_000`, no other digits than 0-9, nothing infinite."""
    value = text.strip()
    if value.lower() in _MISSING:
        return np.nan
    if value.lstrip("+-").lower() in _INFINITE:
        raise refusal(line, name, f"{value!r} is not finite", "csv_not_finite")
    try:
        number = float(value) if _NUMBER.fullmatch(value) else np.nan
    except ValueError:
        number = np.nan
    if np.isnan(number):
        raise refusal(line, name, f"{value[:40]!r} is not a number such as 3.5", "csv_not_a_number")
    if abs(number) > _LARGEST:
        raise refusal(line, name, f"{value[:40]!r} is larger than {_LARGEST:.3g}", "csv_not_finite")
    return number


def looks_like_series(head: bytes) -> bool:
    """Whether a file begins like measurements over time: a column of times at even steps, all else numbers.

    Args:
        head: its first bytes; the last line may be cut off.
    """
    text = head.decode("utf-8-sig", errors="replace")
    try:
        records = list(_whole_records(text))[:200]
    except csv.Error:
        return False
    if len(records) < 4 or len({len(fields) for fields in records}) > 1:
        return False
    header, rows = records[0], records[1:]
    at = next((i for i, value in enumerate(rows[0]) if layout_of(header[i], value)), None)
    if at is None or len(header) < 2:
        return False
    return _even(header[at], [fields[at] for fields in rows]) and _all_numbers(rows, at)


def _whole_records(text: str) -> Iterator[list[str]]:
    lines = text.splitlines()
    if not text.endswith(("\n", "\r")):
        lines = lines[:-1] if len(lines) > 4 else lines
    return (fields for fields in csv.reader(lines, strict=True) if any(map(str.strip, fields)))


def _even(name: str, values: list[str]) -> bool:
    """Whether at least half of the steps between the times are the same, and above 0."""
    layout = layout_of(name, values[0])
    lines = np.arange(len(values)) + 2
    if layout is None:
        return False
    try:
        parts = parts_of(values, lines.tolist(), name, layout)
        times = seconds_of(parts, lines, name, layout)
    except InputError as error:
        return error.code == "time_ambiguous"  # they are times; the reader says what is wrong with them
    step, count = Counter(np.diff(times).tolist()).most_common(1)[0]
    return step > 0 and count >= (len(values) - 1) / 2


def _all_numbers(rows: list[list[str]], time_at: int) -> bool:
    cells = [value.strip() for fields in rows for i, value in enumerate(fields) if i != time_at]
    return all(_NUMBER.fullmatch(cell) or cell.lower() in _MISSING for cell in cells)
