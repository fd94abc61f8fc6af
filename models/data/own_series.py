"""Measurements over time as examples: a window of rows given, the target one row later asked.

The parts follow each other in time and share no row, be it given or asked: a shuffled split would measure on rows that
lie between learned ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.data.examples import Examples, Task
from models.data.series import read_series
from models.data.series_grid import Missing, Segment, lay_out
from models.job import Dataset
from models.recipe import InputError

WINDOW = 24  # rows: a day of hours
TRAIN, VALIDATION = 0.6, 0.2  # shares of the time; the rest is the test part
MOST_WINDOWS = 20_000  # of one part; more are thinned evenly
FEWEST_WINDOWS = 5  # of one part
RULES: dict[str, Missing] = {"refuse": "refuse", "drop": "drop-windows", "fill": "forward-fill"}


def series_examples(data: Dataset, task: Task | None, target: Sequence[str], missing: str) -> Examples:
    """Give windows float32 `(n, WINDOW, columns)` and the number that followed each.

    Raises:
        InputError: as `read_series` and `lay_out`; `task_mismatch`, `target_too_many_columns`.
    """
    if task not in (None, "regression"):
        raise InputError(f"A time series is followed by a number: a regression, not {task}.", "task_mismatch", "/task")
    if len(target) > 1:
        message = f"{len(target)} targets are named; one column of a time series is forecast."
        raise InputError(message, "target_too_many_columns", "/target")
    rows = read_series(data, target=target[0] if target else None)
    grid = lay_out(rows, missing=RULES[missing])
    at = rows.names.index(rows.target)
    found = [_windows(segment, at, grid.step_seconds) for segment in grid.segments]
    windows, answers, begins = (np.concatenate(parts) for parts in zip(*found, strict=True))
    chosen, numbers = _in_order(begins, begins + WINDOW * grid.step_seconds)
    facts = {"duplicates_removed": 0, "rows_dropped": 0, "window": WINDOW}
    return Examples(
        "time-series", "regression", windows[chosen], answers[chosen, None], (rows.target,), rows.names, numbers, facts
    )


def _windows(segment: Segment, at: int, step: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the windows of a segment without a gap whose next row was measured, its target, and when each begins."""
    values = segment.values
    rows = max(0, len(values) - WINDOW)
    starts = np.arange(0, rows, max(1, -(-rows // (4 * MOST_WINDOWS))))  # a long series is thinned before it is cut
    windows = values[starts[:, None] + np.arange(WINDOW)]  # (n, WINDOW, columns)
    whole = ~np.isnan(windows).any(axis=(1, 2)) & segment.known[starts + WINDOW, at]
    starts = starts[whole]
    return windows[whole].astype(np.float32), values[starts + WINDOW, at], segment.start + starts * step


def _in_order(begins: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the chosen windows, part after part, and the part of each: int8, as in `Examples`.

    Args:
        begins: seconds of the first row of each window; asked: of the row that is asked for.
    """
    if not len(begins):
        raise InputError(f"No {WINDOW} rows in a row are without a gap.", "dataset_too_small")
    first, second = np.quantile(begins, [TRAIN, TRAIN + VALIDATION])
    parts = [asked < first, (begins >= first) & (asked < second), begins >= second]
    rows = [np.flatnonzero(part) for part in parts]
    if min(map(len, rows)) < FEWEST_WINDOWS:
        message = (
            f"The series gives {len(begins)} windows of {WINDOW} rows, too few for three parts: send a longer one."
        )
        raise InputError(message, "dataset_too_small")
    thinned = [part[:: -(-len(part) // MOST_WINDOWS)] for part in rows]
    return np.concatenate(thinned), np.repeat(np.arange(3, dtype=np.int8), list(map(len, thinned)))
