"""Strict reading of a person's CSV: every refusal names the line and the column."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from models.data.rows import TableRows, TextRows, text_rows
from models.recipe import InputError

MAX_ROWS = 1_000_000
MAX_FIELD = 65_536
MAX_COLUMNS = 1_000
Missing = Literal["refuse", "drop", "mean"]

_NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", re.ASCII)
_MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
_INFINITE = frozenset(("inf", "infinity"))
_LARGEST = float(np.finfo(np.float32).max)  # networks compute in float32

Record = tuple[int, list[str]]  # line where the record ends, its fields


def read_text_csv(path: Path) -> TextRows:
    """Read the columns `text` and `label`.

    Raises:
        InputError: with a code of docs/data.md, naming line and column.
    """
    header, records = open_csv(path)
    if sorted(header) != ["label", "text"]:
        message = f"Line 1: the columns must be text and label, found {', '.join(header)[:200]!r}."
        raise InputError(message, "csv_wrong_columns")
    text_at, label_at = header.index("text"), header.index("label")
    texts, labels = [], []
    for line, fields in records:
        text, label = fields[text_at].strip(), fields[label_at].strip()
        for column, value in (("text", text), ("label", label)):
            if not value:
                raise refusal(line, column, "the value is missing", "csv_missing_value")
        texts.append(text)
        labels.append(label)
    return text_rows(texts, labels).checked()


def read_table_csv(path: Path, *, target: str | None = None, missing: Missing = "refuse") -> TableRows:
    """Read numeric columns.

    Args:
        target: the column to predict; None takes the last one.
        missing: refuse a missing value, drop its row, or leave it as NaN for the training mean to fill.

    Raises:
        InputError: with a code of docs/data.md, naming line and column.
    """
    header, records = open_csv(path)
    target = header[-1] if target is None else target
    if len(header) < 2 or target not in header:
        message = f"Line 1: needs at least one feature and the target {target!r}, found {', '.join(header)[:200]!r}."
        raise InputError(message, "csv_wrong_columns")
    kept, dropped = [], 0
    for line, fields in records:
        row = [_number(value, line, column, missing) for value, column in zip(fields, header, strict=True)]
        lost = any(map(math.isnan, row)) if missing == "drop" else math.isnan(row[header.index(target)])
        dropped += lost
        if not lost:
            kept.append(row)
    values = np.array(kept, np.float64).reshape(len(kept), len(header))
    at = header.index(target)
    names = tuple(name for name in header if name != target)
    rows = TableRows(names, np.delete(values, at, axis=1), values[:, at], target, rows_dropped=dropped)
    return rows.checked()


def _number(text: str, line: int, column: str, missing: Missing) -> float:
    """Read one number as people write it: no `1_000`, no other digits than 0-9, nothing infinite."""
    value = text.strip()
    if value.lower() in _MISSING:
        if missing == "refuse":
            raise refusal(line, column, f"the value is missing ({value!r})", "csv_missing_value")
        return math.nan
    if value.lstrip("+-").lower() in _INFINITE:
        raise refusal(line, column, f"{value!r} is not finite", "csv_not_finite")
    try:
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise refusal(line, column, f"{value[:40]!r} is not a number such as 3.5", "csv_not_a_number")
    if abs(number) > _LARGEST:
        raise refusal(line, column, f"{value[:40]!r} is larger than {_LARGEST:.3g}", "csv_not_finite")
    return number


def open_csv(path: Path) -> tuple[list[str], Iterator[Record]]:
    """Give the header and the records behind it, each as wide as the header.

    Raises:
        InputError: with a code of docs/data.md, naming line and column; also while the records are read.
    """
    records = _records(path)
    first = next(records, None)
    if first is None:
        raise InputError("The file is empty.", "csv_empty")
    header = [name.strip() for name in first[1]]
    if len(header) > MAX_COLUMNS:
        raise InputError(f"Line 1: {len(header)} columns; {MAX_COLUMNS:,} are read.", "dataset_too_large")
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise InputError(f"Line 1: column {doubled[0]!r} appears twice.", "csv_duplicate_column")
    if "" in header:
        raise InputError(f"Line 1: column {header.index('') + 1} has no name.", "csv_wrong_columns")
    second = next(records, None)
    if second is None:
        raise InputError("The file has a header and no rows.", "csv_no_rows")
    return header, _same_width(header, second, records)


def _same_width(header: list[str], first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    count = 0
    record: Record | None = first
    while record is not None:
        line, fields = record
        count += 1
        if count > MAX_ROWS:
            raise InputError(f"Line {line}: more than {MAX_ROWS:,} rows.", "dataset_too_large")
        if len(fields) != len(header):
            column = header[min(len(fields), len(header) - 1)]
            raise refusal(line, column, f"{len(fields)} fields, the header has {len(header)}", "csv_row_width")
        yield record
        record = next(rest, None)


def _records(path: Path) -> Iterator[Record]:
    """Give the records that are not blank; the csv module does the quoting, strictly."""
    with open(path, encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            for fields in reader:
                for position, value in enumerate(fields, 1):
                    if len(value) > MAX_FIELD or "\0" in value:
                        reason = "a NUL character" if "\0" in value else f"more than {MAX_FIELD:,} characters"
                        raise refusal(reader.line_num, str(position), f"holds {reason}", "csv_invalid")
                if any(map(str.strip, fields)):
                    yield reader.line_num, fields
        except UnicodeDecodeError as error:
            message = f"Near line {reader.line_num + 1}: byte {error.object[error.start]:#04x} is not UTF-8."
            raise InputError(f"{message} Save the file as UTF-8.", "text_not_utf8") from None
        except csv.Error as error:
            message = f"Line {reader.line_num}, column unknown: {error}."
            raise InputError(message, "csv_invalid") from None


def refusal(line: int, column: str, reason: str, code: str) -> InputError:
    """Give the error for one field, by its place in the file."""
    return InputError(f"Line {line}, column {column}: {reason}.", code)
