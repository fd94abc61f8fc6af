"""Numbers and categories of a table as one vector: learned from training rows, the same for training and answering.

NumPy only. A number is scaled to mean 0 and deviation 1, a category becomes one-hot, a gap is filled and, where the
training rows had gaps, marked by a cell of its own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from models.data.examples import Column
from models.recipe import InputError, Json
from models.tables import LARGEST, scaling_of, step_of

MOST_CATEGORIES = 100  # of one column; the rarer ones share a cell
MOST_CELLS = 400_000_000  # of all vectors together: 1.6 GB
FURTHEST = 1e6  # deviations from the mean; beyond, float32 networks overflow

Cell = float | str | None


@dataclass(frozen=True)
class NumberColumn:
    """How one number becomes one cell, and a second one that marks gaps."""

    name: str
    fill: float  # the training median
    mean: float
    deviation: float
    gaps: bool  # whether training rows had any
    low: float
    high: float
    step: float
    kind: str = "number"

    @property
    def width(self) -> int:
        """Cells of the vector."""
        return 1 + self.gaps

    def write(self, values: np.ndarray, cells: np.ndarray) -> None:
        """Fill this column's cells, float32 `(n, width)`, all 0 so far."""
        missing = np.isnan(values)
        scaled = (np.where(missing, self.fill, values) - self.mean) / self.deviation
        cells[:, 0] = np.clip(scaled, -FURTHEST, FURTHEST)
        if self.gaps:
            cells[:, 1] = missing

    def read(self, value: Cell, pointer: str) -> float:
        """Check a number that a client sent; NaN for a gap."""
        if value is None:
            return math.nan
        if isinstance(value, str | bool):
            raise InputError(f"{self.name} must be a number, found {str(value)[:40]!r}.", "wrong_feature_type", pointer)
        if not abs(value) <= LARGEST:
            message = f"{self.name} is {value:g}; it must lie between -{LARGEST:.3g} and {LARGEST:.3g}."
            raise InputError(message, "number_out_of_range", pointer)
        return float(value)

    def question(self) -> Json:
        """What a form asks for."""
        limits = {"min": self.low, "max": self.high, "median": self.fill, "step": self.step}
        return {"name": self.name, "kind": self.kind, **limits}


@dataclass(frozen=True)
class CategoryColumn:
    """How one category becomes one-hot cells: the known ones, perhaps one for all rarer ones, perhaps one for gaps."""

    name: str
    categories: tuple[str, ...]
    fill: str  # the most frequent
    gaps: bool
    others: bool  # whether training rows held more categories than have a cell
    kind: str = "category"

    @property
    def width(self) -> int:
        """Cells of the vector."""
        return len(self.categories) + self.others + self.gaps

    def write(self, values: np.ndarray, cells: np.ndarray) -> None:
        """Fill this column's cells; a category that training did not know has none, or that of the rarer ones."""
        index = {category: number for number, category in enumerate(self.categories)}
        for row, value in enumerate(values):
            number = index.get(self.fill if value is None else value, len(index) if self.others else None)
            if number is not None:
                cells[row, number] = 1.0
            if value is None and self.gaps:
                cells[row, -1] = 1.0

    def read(self, value: Cell, pointer: str) -> str | None:
        """Check a category that a client sent; None for a gap."""
        if value is None or value in self.categories or (self.others and isinstance(value, str)):
            return None if value is None else str(value)
        known = ", ".join(self.categories)[:300]
        message = f"{self.name} is {str(value)[:40]!r}; the model knows {known}."
        raise InputError(message, "unknown_category", pointer)

    def question(self) -> Json:
        """What a form asks for."""
        return {"name": self.name, "kind": self.kind, "categories": list(self.categories)}


class Codec:
    """Turns columns and queries into vectors.

    Args:
        columns: learned ones, in the order of the vector.
    """

    def __init__(self, columns: Sequence[NumberColumn | CategoryColumn]) -> None:
        self.columns = tuple(columns)
        self.width = sum(column.width for column in columns)

    @classmethod
    def fit(cls, columns: Sequence[Column], rows: np.ndarray) -> Codec:
        """Learn fill values, scaling and categories from these (training) rows and from no others.

        Raises:
            InputError: `dataset_too_large` when the vectors of all rows would not fit.
        """
        codec = cls([_learned(column, column.values[rows]) for column in columns])
        cells = len(columns[0].values) * codec.width
        if cells > MOST_CELLS:
            message = (
                f"{len(columns[0].values):,} rows become vectors of {codec.width:,} numbers; {MOST_CELLS:,} in all"
            )
            raise InputError(f"{message} are allowed: leave out columns of many categories.", "dataset_too_large")
        return codec

    def encode(self, columns: Sequence[Column]) -> np.ndarray:
        """Give one vector a row: float32 `(n, width)`.

        Args:
            columns: those that were learned, by name; their order does not matter.
        """
        given = {column.name: column.values for column in columns}
        return self._joined([given[column.name] for column in self.columns])

    def encode_queries(self, queries: Sequence[Mapping[str, Cell]], pointer: str = "/features") -> np.ndarray:
        """Give one vector a query: float32 `(len(queries), width)`. None stands for a gap.

        Raises:
            InputError: `wrong_feature_count`, `unknown_category`, `number_out_of_range`, `wrong_feature_type`.
        """
        for position, query in enumerate(queries):
            self._check_names(query, f"/{position}{pointer}")
        values = []
        for column in self.columns:
            read = [column.read(query[column.name], f"/{i}{pointer}/{column.name}") for i, query in enumerate(queries)]
            values.append(np.array(read, np.float64 if column.kind == "number" else object))
        return self._joined(values)

    def question(self) -> list[Json]:
        """What a client must know to ask, a document for each column."""
        return [column.question() for column in self.columns]

    def asset(self) -> Json:
        """The codec as JSON."""
        return {"columns": [asdict(column) for column in self.columns]}

    @classmethod
    def from_asset(cls, asset: Json) -> Codec:
        """Give the codec of `asset()`."""
        return cls([_from_asset(document) for document in asset["columns"]])

    def _joined(self, values: Sequence[np.ndarray]) -> np.ndarray:
        cells = np.zeros((len(values[0]), self.width), np.float32)
        start = 0
        for column, mine in zip(self.columns, values, strict=True):
            column.write(mine, cells[:, start : start + column.width])
            start += column.width
        return cells

    def _check_names(self, query: Mapping[str, Cell], pointer: str) -> None:
        names = [column.name for column in self.columns]
        missing = [name for name in names if name not in query]
        unknown = [name for name in query if name not in names]
        if missing or unknown:
            parts = [f"missing: {', '.join(missing)[:300]}"] if missing else []
            parts += [f"unknown: {', '.join(unknown)[:200]}"] if unknown else []
            message = (
                f"The model needs {len(names)} features; {'; '.join(parts)}. Send null for a value that is unknown."
            )
            raise InputError(message, "wrong_feature_count", pointer)


def _learned(column: Column, values: np.ndarray) -> NumberColumn | CategoryColumn:
    return _number(column.name, values) if column.kind == "number" else _category(column.name, values)


def _number(name: str, values: np.ndarray) -> NumberColumn:
    present = values[~np.isnan(values)]
    gaps = len(present) < len(values)
    if not len(present):
        present = np.zeros(1)
    scaling = scaling_of(present)
    return NumberColumn(
        name, fill=float(np.median(present)), mean=float(scaling.mean), deviation=float(scaling.deviation), gaps=gaps,
        low=float(present.min()), high=float(present.max()), step=step_of(present),
    )  # fmt: skip


def _category(name: str, values: np.ndarray) -> CategoryColumn:
    counts = Counter(value for value in values if value is not None)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))  # ties by name: the same on any machine
    kept = ranked[:MOST_CATEGORIES]
    gaps = any(value is None for value in values)
    fill = kept[0] if kept else ""
    return CategoryColumn(name, tuple(sorted(kept)), fill, gaps, others=len(ranked) > len(kept))


def _from_asset(document: Json) -> NumberColumn | CategoryColumn:
    if document["kind"] == "number":
        return NumberColumn(**document)
    return CategoryColumn(**document | {"categories": tuple(document["categories"])})
