"""How a text repeats itself and how it breaks, in two numbers."""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
NGRAM = 4


def words(text: str) -> list[str]:
    """Give the words of a text in lower case; in a script without spaces, the runs between punctuation."""
    return [word.lower() for word in _WORD.findall(text)]


def distinct_share(text: str, length: int = NGRAM) -> float:
    """Give the different n-grams of words as a share of all: 1 never repeats, near 0 goes round in circles.

    A text of so few words that it has no n-gram is judged by its characters.
    """
    units: list[str] = words(text)
    units = units if len(units) >= length else list(text)
    grams = [tuple(units[at : at + length]) for at in range(len(units) - length + 1)]
    return len(set(grams)) / len(grams) if grams else 1.0


def known_share(text: str, vocabulary: Collection[str]) -> float:
    """Give the share of a text's words that the training text has too."""
    found = words(text)
    return sum(word in vocabulary for word in found) / len(found) if found else 0.0
