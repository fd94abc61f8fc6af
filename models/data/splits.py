"""Deterministic splits into training, validation and test rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SPLIT_SEED = 113  # not the job's seed: versions trained with different seeds stay comparable on the same test rows


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
