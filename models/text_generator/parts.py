"""Splits documents into what is learned from and what is held out, and gives both as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.text_generator.card import Params
from models.text_generator.characters import Characters, learn_characters

MOST_HELD_OUT = 300_000  # characters of the test text: enough for a figure of three digits
SHORT = 1_000_000  # a text below this gives a tenth, a longer one a twentieth


@dataclass(frozen=True)
class Parts:
    """The training, validation and test texts, cleaned, and what they are in numbers."""

    train: str
    validation: str
    test: str
    characters: Characters

    def numbers(self, name: str) -> np.ndarray:
        """Give one of the texts as numbers, int32."""
        text: str = getattr(self, name)
        return self.characters.encode(text)

    def split(self) -> dict[str, int]:
        """Give the characters of each part."""
        return {"train": len(self.train), "validation": len(self.validation), "test": len(self.test)}


def prepare(documents: list[str], params: Params) -> Parts:
    """Hold out the end: whole documents where there are several, the tail of a single one.

    Nothing of the held-out texts is learned from, not even which characters there are.
    """
    if params.lower_case:
        documents = [document.lower() for document in documents]
    total = sum(map(len, documents))
    wanted = min(MOST_HELD_OUT, total // (10 if total < SHORT else 20))
    rest, test = _without_end(documents, wanted)
    rest, validation = _without_end(rest, wanted // 2)
    train = "".join(rest)[: params.max_characters or None]
    known = learn_characters(
        train, rare_below=params.rare_below, limit=params.vocabulary_size, lower_case=params.lower_case
    )
    return Parts(train, validation, test, known)


def _without_end(documents: list[str], wanted: int) -> tuple[list[str], str]:
    """Take documents off the end until they have `wanted` characters; the first one is cut, never taken."""
    taken: list[str] = []
    left = list(documents)
    while len(left) > 1 and sum(map(len, taken)) < wanted:
        taken.insert(0, left.pop())
    if not taken:
        return [left[0][:-wanted]], left[0][-wanted:]
    return left, "".join(taken)
