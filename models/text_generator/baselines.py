"""What a figure means: guessing uniformly, and counting n-grams, on the same characters. NumPy only.

The n-gram model interpolates all orders by Witten and Bell (1991), the first estimator that compression used:
p_k(c | h) = (count(h c) + kinds(h) p_{k-1}(c | h')) / (count(h) + kinds(h)), where kinds(h) counts the different
characters seen after h, h' is h without its first character, and p_0 is uniform.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LONGEST = 8  # characters of an n-gram
_ROOM = 62  # bits of a code


@dataclass(frozen=True)
class NgramFigures:
    """The order that was best on validation text, and its nats per character on both texts."""

    order: int
    validation_nats: float
    test_nats: float


def uniform_nats(size: int) -> float:
    """Give the nats per character of guessing among `size` characters."""
    return float(np.log(size))


def ngram_figures(
    train: np.ndarray, validation: np.ndarray, test: np.ndarray, size: int, longest: int = LONGEST
) -> NgramFigures:
    """Count n-grams on `train` and measure; the order is chosen on `validation`, never on `test`.

    Args:
        train: numbers of characters, shape `(n,)`, each below `size`; so are the others.
        longest: characters of the longest n-gram tried.
    """
    orders = max(1, min(longest, int(_ROOM / np.log2(size))))
    on_validation = np.full(len(validation), 1.0 / size)
    on_test = np.full(len(test), 1.0 / size)
    best: NgramFigures | None = None
    for order in range(1, orders + 1):
        counts = _Counts.of(train, order, size)
        on_validation, on_test = counts.refine(validation, on_validation), counts.refine(test, on_test)
        found = NgramFigures(order, _nats(on_validation), _nats(on_test))
        if best is not None and found.validation_nats >= best.validation_nats:
            break
        best = found
    assert best is not None
    return best


@dataclass(frozen=True)
class _Counts:
    """How often each n-gram and each context of one order was seen, by sorted code."""

    order: int
    size: int
    grams: np.ndarray
    gram_counts: np.ndarray
    contexts: np.ndarray
    context_counts: np.ndarray
    kinds: np.ndarray

    @staticmethod
    def of(numbers: np.ndarray, order: int, size: int) -> _Counts:
        grams, gram_counts = np.unique(_codes(numbers, order, size)[order - 1 :], return_counts=True)
        contexts, first = np.unique(grams // size, return_index=True)
        context_counts = np.add.reduceat(gram_counts, first)
        kinds = np.diff(np.append(first, len(grams)))
        return _Counts(order, size, grams, gram_counts, contexts, context_counts, kinds)

    def refine(self, numbers: np.ndarray, shorter: np.ndarray) -> np.ndarray:
        """Give the probability of each character from that of the next shorter order."""
        codes = _codes(numbers, self.order, self.size)
        seen = _looked_up(codes, self.grams, self.gram_counts)
        total = _looked_up(codes // self.size, self.contexts, self.context_counts)
        kinds = _looked_up(codes // self.size, self.contexts, self.kinds)
        known = total > 0
        known[: self.order - 1] = False  # too little text before it
        longer = (seen + kinds * shorter) / np.maximum(total + kinds, 1)
        return np.where(known, longer, shorter)


def _codes(numbers: np.ndarray, order: int, size: int) -> np.ndarray:
    """Give the number of the n-gram that ends at each place."""
    codes = np.zeros(len(numbers), np.int64)
    for back in range(order):
        codes[back:] += numbers[: max(0, len(numbers) - back)].astype(np.int64) * size**back
    return codes


def _looked_up(codes: np.ndarray, known: np.ndarray, values: np.ndarray) -> np.ndarray:
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return np.where(known[at] == codes, values[at], 0)


def _nats(probabilities: np.ndarray) -> float:
    return float(-np.log(probabilities).mean())
