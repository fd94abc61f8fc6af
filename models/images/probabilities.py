"""From logits to probabilities: shared by reports and answers. NumPy only."""

from __future__ import annotations

import numpy as np


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Give the probability of each class, `(n, classes)`, for logits `(n, 1)` (two classes) or `(n, classes)`."""
    values = logits.astype(np.float64)
    if values.shape[1] == 1:
        values = np.concatenate([np.zeros_like(values), values], axis=1)
    exponents = np.exp(values - values.max(axis=1, keepdims=True))
    scores: np.ndarray = exponents / exponents.sum(axis=1, keepdims=True)
    return scores
