"""One number from finished runs, and whether it is what was expected. Plain Python: the dashboard reads it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

Logs = Mapping[str, float]
Relation = Literal["<", "<=", ">", ">=", "within"]


@dataclass(frozen=True)
class Run:
    """What a training left: its logs, one mapping an epoch, and its figures on the test part."""

    history: Sequence[Logs]
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Figure:
    """A number of one run.

    Attributes:
        name: a metric of the test part (`test`), or of the epochs' logs.
        how: `test` is measured once after training; `last`, `lowest` and `highest` are of the epochs' logs;
            `lowest epoch` is the epoch, counted from 1, at which the lowest value is reached first.
    """

    name: str
    how: Literal["test", "last", "lowest", "highest", "lowest epoch"] = "test"

    def read(self, run: Run) -> float | None:
        """The number; None where the run did not measure it."""
        if self.how == "test":
            return run.metrics.get(self.name)
        values = [logs[self.name] for logs in run.history if self.name in logs]
        if not values:
            return None
        if self.how == "lowest epoch":
            return float(values.index(min(values)) + 1)
        return {"last": values[-1], "lowest": min(values), "highest": max(values)}[self.how]


@dataclass(frozen=True)
class Measure:
    """A figure of a run, or how it compares with that of another run of the same seed.

    Attributes:
        of: name of the run.
        against: name of the other run; None: the figure itself.
        other: the other run's figure, where it is not the same.
        how: `difference` is of - against, `ratio` is of / against.
    """

    figure: Figure
    of: str
    against: str | None = None
    other: Figure | None = None
    how: Literal["difference", "ratio"] = "difference"

    @property
    def names(self) -> tuple[str, ...]:
        """The runs it needs."""
        return tuple(dict.fromkeys(name for name in (self.of, self.against) if name is not None))

    def read(self, runs: Mapping[str, Run]) -> float | None:
        """The number for one seed; None while a run is missing or did not measure it."""
        if any(name not in runs for name in self.names):
            return None
        value = self.figure.read(runs[self.of])
        if value is None or self.against is None:
            return value
        base = (self.other or self.figure).read(runs[self.against])
        if base is None or (self.how == "ratio" and base == 0):
            return None
        return value / base if self.how == "ratio" else value - base


@dataclass(frozen=True)
class Expectation:
    """What a measured number has to be: `relation` to `bound`, give or take `tolerance`."""

    relation: Relation
    bound: float
    tolerance: float = 0.0

    def holds(self, value: float) -> bool:
        """Whether a number meets it."""
        match self.relation:
            case "<":
                return value < self.bound + self.tolerance
            case "<=":
                return value <= self.bound + self.tolerance
            case ">":
                return value > self.bound - self.tolerance
            case ">=":
                return value >= self.bound - self.tolerance
            case "within":
                return abs(value - self.bound) <= self.tolerance


@dataclass(frozen=True)
class Spread:
    """A number over seeds."""

    mean: float
    low: float
    high: float
    count: int


def spread(values: Sequence[float]) -> Spread | None:
    """Mean and range; None without values."""
    return Spread(fmean(values), min(values), max(values), len(values)) if values else None


def judge(expectation: Expectation, values: Sequence[float]) -> bool | None:
    """Whether the mean over seeds meets the expectation; None without values."""
    return expectation.holds(fmean(values)) if values else None


def curve(runs: Sequence[Run]) -> list[dict[str, Spread]]:
    """The epochs' logs over runs: for each epoch and name, mean and range over the runs that got so far."""
    longest = max((len(run.history) for run in runs), default=0)
    return [_epoch([run.history[epoch] for run in runs if epoch < len(run.history)]) for epoch in range(longest)]


def _epoch(logs: Sequence[Logs]) -> dict[str, Spread]:
    names = dict.fromkeys(name for entry in logs for name in entry)
    found = {name: spread([entry[name] for entry in logs if name in entry]) for name in names}
    return {name: values for name, values in found.items() if values is not None}
