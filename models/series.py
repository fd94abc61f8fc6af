"""Windows over an even series: what training and answering share. NumPy only.

A window is `window` rows, the last of which is now; the network says how far the target will be from its value now,
for each of the next `horizon` rows, in deviations of the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from models.recipe import InputError, Json

DAY = 86_400
CLIP = 10.0  # deviations: a cloudburst or a broken sensor must not drown all else
LARGEST = float(np.finfo(np.float32).max)
Window = Sequence[Sequence[float | None]]


def rows_of_day(step_seconds: int) -> int:
    """Give the rows of a day; 0 where a day is no whole number of them."""
    return DAY // step_seconds if step_seconds and DAY % step_seconds == 0 else 0


@dataclass(frozen=True)
class Preparation:
    """How measurements become the network's input; learned from training rows alone.

    Attributes:
        target: place of the column to forecast.
        mean, deviation: of each column, over the training rows.
        missing: the rule for gaps, as in training.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    target: int
    step_seconds: int
    window: int
    horizon: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    missing: str

    @property
    def has_clock(self) -> bool:
        """Whether the hour of the day is among the inputs: only where a day has several rows."""
        return self.step_seconds < DAY

    @property
    def width(self) -> int:
        """Numbers in one row of the network's input."""
        return len(self.names) + 2 * self.has_clock

    def rows(self, values: np.ndarray, start: int | np.ndarray | None) -> np.ndarray:
        """Give the network's input, float32 `(..., n, width)`.

        Args:
            values: `(..., n, k)` in the columns' units, without gaps.
            start: seconds since 1970 of the first row; None leaves the hour at its mean over a day, which is 0.
        """
        scaled: np.ndarray = np.clip((values - np.array(self.mean)) / np.array(self.deviation), -CLIP, CLIP)
        if not self.has_clock:
            return scaled.astype(np.float32)
        clock = np.zeros((*values.shape[:-1], 2))
        if start is not None:
            seconds = np.asarray(start)[..., None] + np.arange(values.shape[-2]) * self.step_seconds
            angle = 2 * np.pi * (seconds % DAY) / DAY
            clock = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        return np.concatenate([scaled, clock], axis=-1).astype(np.float32)

    def measured(self, window: Window, position: int) -> tuple[np.ndarray, int]:
        """Give one question's window, `(window, k)`, and how many of its values were filled.

        Gaps are filled as in training; at the beginning, where nothing comes before, by the first value that follows,
        and a column without any value by its mean over the training rows.

        Raises:
            InputError: `wrong_window_size`, `wrong_feature_count`, `number_out_of_range`; `value_missing` when the
                model was trained with a rule that fills nothing.
        """
        self._check_shape(window, position)
        values = np.array([[np.nan if value is None else value for value in row] for row in window], np.float64)
        beyond = np.abs(values) > LARGEST
        if beyond.any():
            row, column = np.argwhere(beyond)[0]
            message = f"{self.names[column]} is {values[row, column]:g}; the largest number is {LARGEST:.3g}."
            raise InputError(message, "number_out_of_range", f"/{position}/window/{row}/{column}")
        gaps = np.isnan(values)
        if not gaps.any():
            return values, 0
        if self.missing not in ("forward-fill", "interpolate"):
            row, column = np.argwhere(gaps)[0]
            message = f"{self.names[column]} is missing, and this model was trained to fill nothing ({self.missing})."
            raise InputError(message, "value_missing", f"/{position}/window/{row}/{column}")
        return self._filled(values, gaps), int(gaps.sum())

    def _check_shape(self, window: Window, position: int) -> None:
        if len(window) != self.window:
            message = f"The window has {len(window)} rows; this model needs {self.window}, the last one is now."
            raise InputError(message, "wrong_window_size", f"/{position}/window")
        for number, row in enumerate(window):
            if len(row) != len(self.names):
                listed = ", ".join(self.names)
                message = f"The row has {len(row)} values; this model needs {len(self.names)}: {listed}."
                raise InputError(message, "wrong_feature_count", f"/{position}/window/{number}")

    def _filled(self, values: np.ndarray, gaps: np.ndarray) -> np.ndarray:
        filled = values.copy()
        row = np.arange(len(values))
        for column in np.flatnonzero(gaps.any(axis=0)):
            present = ~gaps[:, column]
            if not present.any():
                filled[:, column] = self.mean[column]
            elif self.missing == "interpolate":
                filled[:, column] = np.interp(row, row[present], values[present, column])
            else:
                last = np.maximum.accumulate(np.where(present, row, -1))
                filled[:, column] = values[np.where(last < 0, row[present][0], last), column]
        return filled

    def asset(self) -> Json:
        """Give the JSON document that `from_asset` reads back."""
        return asdict(self)

    @classmethod
    def from_asset(cls, asset: Json) -> Preparation:
        """Give the preparation that a training stored."""
        fields: Json = {name: tuple(value) if isinstance(value, list) else value for name, value in asset.items()}
        return cls(**fields)


class Windows:
    """Overlapping windows over rows, built on demand: the rows are kept once, not once a window."""

    def __init__(self, rows: np.ndarray, ends: np.ndarray, window: int) -> None:
        self.rows, self.ends, self.window = rows, ends, window
        self._before = np.arange(1 - window, 1)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, chosen: np.ndarray) -> np.ndarray:
        """Give float32 `(n, window, width)`."""
        windows: np.ndarray = self.rows[self.ends[chosen][:, None] + self._before]
        return windows
