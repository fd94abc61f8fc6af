"""From examples and questions to the arrays that a network takes: one path for training and answering.

NumPy and Pillow only. A reader is learned from training rows and travels with the model as JSON.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from PIL import Image

from models.columns import FURTHEST, Codec
from models.data.examples import Examples
from models.data.images import SMALLEST_SIDE, in_channels
from models.designer.card import Query
from models.designer.design import LENGTH, VOCABULARY
from models.pictures.decode import decode
from models.pictures.inline import base64_png
from models.recipe import InputError, Json
from models.tables import LARGEST, scaling_of
from models.text import RESERVED, Vocabulary, words_of
from models.text_encoding import Bag, Encoding, Ordered, encoding_of


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


class Pictures:
    """Pixels; the network divides them by 255."""

    field = "image"

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape = tuple(shape)

    def rows(self, examples: Examples) -> Inputs:
        """Give uint8 `(n, h, w, c)`."""
        return np.asarray(examples.inputs)

    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give float32 `(n, h, w, c)`, 0 to 255: cut to the middle, resized and greyed as the training pictures were.

        Raises:
            InputError: `image_invalid` for what is no base64, and those of `models.pictures.decode`.
        """
        height, width, channels = self.shape
        pictures = [_decoded(query.image or "", position) for position, query in enumerate(queries)]
        fitted = np.stack([fitted_to(picture, height, width) for picture in pictures])
        return in_channels(fitted, channels == 3).astype(np.float32)

    def question(self, examples: Examples, row: int) -> Json:
        """Give the picture as a PNG in base64."""
        return {"image": base64_png(np.asarray(examples.inputs[row]))}

    def asset(self) -> Json:
        """Nothing but the shape is needed."""
        return {}


def _decoded(text: str, position: int) -> np.ndarray:
    pointer = f"/{position}/image"
    try:
        content = base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("image must be a PNG, JPEG or WebP file in base64.", "image_invalid", pointer) from None
    try:
        return decode(content, smallest_side=min(SMALLEST_SIDE, 8))
    except InputError as error:
        raise InputError(str(error), error.code, pointer) from None


def fitted_to(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    """Give the middle of a picture `(h, w, 3)` in the wanted proportion, resized with Lanczos."""
    tall, wide = pixels.shape[:2]
    if (tall, wide) == (height, width):
        return pixels
    scale = min(tall / height, wide / width)
    cut_height, cut_width = max(1, int(height * scale)), max(1, int(width * scale))
    top, left = (tall - cut_height) // 2, (wide - cut_width) // 2
    middle = Image.fromarray(pixels[top : top + cut_height, left : left + cut_width])
    return np.asarray(middle.resize((width, height), Image.Resampling.LANCZOS), np.uint8)


@dataclass(frozen=True)
class _Scaled:
    values: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        scaled: np.ndarray = (self.values[rows] - self.mean) / self.deviation
        return scaled


class Arrays:
    """Sounds, series, sequences, videos, volumes: each channel with mean 0 and deviation 1 over the training rows."""

    field = "values"

    def __init__(self, shape: Sequence[int], mean: Sequence[float], deviation: Sequence[float]) -> None:
        self.shape = tuple(shape)
        self.mean, self.deviation = np.array(mean, np.float32), np.array(deviation, np.float32)

    @classmethod
    def fit(cls, values: np.ndarray, rows: np.ndarray) -> Arrays:
        """Learn the scaling of the training rows."""
        scaling = scaling_of(values[rows].reshape(-1, values.shape[-1]).astype(np.float64))
        return cls(values.shape[1:], scaling.mean.tolist(), scaling.deviation.tolist())

    def rows(self, examples: Examples) -> Inputs:
        """Give float32 rows, scaled when they are asked for."""
        return _Scaled(np.asarray(examples.inputs), self.mean, self.deviation)

    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give float32 `(n, *shape)`; where there is one channel, its axis may be left out.

        Raises:
            InputError: `wrong_shape`, `number_out_of_range`.
        """
        given = np.stack([self._read(query.values or [], position) for position, query in enumerate(queries)])
        with np.errstate(over="ignore"):
            scaled: np.ndarray = (given.astype(np.float32) - self.mean) / self.deviation
        return scaled.clip(-FURTHEST, FURTHEST)

    def _read(self, values: list[Any], position: int) -> np.ndarray:
        pointer = f"/{position}/values"
        try:
            array = np.array(values)
        except (ValueError, OverflowError):  # lists of different lengths, or nested too deeply
            array = np.empty(0, object)
        wanted = " x ".join(map(str, self.shape))
        if array.dtype.kind not in "iuf":
            message = f"values must be nested lists of numbers of the shape {wanted}, each list as long as its fellows."
            raise InputError(message, "wrong_shape", pointer)
        if array.shape != self.shape and not (self.shape[-1] == 1 and array.shape == self.shape[:-1]):
            found = " x ".join(map(str, array.shape))
            raise InputError(f"values has the shape {found}; the model takes {wanted}.", "wrong_shape", pointer)
        if not np.abs(array.astype(np.float64)).max() <= LARGEST:
            raise InputError(f"values holds numbers beyond {LARGEST:.3g}.", "number_out_of_range", pointer)
        return array.astype(np.float64).reshape(self.shape)

    def question(self, examples: Examples, row: int) -> Json:
        """Give the numbers, nested; five digits say all that a float32 network notices in a picture of them."""
        values = np.asarray(examples.inputs[row], np.float64)
        return {"values": _rounded(values).tolist()}

    def asset(self) -> Json:
        """Give the scaling."""
        return {"mean": self.mean.tolist(), "deviation": self.deviation.tolist()}


def _rounded(values: np.ndarray) -> np.ndarray:
    span = float(np.abs(values).max(initial=0.0))
    digits = 4 if span == 0 else max(0, 4 - int(np.floor(np.log10(span))))
    return np.round(values, min(digits, 12))


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
