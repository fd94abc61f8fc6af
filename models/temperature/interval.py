"""Intervals around a forecast that are wider where the weather of the window is restless. NumPy only.

Errors of the validation part, divided by how restless each window is, give the quantiles; an answer multiplies them by
its own window's. Source: locally weighted conformal prediction, Lei et al. 2018 (arXiv 1604.04173 §5.2). A window's
restlessness is how far its hours are from the same hours of the day before, half of it its own and half the usual one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from models.recipe import Json
from models.series import rows_of_day

COVERAGE = 0.8  # share of measurements that should lie inside the interval
_AT_ONCE = 10_000  # windows


@dataclass(frozen=True)
class Interval:
    """How far measurements may lie from the forecast.

    Attributes:
        low, high: for each step, errors in units of restlessness, or of the target where `day` is 0.
        day: rows of a day; 0 where windows do not hold more than a day: all intervals are equally wide.
        usual: mean difference between the same hours of two days over the validation windows, in the target's unit.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    day: int = 0
    usual: float = 0.0

    def around(self, forecasts: np.ndarray, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the bounds, each `(n, horizon)`.

        Args:
            forecasts: `(n, horizon)`, in the target's unit.
            apart: of each window, by `apart_in` or `apart_of` with this interval's `day`, `(n,)`.
        """
        restless = (apart + self.usual)[:, None] if self.day else 1.0
        return forecasts + restless * np.array(self.low), forecasts + restless * np.array(self.high)

    def asset(self) -> Json:
        """Give the JSON document that `from_asset` reads back."""
        return asdict(self)

    @classmethod
    def from_asset(cls, asset: Json) -> Interval:
        """Give the interval that a training stored; of older ones all windows have one width."""
        return cls(tuple(asset["low"]), tuple(asset["high"]), asset.get("day", 0), asset.get("usual", 0.0))


def day_rows(step_seconds: int, window: int) -> int:
    """Give the rows of a day, or 0 where a window does not hold more than one."""
    day = rows_of_day(step_seconds)
    return day if 0 < day < window else 0


def learned(errors: np.ndarray, values: np.ndarray, ends: np.ndarray, window: int, day: int) -> Interval:
    """Learn from the validation part.

    Args:
        errors: truth minus forecast of each window, `(n, horizon)`, NaN where nothing was measured.
        values: the target in all rows, `(rows,)`.
        ends: the last row of each window, `(n,)`.
        window, day: rows.
    """
    apart = apart_of(values, ends, window, day)
    usual = float(apart.mean())
    if not usual > 0:  # no day to compare, or a target that repeats itself exactly
        day, usual = 0, 0.0
    weighted = errors / (apart + usual)[:, None] if day else errors
    share = (1 - COVERAGE) / 2
    low, high = np.nan_to_num(np.nanquantile(weighted, [share, 1 - share], axis=0))
    return Interval(tuple(np.minimum(low, 0.0).tolist()), tuple(np.maximum(high, 0.0).tolist()), day, usual)


def apart_in(windows: np.ndarray, day: int) -> np.ndarray:
    """Give how far the hours of windows `(n, window)` are from the same hours of the day before, on average, `(n,)`."""
    if not day:
        return np.zeros(len(windows))
    apart: np.ndarray = np.abs(windows[:, day:] - windows[:, :-day]).mean(axis=1)
    return apart


def apart_of(values: np.ndarray, ends: np.ndarray, window: int, day: int) -> np.ndarray:
    """Give the same for the windows that end at these rows, without all of them in memory at once."""
    rows = np.lib.stride_tricks.sliding_window_view(values, window)
    starts = ends - window + 1
    return np.concatenate([apart_in(rows[starts[at : at + _AT_ONCE]], day) for at in range(0, len(ends), _AT_ONCE)])
