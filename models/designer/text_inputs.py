"""Texts as a network takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.data.examples import Examples
from models.designer.design import LENGTH, VOCABULARY
from models.designer.questions import Query
from models.designer.reader import Inputs
from models.recipe import Json
from models.text import RESERVED, Vocabulary, words_of
from models.text_encoding import Bag, Encoding, Ordered


@dataclass(frozen=True)
class _Rows:
    """Rows of numbers, turned into what the network takes when they are asked for."""

    rows: list[list[int]]
    width: int  # of a multi-hot vector; 0: the numbers themselves

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, chosen: np.ndarray) -> np.ndarray:
        return dense([self.rows[row] for row in chosen], self.width)


def dense(rows: Sequence[Sequence[int]], width: int) -> np.ndarray:
    """Give float32 multi-hot `(n, width)`, or, with width 0, the numbers, int32 `(n, LENGTH)`, padded in front."""
    if not width:
        padded = np.full((len(rows), LENGTH), RESERVED, np.int32)
        for row, numbers in enumerate(rows):
            padded[row, LENGTH - len(numbers) :] = numbers
        return padded
    hot = np.zeros((len(rows), width), np.float32)
    for row, numbers in enumerate(rows):
        hot[row, list(numbers)] = 1.0
    return hot


class Texts:
    """Words: a bag of words and pairs, or the last ones in their order."""

    field = "text"

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.width = encoding.width if isinstance(encoding, Bag) else 0
        self.shape: tuple[int, ...] = (self.width or LENGTH,)

    @classmethod
    def fit(cls, texts: Sequence[str], architecture: str) -> Texts:
        """Learn the vocabulary of the training texts."""
        words = [words_of(text) for text in texts]
        if architecture == "bigrams":
            return cls(Bag(Vocabulary.build(words, VOCABULARY, 2)))
        return cls(Ordered(Vocabulary.build(words, VOCABULARY), LENGTH))

    def rows(self, examples: Examples) -> Inputs:
        """Give rows that become vectors when they are asked for: all at once would fill the memory."""
        return _Rows([self.encoding.numbers(words_of(str(text))) for text in examples.inputs], self.width)

    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give what the network takes for each text."""
        return self.encoded([self.encoding.numbers(words_of(query.text or "")) for query in queries])

    def encoded(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Give what the network takes for numbers."""
        return dense(rows, self.width)

    def knows(self, query: Query) -> bool:
        """Whether any word of a text is known."""
        return self.encoding.known(self.encoding.numbers(words_of(query.text or "")))

    def question(self, examples: Examples, row: int) -> Json:
        """Give the text."""
        return {"text": str(examples.inputs[row])}

    def asset(self) -> Json:
        """Give the vocabulary."""
        return {"words": self.encoding.asset()}
