"""Deterministic splits into training, validation and test rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.data.examples import Examples

SPLIT_SEED = 113  # not the job's seed: versions trained with different seeds stay comparable on the same test rows


_SMALLEST_GROUP = 5  # rows; smaller groups of label sets are drawn together with the rows that have no label


@dataclass(frozen=True)
class Split:
    """Row numbers of the three parts, each sorted; no row is in two."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    def sizes(self) -> dict[str, int]:
        """Give the number of rows of each part."""
        return {"train": len(self.train), "validation": len(self.validation), "test": len(self.test)}


def stratified(labels: np.ndarray, *, fraction: float, test: np.ndarray | None = None) -> Split:
    """Split so that each label keeps its share in every part.

    Args:
        labels: int `(n,)`.
        fraction: share of all rows for validation, and the same again for test.
        test: rows already set aside for testing, bool `(n,)`.
    """
    rng = np.random.default_rng(SPLIT_SEED)
    everything = np.arange(len(labels))
    held = _share(labels, everything, fraction, rng) if test is None else everything[test]
    rest = np.setdiff1d(everything, held)
    validation = _share(labels, rest, fraction * len(labels) / len(rest), rng)
    return Split(np.setdiff1d(rest, validation), validation, np.sort(held))


def split_examples(examples: Examples, *, fraction: float) -> Split:
    """Split rows with any kind of answer, always the same way.

    Parts that the data itself names are kept; what it does not name (often the validation part) is drawn from its
    training rows. Classes keep their share in every part. A row with several labels counts for its rarest one, so that
    rare labels reach every part; rows without a label, or nearly alone with their rarest one, form a group of their
    own. A regression draws rows evenly.

    Args:
        fraction: share of all rows for validation, and the same again for test.
    """
    strata = _strata(examples)
    if examples.parts is None:
        return stratified(strata, fraction=fraction)
    rng = np.random.default_rng(SPLIT_SEED)
    train, validation, test = (np.flatnonzero(examples.parts == part) for part in range(3))
    if not len(test):
        test = _share(strata, train, fraction * len(strata) / len(train), rng)
        train = np.setdiff1d(train, test)
    if not len(validation):
        validation = _share(strata, train, fraction * len(strata) / len(train), rng)
        train = np.setdiff1d(train, validation)
    return Split(train, validation, test)


def _strata(examples: Examples) -> np.ndarray:
    """Give each row's group: its class, its rarest label, or one group for all."""
    targets = examples.targets
    if examples.task == "regression":
        return np.zeros(len(targets), np.int64)
    if examples.task != "multi-label":
        return targets
    frequency = np.where(targets > 0, targets.sum(axis=0), np.iinfo(np.int64).max)
    rarest: np.ndarray = np.where(targets.any(axis=1), frequency.argmin(axis=1), targets.shape[1])
    small = np.flatnonzero(np.bincount(rarest) < _SMALLEST_GROUP)
    return np.where(np.isin(rarest, small), targets.shape[1], rarest)


def _share(labels: np.ndarray, rows: np.ndarray, fraction: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the fraction of each label's rows, at least one."""
    chosen = []
    for label in np.unique(labels[rows]):
        mine = rng.permutation(rows[labels[rows] == label])
        chosen.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(chosen))


def folds(rows: np.ndarray, k: int) -> list[np.ndarray]:
    """Cut rows, in their given order, into k parts whose sizes differ by at most one."""
    return np.array_split(rows, k)
