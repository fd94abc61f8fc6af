"""Text to words to numbers: one path, shared by training and answering, so that they cannot drift apart.

A word is a run of letters and digits in lower case. Apostrophes inside a word are kept ("don't" is one word and
carries a negation that "don" and "t" would lose); all other punctuation separates. Chinese and Japanese have no
spaces, so each of their characters counts as a word. NumPy and the standard library only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.unicode_text import compatible, spoken

RESERVED = 0  # never set; keeps index 0 free for padding, as the book does
UNKNOWN = 1
FIRST_WORD = 2

_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)  # the only mark-up in the IMDB reviews
# A quote at the edge of a word. The pattern starts with the quote itself: regex search then skips to quotes quickly.
_EDGE_QUOTE = re.compile(r"'(?:(?![^\s'])|(?<=[\s']'))")
# What normalisation may merge into one character: a character with the marks, or Korean letters, behind it.
_CLUSTER = re.compile(
    r".[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    r"\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]*",
    re.DOTALL,
)


class _Speech(dict[int, str | None]):
    """A table for `str.translate` that learns each character at its first use."""

    def __missing__(self, code: int) -> str | None:
        self[code] = spoken(chr(code))
        return self[code]


_SPEECH = _Speech()
_ASCII = {code: spoken(chr(code)) for code in range(128)}  # a plain dict: CPython translates ASCII by it at full speed


def words_of(text: str) -> list[str]:
    """Give the words of a text in order, lower case.

    Args:
        text: anything; NFKC, invisible and bidirectional control characters are handled here.
    """
    if "<" in text:
        text = _LINE_BREAK.sub(" ", text)
    spaced = text.translate(_ASCII) if text.isascii() else compatible(text).translate(_SPEECH)
    if "'" in spaced:
        spaced = _EDGE_QUOTE.sub(" ", f" {spaced} ")
    return spaced.split()


@dataclass(frozen=True)
class Span:
    """A word and where it stands in the text as the person sent it: `text[start:end]`."""

    word: str
    start: int
    end: int


def spans_of(text: str) -> list[Span]:
    """Give the words of `words_of` with their places in the original text.

    Normalisation moves characters, so each one is followed from where it came from: slower than `words_of`
    and meant for explaining one text.
    """
    hidden = _LINE_BREAK.sub(lambda tag: " " * len(tag.group()), text)
    pieces: list[str] = []
    origin: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(hidden):
        piece = compatible(cluster.group()).translate(_SPEECH)
        pieces.append(piece)
        origin.extend([cluster.span()] * len(piece))
    spaced = _EDGE_QUOTE.sub(" ", f" {''.join(pieces)} ")[1:-1]
    return [
        Span(found.group(), origin[found.start()][0], origin[found.end() - 1][1])
        for found in re.finditer(r"\S+", spaced)
    ]


def terms_of(words: Sequence[str], ngrams: int) -> list[str]:
    """Give the words and, with `ngrams` 2, each pair of neighbours ("not good") behind them."""
    if ngrams == 1:
        return list(words)
    return [*words, *map(" ".join, pairwise(words))]


class Vocabulary:
    """The terms that a network knows. Index 0 is reserved, 1 stands for every unknown word.

    Args:
        terms: most frequent first; term i has index i + 2.
        ngrams: 1 for words, 2 for words and pairs.
    """

    def __init__(self, terms: Sequence[str], ngrams: int = 1) -> None:
        self.terms = list(terms)
        self.ngrams = ngrams
        self.index = {term: position for position, term in enumerate(self.terms, FIRST_WORD)}
        self._followers: dict[str, dict[str, int]] = {}  # found without joining strings: twice as fast
        for term, position in self.index.items():
            first, space, second = term.partition(" ")
            if space:
                self._followers.setdefault(first, {})[second] = position

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]], size: int, ngrams: int = 1) -> Vocabulary:
        """Learn the most frequent terms from the words of the training texts, and from no others.

        Args:
            size: width of the multi-hot vector, the two special indices included.
        """
        counts: Counter[str] = Counter()
        for words in texts:
            counts.update(terms_of(words, ngrams))
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))  # ties by word: same on any machine
        return cls([term for term, _ in ranked[: size - FIRST_WORD]], ngrams)

    @property
    def size(self) -> int:
        """Width of the multi-hot vector."""
        return len(self.terms) + FIRST_WORD

    def indices(self, words: Sequence[str]) -> list[int]:
        """Give the distinct indices of a text's terms; unknown words add 1, unknown pairs add nothing."""
        known = set(self.occurrences(words))
        known.discard(RESERVED)
        return list(known)

    def occurrences(self, words: Sequence[str]) -> list[int]:
        """Give the index of each word, and then of each pair of neighbours where pairs count; an unknown pair is 0."""
        find = self.index.get
        found = [find(word, UNKNOWN) for word in words]
        if self._followers:
            after = self._followers.get
            nothing: dict[str, int] = {}
            found += [after(first, nothing).get(second, RESERVED) for first, second in pairwise(words)]
        return found

    def multi_hot(self, texts: Sequence[Sequence[str]]) -> np.ndarray:
        """Give one row a text, 1.0 at each of its terms: float32, shape `(len(texts), size)`."""
        rows = np.zeros((len(texts), self.size), np.float32)
        for row, words in zip(rows, texts, strict=True):
            row[self.indices(words)] = 1.0
        return rows
