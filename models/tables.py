"""Tables of numbers: scaling, strict checking, description. NumPy only; shared by training and answering."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.recipe import InputError

LARGEST = float(np.finfo(np.float32).max)  # networks compute in float32


@dataclass(frozen=True)
class Scaling:
    """Mean and standard deviation of each column, `(k,)`, in the column's unit."""

    mean: np.ndarray
    deviation: np.ndarray

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Give values with mean 0 and deviation 1: `(n, k)`."""
        scaled: np.ndarray = (values - self.mean) / self.deviation
        return scaled


def scaling_of(values: np.ndarray) -> Scaling:
    """Learn the scaling of training rows; a constant column keeps deviation 1, so that it becomes 0 and not NaN."""
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    # Relative: the deviation of 506 equal numbers such as 0.1 comes out as 1e-17, not as 0.
    return Scaling(mean, np.where(deviation > 1e-9 * (np.abs(mean) + 1e-30), deviation, 1.0))


def fill_missing(values: np.ndarray, train_rows: np.ndarray) -> np.ndarray:
    """Replace NaN by the column's mean over the training rows; 0 where those are all missing."""
    present = np.isfinite(values[train_rows])
    sums = np.where(present, values[train_rows], 0.0).sum(axis=0)
    means = sums / np.maximum(present.sum(axis=0), 1)
    filled: np.ndarray = np.where(np.isnan(values), means, values)
    return filled


def describe(names: Sequence[str], train: np.ndarray) -> list[dict[str, str | float]]:
    """Give range, median and a sensible step of each column, from training rows `(n, k)`."""
    return [
        {
            "name": name,
            "min": float(column.min()),
            "max": float(column.max()),
            "median": float(np.median(column)),
            "step": step_of(column),
        }
        for name, column in zip(names, train.T, strict=True)
    ]


def step_of(column: np.ndarray) -> float:
    """Give a step for input: 1 for whole numbers or a constant, else a power of ten near 1/50 of the range."""
    span = float(np.ptp(column)) / 50
    if span == 0 or np.all(column == np.round(column)):
        return 1.0
    return float(10.0 ** math.floor(math.log10(span)))


def row_of(query: Mapping[str, float], names: Sequence[str], position: int) -> list[float]:
    """Give the numbers of one question in the order of the features.

    Args:
        position: the question's place in the list, for the pointer of an error.

    Raises:
        InputError: `wrong_feature_count` names what is missing and unknown; `number_out_of_range`.
    """
    missing = [name for name in names if name not in query]
    unknown = [name for name in query if name not in names]
    if missing or unknown:
        parts = [f"missing: {', '.join(missing)}"] if missing else []
        parts += [f"unknown: {', '.join(unknown)[:200]}"] if unknown else []
        message = f"The model needs the {len(names)} features {', '.join(names)}; {'; '.join(parts)}."
        raise InputError(message, "wrong_feature_count", f"/{position}")
    for name in names:
        if not abs(query[name]) <= LARGEST:
            message = f"{name} is {query[name]:g}; it must lie between -{LARGEST:.3g} and {LARGEST:.3g}."
            raise InputError(message, "number_out_of_range", f"/{position}/{name}")
    return [query[name] for name in names]
