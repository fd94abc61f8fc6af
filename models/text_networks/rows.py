"""The texts of a part as rows of numbers: what training takes batches from. NumPy only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from models.text import RESERVED
from models.text_encoding import Encoding, Ordered


class Bags:
    """The numbers of many bags; hands out dense rows on demand.

    25,000 reviews as a dense uint8 matrix take 250 MB; as lists of numbers they take 15.

    Args:
        weights: float32 `(width,)`: what each occurrence adds; None for 1 wherever a number occurs.
    """

    def __init__(self, encoding: Encoding, texts: Iterable[Sequence[str]]) -> None:
        bags = [np.asarray(encoding.numbers(words), np.int32) for words in texts]
        self.size = encoding.width
        self.starts = np.concatenate([[0], np.cumsum([len(bag) for bag in bags])]).astype(np.int64)
        self.flat = np.concatenate(bags) if bags else np.zeros(0, np.int32)
        self.weights: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """Give dense rows, shape `(len(rows), size)`: uint8 without weights, float32 with them."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        owner = np.repeat(np.arange(len(rows)), lengths)
        offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        numbers = self.flat[np.repeat(self.starts[rows], lengths) + offset]
        if self.weights is None:
            dense = np.zeros((len(rows), self.size), np.uint8)
            dense[owner, numbers] = 1
            return dense
        weighted = np.zeros((len(rows), self.size), np.float32)
        np.add.at(weighted, (owner, numbers), self.weights[numbers])
        return weighted

    def served(self, rows: np.ndarray) -> np.ndarray:
        """Give the rows' numbers, padded with `RESERVED`: int32, shape `(len(rows), most terms)`."""
        bags = [self.flat[self.starts[row] : self.starts[row + 1]] for row in rows]
        padded = np.full((len(bags), max([1, *map(len, bags)])), RESERVED, np.int32)
        for cells, bag in zip(padded, bags, strict=True):
            cells[: len(bag)] = bag
        return padded

    def rarity(self) -> np.ndarray:
        """Give log(1 + n / (1 + texts that hold the number)) for each number, as Keras weighs TF-IDF: float32."""
        holding = np.zeros(self.size)
        for row in range(len(self)):
            holding[np.unique(self.flat[self.starts[row] : self.starts[row + 1]])] += 1
        weights = np.array([math.log1p(len(self) / (1 + count)) for count in holding], np.float32)
        weights[RESERVED] = 0.0
        return weights


class Sequences:
    """The last words of many texts, in order, padded in front: int32 `(n, length)`."""

    def __init__(self, encoding: Ordered, texts: Iterable[Sequence[str]]) -> None:
        rows = [encoding.numbers(words) for words in texts]
        self.rows = np.full((len(rows), encoding.longest), RESERVED, np.int32)
        for cells, numbers in zip(self.rows, rows, strict=True):
            cells[-len(numbers) :] = numbers

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """Give rows, int32 `(len(rows), length)`."""
        taken: np.ndarray = self.rows[rows]
        return taken

    def served(self, rows: np.ndarray) -> np.ndarray:
        """Give rows as the served network takes them."""
        taken: np.ndarray = self.rows[rows]
        return taken
