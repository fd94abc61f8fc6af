"""The reader of each kind of input, learned or read back; tables of numbers and categories themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.columns import Codec
from models.data.examples import Examples
from models.designer.array_inputs import Arrays
from models.designer.picture_inputs import Pictures
from models.designer.questions import Query
from models.designer.reader import Inputs, Reader
from models.designer.text_inputs import Texts
from models.recipe import Json
from models.text_encoding import encoding_of


class Vectors:
    """Numbers and categories, by a codec."""

    field = "features"

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.shape: tuple[int, ...] = (codec.width,)

    def rows(self, examples: Examples) -> Inputs:
        """Give float32 `(n, width)`."""
        return self.codec.encode(examples.inputs)  # type: ignore[arg-type]  # a vector's inputs are columns

    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give float32 `(n, width)`. Raises as `Codec.encode_queries`."""
        return self.codec.encode_queries([query.features or {} for query in queries])

    def question(self, examples: Examples, row: int) -> Json:
        """Give the features; None for a gap."""
        columns: Any = examples.inputs
        return {"features": {column.name: _plain(column.values[row]) for column in columns}}

    def asset(self) -> Json:
        """Give the codec."""
        return {"codec": self.codec.asset()}


def _plain(value: Any) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    return None if np.isnan(value) else float(value)


def fit_reader(examples: Examples, train: np.ndarray, architecture: str) -> Reader:
    """Learn from the training rows, and from no others, how inputs become numbers."""
    inputs: Any = examples.inputs
    if examples.input == "vector":
        return Vectors(Codec.fit(inputs, train))
    if examples.input == "text":
        return Texts.fit([str(inputs[row]) for row in train], architecture)
    if examples.input == "image":
        return Pictures(inputs.shape[1:])
    return Arrays.fit(inputs, train)


def reader_of(input: str, shape: Sequence[int], asset: Json) -> Reader:
    """Give the reader of a published version."""
    if input == "vector":
        return Vectors(Codec.from_asset(asset["codec"]))
    if input == "text":
        return Texts(encoding_of(asset["words"]))
    if input == "image":
        return Pictures(shape)
    return Arrays(shape, asset["mean"], asset["deviation"])
