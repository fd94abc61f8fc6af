"""What the columns of a person's file hold: numbers, categories, running text, dates, or nothing to learn from."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.data.csv_rows import refusal
from models.data.records import Records
from models.recipe import InputError
from models.tables import LARGEST
from models.text import words_of

ColumnType = Literal["number", "category", "text", "date", "constant", "id"]

NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", re.ASCII)
MISSING = frozenset(("", "na", "n/a", "nan", "null", "?"))
MISSING_NUMBER = MISSING | {"none", "-"}  # words of a category, but never of a number
MOSTLY = 0.95  # from this share on, what is no number among numbers is a mistake and no category
WORDS_OF_TEXT = 3  # mean words from which fields that hardly repeat are running text
WORDS_OF_LONG_TEXT = 8
_LOOKED_AT = 200  # fields whose words are counted
_INFINITE = frozenset(("inf", "infinity"))
_DATE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
    r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)
_ID_NAME = re.compile(r"(?i:(.*[_\s-])?(id|uuid|guid|index|row|nr|no|key)|unnamed.*)|.*[a-z]I[dD]", re.ASCII)


@dataclass(frozen=True)
class TypedColumn:
    """A column, told what it is.

    Attributes:
        values: the fields; None for a gap.
        numbers: float64 with NaN for a gap, where every present field is a number; else None.
        distinct: different present fields.
        bad_line: the line of the first field that is no date, in a column of dates; else None.
    """

    name: str
    type: ColumnType
    values: list[str | None]
    numbers: np.ndarray | None
    distinct: int
    bad_line: int | None = None

    @property
    def missing(self) -> np.ndarray:
        """Which rows have a gap, bool `(n,)`."""
        return np.array([value is None for value in self.values], bool)


def typed_columns(records: Records) -> list[TypedColumn]:
    """Give the columns with their types.

    Raises:
        InputError: `csv_not_a_number` or `csv_not_finite` for a field among numbers, naming line and column.
    """
    columns = zip(records.names, records.columns, strict=True)
    return [typed(name, values, records.lines) for name, values in columns]


def typed(name: str, fields: Sequence[str | None], lines: np.ndarray) -> TypedColumn:
    """Give one column with its type. Raises as `typed_columns`."""
    numbers = _numbers(name, fields, lines)
    rest = MISSING if numbers is None else MISSING_NUMBER
    values = [None if field is None or field.lower() in rest else field for field in fields]
    present = [value for value in values if value is not None]
    distinct = len(set(present)) if numbers is None else len(np.unique(numbers[~np.isnan(numbers)]))
    dates = 0 if numbers is not None else sum(bool(_DATE.fullmatch(value)) for value in present)
    bad_line = None
    if 0 < dates < len(present):
        first = next(i for i, value in enumerate(values) if value is not None and not _DATE.fullmatch(value))
        bad_line = int(lines[first]) if dates >= MOSTLY * len(present) else None
    kind = _type(name, present, distinct, numbers is not None, dates)
    return TypedColumn(name, kind, values, numbers, distinct, bad_line)


def _type(name: str, present: list[str], distinct: int, numeric: bool, dates: int) -> ColumnType:
    if distinct <= 1:
        return "constant"
    if numeric:
        whole = all(value.lstrip("+-").isdigit() for value in present)
        return "id" if whole and distinct == len(present) and _is_id(name) else "number"
    if dates and dates >= MOSTLY * len(present):
        return "date"
    words = mean_words(present)
    if words >= (WORDS_OF_TEXT if distinct > len(present) / 2 else WORDS_OF_LONG_TEXT) and distinct > 2:
        return "text"
    return "id" if distinct == len(present) or (distinct > len(present) / 2 and _is_id(name)) else "category"


def _is_id(name: str) -> bool:
    return _ID_NAME.fullmatch(name) is not None


def mean_words(texts: Sequence[str]) -> float:
    """Give the mean number of words; a Chinese or Japanese character counts as one."""
    step = max(1, len(texts) // _LOOKED_AT)
    looked_at = texts[::step]
    return sum(len(words_of(text[:2000])) for text in looked_at) / max(1, len(looked_at))


def _numbers(name: str, fields: Sequence[str | None], lines: np.ndarray) -> np.ndarray | None:
    """Give the fields as numbers where they are, None where the column holds something else."""
    numbers = np.full(len(fields), math.nan)
    wrong: list[int] = []
    present = 0
    for row, field in enumerate(fields):
        if field is None or field.lower() in MISSING_NUMBER:
            continue
        present += 1
        number = number_of(field)
        if number is None:
            wrong.append(row)
            if len(wrong) > 50 + (1 - MOSTLY) * len(fields):
                return None
        else:
            numbers[row] = number
    if wrong and len(wrong) > (1 - MOSTLY) * present:
        return None
    if wrong:
        raise _refused(name, str(fields[wrong[0]]), int(lines[wrong[0]]))
    return numbers if present else None


def number_of(field: str) -> float | None:
    """Give a finite number as people write it, within what float32 holds; None for anything else."""
    if not NUMBER.fullmatch(field):
        return None
    try:
        number = float(field)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None


def _refused(column: str, field: str, line: int) -> InputError:
    if field.lstrip("+-").lower() in _INFINITE:
        return refusal(line, column, f"{field!r} is not finite", "csv_not_finite")
    if NUMBER.fullmatch(field) and field.count(".") < 2:
        return refusal(line, column, f"{field[:40]!r} is larger than {LARGEST:.3g}", "csv_not_finite")
    return refusal(line, column, f"{field[:40]!r} is not a number such as 3.5", "csv_not_a_number")
