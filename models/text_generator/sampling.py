"""From a network's logits to the next character. NumPy only, in float64.

Source: Chollet, Deep Learning with Python, 1E §8.1: p_i becomes exp(log p_i / T), divided by the sum over all i.
top-k: Fan et al. 2018; top-p: Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration".
"""

from __future__ import annotations

import numpy as np

from models.text_generator.characters import UNKNOWN


def softmax(logits: np.ndarray, temperature: float | np.ndarray = 1.0) -> np.ndarray:
    """Give probabilities, shape as `logits`, for a temperature above 0, or one for each row `(n, 1)`.

    The maximum is taken off first, so that neither tiny temperatures nor huge logits overflow.
    """
    logits = logits.astype(np.float64)
    with np.errstate(over="ignore"):  # a tiny temperature sends all but the largest to exp(-inf) = 0
        weights = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def without_unknown(logits: np.ndarray) -> np.ndarray:
    """Give the logits with the unknown character ruled out: it is read, never written."""
    logits = logits.astype(np.float64)
    logits[..., UNKNOWN] = -np.inf
    return logits


def narrowed(probabilities: np.ndarray, top_k: int | None = None, top_p: float | None = None) -> np.ndarray:
    """Keep the likely characters of one distribution `(v,)` and give them all the probability.

    Args:
        top_k: keep at most this many.
        top_p: keep the fewest whose probabilities reach this sum; at least one.
    """
    if top_k is None and top_p is None:
        return probabilities
    order = np.argsort(-probabilities, kind="stable")[:top_k]
    if top_p is not None:
        reached = np.cumsum(probabilities[order]) >= top_p * (1 - 1e-12)
        order = order[: int(reached.argmax()) + 1 if reached.any() else len(order)]
    kept = np.zeros_like(probabilities)
    kept[order] = probabilities[order]
    return np.asarray(kept / kept.sum())


def draw(probabilities: np.ndarray, uniform: float) -> int:
    """Give the number whose share of [0, 1) holds `uniform`; one of probability 0 is never given."""
    edges = np.cumsum(probabilities)
    found = int(np.searchsorted(edges, uniform * edges[-1], side="right"))
    return min(found, int(np.flatnonzero(probabilities)[-1]))


def draw_each(probabilities: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """Give one number for each row of `(n, v)`, as `draw` does, int32."""
    edges = np.cumsum(probabilities, axis=-1)
    reached = edges > uniforms[:, None] * edges[:, -1:]
    last = probabilities.shape[1] - 1 - (probabilities[:, ::-1] > 0).argmax(axis=-1)
    return np.asarray(np.where(reached.any(axis=-1), reached.argmax(axis=-1), last), np.int32)


def entropy_bits(probabilities: np.ndarray) -> float:
    """Give how uncertain a distribution is, in bits: 0 is certain, log2(v) knows nothing."""
    positive = probabilities[probabilities > 0]
    return float(-(positive * np.log2(positive)).sum()) + 0.0
