"""What turns examples and questions into the arrays that a network takes: one path for training and answering.

A reader is learned from training rows and travels with the model as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from models.data.examples import Examples
from models.designer.questions import Query
from models.recipe import Json


class Inputs(Protocol):
    """Rows that can be taken by number, as `models.fit` wants them."""

    def __len__(self) -> int: ...
    def __getitem__(self, rows: np.ndarray) -> np.ndarray: ...


class Reader(Protocol):
    """How one kind of input becomes numbers. `field` is what a question carries it in; `shape` is one example's."""

    field: str
    shape: tuple[int, ...]

    def rows(self, examples: Examples) -> Inputs: ...
    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give the network's input `(n, *shape)`; InputError points into the list of queries."""

    def question(self, examples: Examples, row: int) -> Json:
        """Give a row of the data as a question."""

    def asset(self) -> Json: ...
