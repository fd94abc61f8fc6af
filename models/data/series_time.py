"""Times as people write them, as seconds since 1970 in UTC. A time without a zone counts as UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from models.data.csv_rows import refusal
from models.recipe import InputError

_CLOCK = (
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?: ?([AaPp])[Mm])?)?"
    r" ?(Z|UTC|[+-]\d{2}:?\d{2})?"
)
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _CLOCK, re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _CLOCK, re.ASCII)  # dots: the day is always first
UNDECIDED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})" + _CLOCK, re.ASCII)  # 01/02/2013: the data decides
SECONDS = re.compile(r"(\d{9,10})(?:\.0+)?", re.ASCII)
MILLISECONDS = re.compile(r"(\d{12,13})", re.ASCII)
NAMED = frozenset(
    ("time", "date", "datetime", "timestamp", "date time", "date_time", "ds", "ts", "utc", "zeit", "datum")
)
_DATES = (YEAR_FIRST, DAY_FIRST, UNDECIDED)
_PARTS = ("month", "day", "hour", "minute", "second")
_HIGHEST = (12, 31, 23, 59, 59)
_LOWEST = (1, 1, 0, 0, 0)


def layout_of(name: str, value: str) -> re.Pattern[str] | None:
    """Give the way in which the value is written as a time; None when it is none.

    Args:
        name: the column's; plain numbers are times only under a name such as `timestamp`.
    """
    layouts = (*_DATES, SECONDS, MILLISECONDS) if name.strip().lower() in NAMED else _DATES
    return next((layout for layout in layouts if layout.fullmatch(value.strip())), None)


def parts_of(values: Sequence[str], lines: Sequence[int], name: str, layout: re.Pattern[str]) -> np.ndarray:
    """Give the numbers a time is written with, int64 `(n, 7)`: three of the date, three of the clock, the zone.

    Raises:
        InputError: `time_unreadable`, naming line and column.
    """
    found = [layout.fullmatch(value.strip()) for value in values]
    rows = [match.groups("0") for match in found if match is not None]
    if len(rows) < len(found):
        raise _unreadable(values, lines, name, found.index(None))
    table = np.array(rows, dtype=str).reshape(len(rows), -1)
    if table.shape[1] == 1:
        return table.astype(np.int64)
    numbers = table[:, :6].astype(np.int64)
    half = np.char.lower(table[:, 6])
    twelve = numbers[:, 3] == 12
    numbers[:, 3] += 12 * ((half == "p") & ~twelve) - 12 * ((half == "a") & twelve)
    zones, position = np.unique(table[:, 7], return_inverse=True)
    offsets = np.array([_offset_minutes(zone) for zone in zones.tolist()], np.int64)
    return np.column_stack([numbers, offsets[position]])


def seconds_of(parts: np.ndarray, lines: np.ndarray, name: str, layout: re.Pattern[str]) -> np.ndarray:
    """Give seconds since 1970, int64 `(n,)`.

    Raises:
        InputError: `time_unreadable` names the line of a day that no calendar has; `time_ambiguous` when nothing says
            whether the day or the month comes first.
    """
    if layout in (SECONDS, MILLISECONDS):
        numbers: np.ndarray = parts[:, 0] // (1000 if layout is MILLISECONDS else 1)
        return numbers
    year, month, day = parts[:, _order(parts, name, layout)].T
    checked = np.column_stack([month, day, parts[:, 3:6]])
    wrong = (checked < _LOWEST) | (checked > _HIGHEST)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        reason = f"{_PARTS[column]} {checked[row, column]} does not exist"
        raise refusal(int(lines[row]), name, reason, "time_unreadable")
    months = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    days = months.astype("datetime64[D]") + (day - 1)
    wrong_day = days.astype("datetime64[M]") != months
    if wrong_day.any():
        row = int(np.argmax(wrong_day))
        raise refusal(int(lines[row]), name, f"month {month[row]} has no day {day[row]}", "time_unreadable")
    clock = parts[:, 3] * 3600 + parts[:, 4] * 60 + parts[:, 5] - parts[:, 6] * 60
    seconds: np.ndarray = days.astype(np.int64) * 86_400 + clock
    return seconds


def _order(parts: np.ndarray, name: str, layout: re.Pattern[str]) -> list[int]:
    """Give where year, month and day stand."""
    if layout is YEAR_FIRST:
        return [0, 1, 2]
    if layout is DAY_FIRST:
        return [2, 1, 0]
    day_first, month_first = (parts[:, 0] > 12).any(), (parts[:, 1] > 12).any()
    if day_first or month_first:
        return [2, 1, 0] if day_first else [2, 0, 1]
    message = f"Column {name}: nothing says whether the day or the month comes first; write times as 2013-01-31 14:00."
    raise InputError(message, "time_ambiguous")


def _offset_minutes(zone: str) -> int:
    if zone[0] not in "+-":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return minutes if zone[0] == "+" else -minutes


def _unreadable(values: Sequence[str], lines: Sequence[int], name: str, at: int) -> InputError:
    reason = f"{values[at].strip()[:40]!r} is not a time such as 2013-01-31 14:00, or not written like those above"
    return refusal(int(lines[at]), name, reason, "time_unreadable")
