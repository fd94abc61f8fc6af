"""Fewer training rows, drawn evenly over the labels: what "more data" is compared with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.data.splits import SPLIT_SEED, Split


def fewer(split: Split, labels: np.ndarray, rows: int) -> Split:
    """Give the split with so many training rows, always the same ones; the other parts stay.

    Each label's rows are put in a random order and taken from its front, so that the labels keep their shares and a
    larger number contains the rows of a smaller one.

    Args:
        labels: int `(n,)`, of all rows.
        rows: wanted; 0, or as many as there are, keeps all.
    """
    if rows == 0 or rows >= len(split.train):
        return split
    rng = np.random.default_rng(SPLIT_SEED)
    mine = labels[split.train]
    place = np.empty(len(mine))  # of a row among those of its label, as a share
    for label in np.unique(mine):
        own = rng.permutation(np.flatnonzero(mine == label))
        place[own] = (np.arange(len(own)) + 0.5) / len(own)
    return replace(split, train=np.sort(split.train[np.argsort(place, kind="stable")[:rows]]))
