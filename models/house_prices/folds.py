"""The rows of all folds, laid out so that k networks train side by side in one computation. NumPy only.

Folds differ in size by one row at most; the batches of shorter ones are filled up with rows of weight 0, which change
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.tables import Scaling, scaling_of


@dataclass(frozen=True)
class Folds:
    """Rows of the training part, seen by k networks.

    Attributes:
        features: float32 `(n, d)`, scaled by all rows: kept once, not once a network.
        inner_mean, inner_deviation: float32 `(k, d)`, what is left to scale for each network's own training rows.
        target: float32 `(k, n)`, scaled by each network's own training rows.
        train, held: row numbers of each fold.
        feature_scaling, target_scaling: one a fold.
    """

    features: np.ndarray
    inner_mean: np.ndarray
    inner_deviation: np.ndarray
    target: np.ndarray
    train: list[np.ndarray]
    held: list[np.ndarray]
    feature_scaling: list[Scaling]
    target_scaling: list[Scaling]


def lay_out(features: np.ndarray, target: np.ndarray, held: Sequence[np.ndarray]) -> Folds:
    """Scale the rows for each fold with the statistics of the rows its network trains on.

    Args:
        features: `(n, d)`; target: `(n,)`; held: the rows each network does not see.
    """
    train = [np.setdiff1d(np.arange(len(target)), rows) for rows in held]
    feature_scaling = [scaling_of(features[rows]) for rows in train]
    target_scaling = [scaling_of(target[rows]) for rows in train]
    everyone = scaling_of(features)
    return Folds(
        everyone.apply(features).astype(np.float32),
        np.stack([everyone.apply(scaling.mean) for scaling in feature_scaling]).astype(np.float32),
        np.stack([scaling.deviation / everyone.deviation for scaling in feature_scaling]).astype(np.float32),
        np.stack([scaling.apply(target) for scaling in target_scaling]).astype(np.float32),
        train,
        [np.asarray(rows) for rows in held],
        feature_scaling,
        target_scaling,
    )


def epoch_batches(folds: Folds, batch_size: int, seed: int, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the rows of each step, shuffled by seed and epoch alone.

    Returns:
        Row numbers int32 and weights float32, both `(steps, k, batch_size)`.
    """
    k, longest = len(folds.train), max(map(len, folds.train))
    steps = math.ceil(longest / batch_size)
    rows = np.zeros((k, steps * batch_size), np.int32)
    weights = np.zeros((k, steps * batch_size), np.float32)
    for fold, mine in enumerate(folds.train):
        rows[fold, : len(mine)] = np.random.default_rng([seed, epoch, fold]).permutation(mine)
        weights[fold, : len(mine)] = 1.0
    by_step = (k, steps, batch_size)
    return rows.reshape(by_step).swapaxes(0, 1).copy(), weights.reshape(by_step).swapaxes(0, 1).copy()
