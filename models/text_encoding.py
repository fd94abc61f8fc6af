"""Words to the numbers that a network is asked with: one path for training, answering and explaining.

Three kinds: a bag gives the numbers of its terms in no order (`Bag`, and `Hashed` without a vocabulary), a sequence the
numbers of its words in order (`Ordered`). The standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol
from zlib import crc32

from models.recipe import Json
from models.text import FIRST_WORD, UNKNOWN, Span, Vocabulary, terms_of

Use = tuple[int, tuple[str, ...]]  # a number, and the words of the text that it came from


class Encoding(Protocol):
    """How a text becomes numbers.

    Attributes:
        width: how many different numbers there are.
        length: of each row of a call, padded in front; 0 for the longest row's, padded behind, where order says
            nothing; None where the network takes no padding: only rows of one length go into one call.
    """

    width: int
    length: int | None

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Give what the network is asked with."""

    def known(self, numbers: Sequence[int]) -> bool:
        """Whether the network knows any word of that text."""

    def explained(self, words: Sequence[str]) -> list[str]:
        """Give the distinct words whose absence the network would notice, in their order."""

    def seen(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Give those words of a text that the network reads."""

    def without_each(self, words: Sequence[str], chosen: Sequence[str]) -> list[list[int]]:
        """Give the numbers of the text, then of the text without each chosen word."""

    def asset(self) -> Json:
        """Give the document that `encoding_of` reads."""


class Bag:
    """The terms of a vocabulary that occur in a text: each once or, counted, as often as it occurs."""

    length: int | None = 0

    def __init__(self, vocabulary: Vocabulary, *, counted: bool = False) -> None:
        self.vocabulary, self.counted = vocabulary, counted
        self.width = vocabulary.size

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Give the numbers of the terms; unknown words count as `UNKNOWN`, unknown pairs as nothing."""
        if not self.counted:
            return self.vocabulary.indices(words)
        return [number for number in self.vocabulary.occurrences(words) if number]

    def known(self, numbers: Sequence[int]) -> bool:
        """Whether any number stands for a known term."""
        return any(number != UNKNOWN for number in numbers)

    def explained(self, words: Sequence[str]) -> list[str]:
        """Give the words of the vocabulary."""
        return list(dict.fromkeys(word for word in words if word in self.vocabulary.index))

    def seen(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Give all words."""
        return spans

    def without_each(self, words: Sequence[str], chosen: Sequence[str]) -> list[list[int]]:
        """Leave out each word with the pairs it is part of."""
        return _without_each(self._uses(words), chosen, counted=self.counted)

    def asset(self) -> Json:
        """Give the terms, most frequent first."""
        style = "count" if self.counted else "multi-hot"
        return {"style": style, "terms": self.vocabulary.terms, "ngrams": self.vocabulary.ngrams}

    def _uses(self, words: Sequence[str]) -> list[Use]:
        index = self.vocabulary.index
        uses: list[Use] = [(index.get(word, UNKNOWN), (word,)) for word in words]
        if self.vocabulary.ngrams == 2:
            pairs = ((index.get(f"{first} {second}"), (first, second)) for first, second in pairwise(words))
            uses += [(number, pair) for number, pair in pairs if number is not None]
        return uses


class Hashed:
    """The hashing trick: a term's number is its CRC-32, folded into the width. No vocabulary; terms may share a number.

    Args:
        width: numbers in all, the two special ones included.
        ngrams: 1 for words, 2 for words and pairs.
    """

    length: int | None = 0

    def __init__(self, width: int, ngrams: int) -> None:
        self.width, self.ngrams = width, ngrams
        self._seen: dict[str, int] = {}  # terms come back: a look-up takes a third of the time of a checksum

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Give the distinct numbers of the terms."""
        known = self._seen.get
        terms = terms_of(words, self.ngrams)
        return list({known(term) or self._number(term) for term in terms})

    def known(self, numbers: Sequence[int]) -> bool:
        """Whether there was a word at all: each word has a number."""
        return bool(numbers)

    def explained(self, words: Sequence[str]) -> list[str]:
        """Give all words."""
        return list(dict.fromkeys(words))

    def seen(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Give all words."""
        return spans

    def without_each(self, words: Sequence[str], chosen: Sequence[str]) -> list[list[int]]:
        """Leave out each word and its pairs; a number that another term shares stays."""
        return _without_each(self._uses(words), chosen, counted=False)

    def asset(self) -> Json:
        """Give the width."""
        return {"style": "hashing", "terms": [], "ngrams": self.ngrams, "width": self.width}

    def _number(self, term: str) -> int:
        number = FIRST_WORD + crc32(term.encode("utf-8", "surrogatepass")) % (self.width - FIRST_WORD)
        if len(self._seen) < _REMEMBERED:
            self._seen[term] = number
        return number

    def _uses(self, words: Sequence[str]) -> list[Use]:
        uses: list[Use] = [(self._number(word), (word,)) for word in words]
        if self.ngrams == 2:
            uses += [(self._number(f"{first} {second}"), (first, second)) for first, second in pairwise(words)]
        return uses


_REMEMBERED = 50_000  # terms: some megabytes, whatever people send


class Ordered:
    """The last words of a text in their order.

    The end of a review holds its verdict, so the beginning is what a long text loses. Short texts are padded in front:
    a recurrent network then ends on the last word, and its state is still empty where the text begins.

    Args:
        longest: words at most.
        padded: whether the network wants `longest` numbers; else it takes as many as there are words.
    """

    def __init__(self, vocabulary: Vocabulary, longest: int, *, padded: bool = True) -> None:
        self.vocabulary, self.longest = vocabulary, longest
        self.length: int | None = longest if padded else None
        self.width = vocabulary.size

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Give at least one number: a text without words is one unknown word."""
        find = self.vocabulary.index.get
        return [find(word, UNKNOWN) for word in words[-self.longest :]] or [UNKNOWN]

    def known(self, numbers: Sequence[int]) -> bool:
        """Whether any number stands for a known word."""
        return max(numbers) > UNKNOWN

    def explained(self, words: Sequence[str]) -> list[str]:
        """Give the known words among the last ones, the nearest to the end first."""
        index = self.vocabulary.index
        return list(dict.fromkeys(word for word in reversed(words[-self.longest :]) if word in index))

    def seen(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Give the last words."""
        return spans[-self.longest :]

    def without_each(self, words: Sequence[str], chosen: Sequence[str]) -> list[list[int]]:
        """Put an unknown word in the place of each word: the others keep their places."""
        full = self.numbers(words)
        hidden = [self.vocabulary.index[word] for word in chosen]
        return [full, *([UNKNOWN if number == gone else number for number in full] for gone in hidden)]

    def asset(self) -> Json:
        """Give the words, most frequent first, and the length."""
        facts = {"length": self.longest, "padded": self.length is not None}
        return {"style": "sequence", "terms": self.vocabulary.terms, "ngrams": 1, **facts}


def _without_each(uses: Sequence[Use], chosen: Sequence[str], *, counted: bool) -> list[list[int]]:
    total = Counter(number for number, _ in uses)
    lost: dict[str, Counter[int]] = {word: Counter() for word in chosen}
    for number, words in uses:
        for word in set(words) & lost.keys():
            lost[word][number] += 1
    rows = [total] + [total - lost[word] for word in chosen]
    return [list(row.elements()) if counted else list(row) for row in rows]


def encoding_of(asset: Json) -> Encoding:
    """Give the encoding of a published version; versions from before there was a choice have multi-hot bags."""
    style: Any = asset.get("style", "multi-hot")
    if style == "hashing":
        return Hashed(asset["width"], asset["ngrams"])
    vocabulary = Vocabulary(asset["terms"], asset["ngrams"])
    if style == "sequence":
        return Ordered(vocabulary, asset["length"], padded=asset["padded"])
    return Bag(vocabulary, counted=style == "count")
