"""A model's questions and answers as named tensors: what the Open Inference Protocol and TensorFlow Serving speak.

A family says how in `<family>/tensors.py: of(answerer)`; one that does not is asked with a JSON document a row.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Protocol, TypeVar, cast

import numpy as np
from pydantic import BaseModel, ValidationError

from models.job import Answerer
from models.recipe import Card, InputError

Q = TypeVar("Q", bound=BaseModel)
Datatype = Literal[
    "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES"
]
NUMPY: dict[str, type] = {
    "BOOL": np.bool_, "UINT8": np.uint8, "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64,
    "INT8": np.int8, "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "FP16": np.float16,
    "FP32": np.float32, "FP64": np.float64, "BYTES": object,
}  # fmt: skip


@dataclass(frozen=True)
class Tensor:
    """A tensor that a model takes or gives.

    Attributes:
        shape: rows first; -1 where any length is possible.
        names: of the columns of the last axis, where they mean something: features, classes.
    """

    name: str
    datatype: Datatype
    shape: tuple[int, ...]
    names: tuple[str, ...] = ()


class Tensors(Protocol):
    """One version of a model, asked with tensors."""

    @property
    def inputs(self) -> Sequence[Tensor]: ...
    @property
    def outputs(self) -> Sequence[Tensor]: ...
    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give every output for the inputs, which have the described types and shapes and equally many rows.

        BYTES are object arrays of `str`, or of `bytes` where they came in base64.

        Raises:
            InputError: what the values say cannot be answered.
        """


def tensors_of(card: Card, answerer: Answerer) -> Tensors:
    """Give the tensors of a loaded version."""
    name = f"{card.package}.tensors"
    if importlib.util.find_spec(name) is None:
        return JsonTensors(card, answerer)
    return cast(Tensors, import_module(name).of(answerer))


class JsonTensors:
    """A question and an answer of the model's own, each a JSON document in a row of text."""

    inputs = (Tensor("query", "BYTES", (-1,)),)
    outputs = (Tensor("answer", "BYTES", (-1,)),)

    def __init__(self, card: Card, answerer: Answerer) -> None:
        assert card.Query is not None, "only recipes that answer are loaded"
        self._Query: type[BaseModel] = card.Query
        self._answerer = answerer

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Answer each row."""
        queries = [self._query(text, row) for row, text in enumerate(text_rows("query", given["query"]))]
        return {"answer": texts(answer.model_dump_json() for answer in self._answerer.answer(queries))}

    def _query(self, text: str, row: int) -> BaseModel:
        try:
            return self._Query.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = "/".join(map(str, first["loc"])) or "the document"
            raise InputError(f"Row {row} of query: {where}: {first['msg']}.", pointer=f"/{row}") from None


def question(Query: type[Q], row: int, name: str, value: object) -> Q:
    """Give a row of one input as the family's own question.

    Raises:
        InputError: what the question says of the value, pointing at the row.
    """
    try:
        return Query.model_validate({name: value})
    except ValidationError as error:
        message = error.errors(include_input=False, include_url=False)[0]["msg"]
        raise InputError(f"Row {row} of {name}: {message}", pointer=f"/{row}") from None


def text_rows(name: str, values: np.ndarray) -> list[str]:
    """Give the texts of a BYTES input.

    Raises:
        InputError: bytes that are no UTF-8.
    """
    try:
        return [value.decode() if isinstance(value, bytes) else str(value) for value in values.tolist()]
    except UnicodeDecodeError:
        raise InputError(f"Input {name!r} must hold UTF-8.", "text_invalid_unicode") from None


def texts(rows: object) -> np.ndarray:
    """Give texts as an object array `(n,)`."""
    listed = list(rows)  # type: ignore[call-overload]  # any iterable
    out = np.empty(len(listed), object)
    out[:] = listed
    return out
