"""Lays measurements on an even grid of times: sorted, repetitions joined, gaps found and filled by a named rule.

Every row that was moved, joined or made up is counted; nothing is filled beyond `LONGEST_FILL` rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.data.csv_rows import refusal
from models.data.series_csv import MAX_CELLS, SeriesRows
from models.recipe import InputError, Json

Missing = Literal["refuse", "forward-fill", "interpolate", "drop-windows"]
LONGEST_FILL = 6  # rows in a row: hours in hourly data


@dataclass(frozen=True)
class Segment:
    """Rows at even steps from one place, without a hole longer than `LONGEST_FILL`.

    Attributes:
        start: seconds since 1970 of the first row.
        values: float64 `(n, k)`, NaN where nothing was measured and the rule does not fill.
        known: whether a value was measured, bool `(n, k)`.
    """

    start: int
    values: np.ndarray
    known: np.ndarray


@dataclass(frozen=True)
class SeriesGrid:
    """An even series, in one or more segments.

    Attributes:
        gaps: what was found and done: counts, and the rules by name.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    step_seconds: int
    segments: tuple[Segment, ...]
    gaps: Json


def modal_step(rows: SeriesRows) -> tuple[int, float]:
    """Give the most frequent step between neighbours in time, in seconds, and its share; (0, 0) without any step."""
    order = np.lexsort((rows.times, rows.groups))
    steps = np.diff(rows.times[order])[np.diff(rows.groups[order]) == 0]
    steps = steps[steps > 0]
    if not len(steps):
        return 0, 0.0
    values, counts = np.unique(steps, return_counts=True)
    return int(values[counts.argmax()]), float(counts.max() / len(steps))


def lay_out(rows: SeriesRows, *, sampling_minutes: int = 0, missing: Missing = "forward-fill") -> SeriesGrid:
    """Give the even grid.

    Args:
        sampling_minutes: step of the grid; 0 takes the data's own. On even data a multiple of its own step takes every
            n-th row; all else is resampled: the mean of what was measured since the row before.
        missing: what happens to missing values and rows.

    Raises:
        InputError: `series_irregular`, `sampling_too_fine`, `dataset_too_large`; with `missing` refuse also
            `csv_missing_value`, `series_gap` and `series_duplicate_time`, naming the line.
    """
    order = np.lexsort((rows.times, rows.groups))
    counts: Json = {"out_of_order": int(np.sum((np.diff(rows.times) < 0) & (np.diff(rows.groups) == 0)))}
    own_step, _ = modal_step(rows)
    if own_step == 0:
        raise InputError("All rows have the same time: nothing to forecast.", "series_irregular")
    step = sampling_minutes * 60 or own_step
    by = _sampling(rows, order, own_step, step, sampling_minutes)
    if missing == "refuse":
        _refuse_missing(rows)
    counts |= {"sampling": by, "duplicates_removed": 0, "averaged": 0, "missing_rows": 0, "filled": 0}
    places = np.unique(rows.groups)
    segments: list[Segment] = []
    lost = np.zeros(len(rows.names), np.int64)
    for place in places:
        mine = order[rows.groups[order] == place]
        times, values, joined = _joined(rows, mine, step if by == "mean" else 0, missing)
        if by == "every":
            kept = (times - (0 if times[0] % own_step == 0 else times[0])) % step == 0
            times, values = times[kept], values[kept]
        counts["duplicates_removed"] += joined[0]
        counts["averaged"] += joined[1]
        lost += np.isnan(values).sum(axis=0)
        counts["missing_rows"] += int((times[-1] - times[0]) // step + 1 - len(times)) if len(times) else 0
        if missing == "refuse" and counts["missing_rows"]:
            raise _gap(rows, mine, step)
        segments += _segments(times, values, step)
    if sum(segment.values.size for segment in segments) > MAX_CELLS:
        raise InputError(f"The even grid holds more than {MAX_CELLS:,} numbers.", "dataset_too_large")
    if missing in ("forward-fill", "interpolate"):
        before = sum(int(np.isnan(segment.values).sum()) for segment in segments)
        segments = [Segment(item.start, fill(item.values, missing), item.known) for item in segments]
        counts["filled"] = before - sum(int(np.isnan(segment.values).sum()) for segment in segments)
    gaps = {
        "missing_values": {name: int(count) for name, count in zip(rows.names, lost, strict=True) if count},
        **counts,
        "rule": missing,
        "longest_fill": LONGEST_FILL if missing in ("forward-fill", "interpolate") else 0,
        "segments": len(segments),
    }
    return SeriesGrid(rows.names, rows.units, step, tuple(segments), gaps)


def _sampling(rows: SeriesRows, order: np.ndarray, own: int, step: int, asked: int) -> str:
    """Decide how rows come to the grid: "own", "every" n-th, or the "mean" of each step."""
    same = np.diff(rows.groups[order]) == 0
    uneven = np.flatnonzero(same & (np.diff(rows.times[order]) % own != 0))
    if not len(uneven):
        if step < own:
            message = f"The data has a row every {own / 60:g} minutes; sampling every {step / 60:g} is finer than that."
            raise InputError(message, "sampling_too_fine", "/sampling_minutes")
        if step % own == 0:
            return "own" if step == own else "every"
    if asked:
        return "mean"
    share = len(uneven) / max(int(same.sum()), 1)
    line = int(rows.lines[order[uneven[0] + 1]])
    reason = (
        f"the time does not fit steps of {own / 60:g} minutes ({share:.1%} of the rows do not);"
        " set sampling_minutes to resample them to the mean of each step"
    )
    raise refusal(line, rows.time_name, reason, "series_irregular")


def _refuse_missing(rows: SeriesRows) -> None:
    absent = np.isnan(rows.values)
    if absent.any():
        row, column = np.argwhere(absent)[0]
        raise refusal(int(rows.lines[row]), rows.names[column], "the value is missing", "csv_missing_value")


def _gap(rows: SeriesRows, mine: np.ndarray, step: int) -> InputError:
    at = int(np.argmax(np.diff(rows.times[mine]) > step))
    reason = f"no row for {int(rows.times[mine][at + 1] - rows.times[mine][at]) / 60:g} minutes before this one"
    return refusal(int(rows.lines[mine[at + 1]]), rows.time_name, reason, "series_gap")


def _joined(
    rows: SeriesRows, mine: np.ndarray, step: int, missing: Missing
) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:
    """Give one row a time: repetitions once, different values averaged.

    Args:
        step: join all rows of a step at its end, so that no row knows of what came after it; 0 joins equal times only.
    """
    times, values = rows.times[mine], rows.values[mine]
    if step:
        times = -(-times // step) * step
    starts = np.flatnonzero(np.r_[True, np.diff(times) != 0])
    if len(starts) == len(times):
        return times, values, (0, 0)
    present = ~np.isnan(values)
    count = np.add.reduceat(present, starts, axis=0, dtype=np.int64)
    sums = np.add.reduceat(np.where(present, values, 0.0), starts, axis=0)
    means = np.where(count > 0, sums / np.maximum(count, 1), np.nan)
    if step:
        return times[starts], means, (0, 0)
    first = values[starts]
    of = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(times)]))
    differs = ~((values == first[of]) | (np.isnan(values) & np.isnan(first[of]))).all(axis=1)
    if missing == "refuse" and differs.any():
        line = int(rows.lines[mine][np.argmax(differs)])
        raise refusal(line, rows.time_name, "this time stands there before, with other values", "series_duplicate_time")
    extra = len(times) - len(starts)
    return (
        times[starts],
        np.where(count > 1, means, first) if differs.any() else first,
        (
            extra - int(differs.sum()),
            int(differs.sum()),
        ),
    )


def _segments(times: np.ndarray, values: np.ndarray, step: int) -> list[Segment]:
    """Cut where more rows are missing than may be filled; leave NaN rows elsewhere."""
    at = (times - times[0]) // step if len(times) else times
    cuts = np.flatnonzero(np.diff(at) > LONGEST_FILL + 1) + 1
    segments = []
    for rows in np.split(np.arange(len(times)), cuts):
        if not len(rows):
            continue
        grid = np.full((at[rows[-1]] - at[rows[0]] + 1, values.shape[1]), np.nan)
        grid[at[rows] - at[rows[0]]] = values[rows]
        segments.append(Segment(int(times[rows[0]]), grid, ~np.isnan(grid)))
    return segments


def fill(values: np.ndarray, rule: Missing) -> np.ndarray:
    """Fill gaps of at most `LONGEST_FILL` rows, column by column.

    Args:
        rule: "forward-fill" repeats the last measured value; "interpolate" draws a line to the next one.
    """
    present = ~np.isnan(values)
    row = np.arange(len(values))[:, None]
    last = np.maximum.accumulate(np.where(present, row, -1), axis=0)
    following = np.minimum.accumulate(np.where(present, row, len(values))[::-1], axis=0)[::-1]
    before = np.take_along_axis(values, np.maximum(last, 0), axis=0)
    if rule == "forward-fill":
        may = ~present & (last >= 0) & (row - last <= LONGEST_FILL)
        return np.where(may, before, values)
    after = np.take_along_axis(values, np.minimum(following, len(values) - 1), axis=0)
    width = np.maximum(following - last, 1)
    may = ~present & (last >= 0) & (following < len(values)) & (width - 1 <= LONGEST_FILL)
    return np.where(may, before + (after - before) * (row - last) / width, values)
