"""The time-series sample: a day of New York's weather, hour by hour, asked four ways."""

from __future__ import annotations

import numpy as np

from models.data.examples import Examples, Task
from models.data.series import read_series
from models.data.series_grid import Segment, lay_out
from models.job import Dataset

DATA_SET = "weather"
CHANNELS = ("temp", "dewp", "humid", "wind_speed", "precip")  # pressure is often missing when it rains
STEPS, AHEAD = 24, 12  # hours seen, and hours asked about
EVERY = 12  # hours between windows
ROWS = 1_500
SEASONS = ("winter", "spring", "summer", "autumn")
LABELS = ("rain", "strong wind", "below 5 °C")
_HOUR, _WEEK = 3_600, 7 * 24 * 3_600


def series(task: Task, data: Dataset) -> Examples:
    """Give a day's weather and, of the twelve hours after it: warmer or colder at their end, the season, what happens,
    or the temperature at their end.

    Whole weeks belong to one part, three in five to training, so that no hour is both learned from and asked about; a
    window that reaches into the next week is left out.
    """
    rows = read_series(data)
    grid = lay_out(rows, missing="drop-windows")
    columns = [rows.names.index(name) for name in CHANNELS]
    found = [_windows(segment, grid.step_seconds, columns) for segment in grid.segments]
    x, after, start = (np.concatenate(parts) for parts in zip(*found, strict=True))
    chosen = np.sort(np.random.default_rng(13).permutation(len(x))[:ROWS])
    x, after, start = x[chosen], after[chosen], start[chosen]
    parts = np.array([0, 0, 0, 1, 2], np.int8)[(start // _WEEK) % 5]
    targets, names = _answers(task, x, after, start)
    return Examples("time-series", task, x.astype(np.float32), targets, names, CHANNELS, parts)


def _windows(segment: Segment, step: int, columns: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give whole windows, the hours after them, and their first times."""
    values = segment.values[:, columns]
    begins = np.arange(0, len(values) - STEPS - AHEAD + 1, EVERY)
    times = segment.start + begins * step
    whole = np.array([not np.isnan(values[at : at + STEPS + AHEAD]).any() for at in begins], bool)
    whole &= times // _WEEK == (times + (STEPS + AHEAD) * _HOUR) // _WEEK
    x = [values[at : at + STEPS] for at in begins[whole]]
    after = [values[at + STEPS : at + STEPS + AHEAD] for at in begins[whole]]
    shape = (len(columns),)
    return np.array(x).reshape(-1, STEPS, *shape), np.array(after).reshape(-1, AHEAD, *shape), times[whole]


def _answers(task: Task, x: np.ndarray, after: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    then = after[:, -1, 0]
    if task == "regression":
        return then[:, None].round(2), ("temperature in 12 h, °C",)
    if task == "binary":
        return (then > x[:, -1, 0]).astype(np.int64), ("not warmer", "warmer")
    if task == "single-label":
        month = start.astype("datetime64[s]").astype("datetime64[M]").astype(int) % 12  # 0: January
        return ((month + 1) // 3 % 4).astype(np.int64), SEASONS
    happened = (after[..., 4].sum(axis=1) > 0, after[..., 3].max(axis=1) > 8.0, after[..., 0].min(axis=1) < 5.0)
    return np.stack(happened, axis=1).astype(np.uint8), LABELS
