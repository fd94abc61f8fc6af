"""Arrays of numbers as a network takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.columns import FURTHEST
from models.data.examples import Examples
from models.designer.questions import Query
from models.designer.reader import Inputs
from models.recipe import InputError, Json
from models.tables import LARGEST, scaling_of


@dataclass(frozen=True)
class _Scaled:
    values: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        scaled: np.ndarray = (self.values[rows] - self.mean) / self.deviation
        return scaled


class Arrays:
    """Sounds, series, sequences, videos, volumes: each channel with mean 0 and deviation 1 over the training rows."""

    field = "values"

    def __init__(self, shape: Sequence[int], mean: Sequence[float], deviation: Sequence[float]) -> None:
        self.shape = tuple(shape)
        self.mean, self.deviation = np.array(mean, np.float32), np.array(deviation, np.float32)

    @classmethod
    def fit(cls, values: np.ndarray, rows: np.ndarray) -> Arrays:
        """Learn the scaling of the training rows."""
        scaling = scaling_of(values[rows].reshape(-1, values.shape[-1]).astype(np.float64))
        return cls(values.shape[1:], scaling.mean.tolist(), scaling.deviation.tolist())

    def rows(self, examples: Examples) -> Inputs:
        """Give float32 rows, scaled when they are asked for."""
        return _Scaled(np.asarray(examples.inputs), self.mean, self.deviation)

    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give float32 `(n, *shape)`; where there is one channel, its axis may be left out.

        Raises:
            InputError: `wrong_shape`, `number_out_of_range`.
        """
        given = np.stack([self._read(query.values or [], position) for position, query in enumerate(queries)])
        with np.errstate(over="ignore"):
            scaled: np.ndarray = (given.astype(np.float32) - self.mean) / self.deviation
        return scaled.clip(-FURTHEST, FURTHEST)

    def _read(self, values: list[Any], position: int) -> np.ndarray:
        pointer = f"/{position}/values"
        try:
            array = np.array(values)
        except (ValueError, OverflowError):  # lists of different lengths, or nested too deeply
            array = np.empty(0, object)
        wanted = " x ".join(map(str, self.shape))
        if array.dtype.kind not in "iuf":
            message = f"values must be nested lists of numbers of the shape {wanted}, each list as long as its fellows."
            raise InputError(message, "wrong_shape", pointer)
        if array.shape != self.shape and not (self.shape[-1] == 1 and array.shape == self.shape[:-1]):
            found = " x ".join(map(str, array.shape))
            raise InputError(f"values has the shape {found}; the model takes {wanted}.", "wrong_shape", pointer)
        if not np.abs(array.astype(np.float64)).max() <= LARGEST:
            raise InputError(f"values holds numbers beyond {LARGEST:.3g}.", "number_out_of_range", pointer)
        return array.astype(np.float64).reshape(self.shape)

    def question(self, examples: Examples, row: int) -> Json:
        """Give the numbers, nested; five digits say all that a float32 network notices in a picture of them."""
        values = np.asarray(examples.inputs[row], np.float64)
        return {"values": _rounded(values).tolist()}

    def asset(self) -> Json:
        """Give the scaling."""
        return {"mean": self.mean.tolist(), "deviation": self.deviation.tolist()}


def _rounded(values: np.ndarray) -> np.ndarray:
    span = float(np.abs(values).max(initial=0.0))
    digits = 4 if span == 0 else max(0, 4 - int(np.floor(np.log10(span))))
    return np.round(values, min(digits, 12))
