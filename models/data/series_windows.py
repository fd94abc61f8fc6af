"""Cuts a series into windows for training, validation and test: in order of time, with a hole between the parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.data.series_grid import Segment, SeriesGrid
from models.recipe import InputError

TRAIN, VALIDATION = 0.6, 0.2  # shares of the rows; the rest is the test part
SMALLEST_TRAIN, SMALLEST_PART = 20, 5  # windows
MOST_WINDOWS = 100_000  # of one part; more are thinned evenly


@dataclass(frozen=True)
class Parts:
    """The last rows ("now") of the windows of each part, as places in the joined rows of all segments.

    No row, be it input or target, belongs to two parts, and `horizon` rows lie between them unused.

    Attributes:
        values: float64 `(n, k)`, all segments one after the other.
        times: seconds since 1970, int64 `(n,)`.
        known: whether the target was measured in a row, bool `(n,)`.
        train_until: seconds since 1970: what is learned about columns is learned from rows before.
    """

    values: np.ndarray
    times: np.ndarray
    known: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    train_until: int

    def future(self, ends: np.ndarray, horizon: int, target: int) -> np.ndarray:
        """Give the target in the rows after each window, float64 `(n, horizon)`; NaN where it was not measured."""
        ahead = ends[:, None] + np.arange(1, horizon + 1)
        return np.where(self.known[ahead], self.values[ahead, target], np.nan)


def cut(grid: SeriesGrid, *, target: int, window: int, horizon: int) -> Parts:
    """Give the windows of each part.

    A window counts when its inputs have no gap left, the target was measured now and at least once in the future; where
    a rule looked ahead (interpolate), its last row must have been measured in all columns, or it would know the future.

    Raises:
        InputError: `dataset_too_small`.
    """
    step = grid.step_seconds
    times = np.concatenate([_times(segment, step) for segment in grid.segments])
    first, second = np.quantile(times, [TRAIN, TRAIN + VALIDATION])
    values = np.concatenate([segment.values for segment in grid.segments])
    known = np.concatenate([segment.known for segment in grid.segments])
    ends = _usable(grid, target, window, horizon)
    begins, last = times[ends] - (window - 1) * step, times[ends] + horizon * step
    hole = horizon * step
    parts = {
        "train": ends[last < first],
        "validation": ends[(begins >= first + hole) & (last < second)],
        "test": ends[begins >= second + hole],
    }
    for name, found in parts.items():
        needed = SMALLEST_TRAIN if name == "train" else SMALLEST_PART
        if len(found) < needed:
            message = (
                f"The {name} part has {len(found)} whole windows of {window} + {horizon} rows, {needed} are needed:"
                " send a longer series, or ask for a smaller window or horizon."
            )
            raise InputError(message, "dataset_too_small")
    thinned = {name: found[:: -(-len(found) // MOST_WINDOWS)] for name, found in parts.items()}
    return Parts(values, times, known[:, target], **thinned, train_until=int(first))


def _times(segment: Segment, step: int) -> np.ndarray:
    return segment.start + np.arange(len(segment.values), dtype=np.int64) * step


def _usable(grid: SeriesGrid, target: int, window: int, horizon: int) -> np.ndarray:
    """Give the ends of all windows that count, as places in the joined rows."""
    found, offset = [], 0
    for segment in grid.segments:
        n = len(segment.values)
        ends = np.arange(window - 1, n - horizon)
        whole = np.r_[0, np.cumsum(np.isnan(segment.values).any(axis=1))]
        seen = np.r_[0, np.cumsum(segment.known[:, target])]
        good = (whole[ends + 1] == whole[ends - window + 1]) & (seen[ends + horizon + 1] > seen[ends + 1])
        now = segment.known[ends]
        good &= now.all(axis=1) if grid.gaps["rule"] == "interpolate" else now[:, target]
        found.append(ends[good] + offset)
        offset += n
    return np.concatenate(found) if found else np.empty(0, np.int64)
