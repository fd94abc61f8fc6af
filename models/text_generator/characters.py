"""Between characters and numbers. NumPy only.

Number 0 stands for every character that is not in the vocabulary; it is read, and never written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.recipe import Json
from models.unicode_text import composed

UNKNOWN = 0
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Characters:
    """The characters that a model reads and writes.

    Attributes:
        known: the characters of number 1, 2, ..., most frequent first.
        lower_case: texts are read in lower case.
        start: what an empty prompt stands for.
    """

    known: tuple[str, ...]
    lower_case: bool
    start: str

    def __len__(self) -> int:
        return len(self.known) + 1

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {character: number for number, character in enumerate(self.known, 1)}

    def clean(self, text: str) -> str:
        """Give the text as the model reads it: NFC, line feeds, lower case where it was trained so."""
        text = composed(text)
        return text.lower() if self.lower_case else text

    def encode(self, text: str) -> np.ndarray:
        """Give the numbers of a cleaned text, int32, shape `(len(text),)`."""
        return np.fromiter((self._numbers.get(character, UNKNOWN) for character in text), np.int32, len(text))

    def decode(self, numbers: Sequence[int] | np.ndarray) -> str:
        """Give the characters of numbers; 0 becomes the replacement character."""
        return "".join(self.character(int(number)) for number in numbers)

    def character(self, number: int) -> str:
        """Give the character of one number."""
        return self.known[number - 1] if number else REPLACEMENT

    def strangers(self, text: str) -> list[str]:
        """Give the characters of a cleaned text that the model does not know, each once, in order."""
        return list(dict.fromkeys(character for character in text if character not in self._numbers))

    def document(self) -> Json:
        """Give what `from_document` reads."""
        return {"known": list(self.known), "lower_case": self.lower_case, "start": self.start}

    @staticmethod
    def from_document(document: Json) -> Characters:
        """Give the characters that `document` wrote down."""
        return Characters(tuple(document["known"]), document["lower_case"], document["start"])


def learn_characters(text: str, *, rare_below: int, limit: int, lower_case: bool) -> Characters:
    """Give the characters of a training text.

    Args:
        text: in lower case already where `lower_case` says so.
        rare_below: characters seen fewer times are left out.
        limit: at most this many, the most frequent.
    """
    counts = sorted(Counter(text).items(), key=lambda item: (-item[1], item[0]))
    known = tuple(character for character, count in counts[:limit] if count >= rare_below)
    return Characters(known, lower_case, _start(text, known))


def _start(text: str, known: tuple[str, ...]) -> str:
    """Where a text begins: after an empty line, after a line, else after a space or the commonest character."""
    if text.count("\n\n") >= 10:
        return "\n\n"
    return "\n" if "\n" in known else " " if " " in known else known[0]
