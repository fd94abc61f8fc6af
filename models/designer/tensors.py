"""A designed model as tensors: one example a row, in the form of its kind of input; numbers or probabilities out."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.designer.answering import DesignedAnswerer
from models.designer.inputs import Vectors
from models.designer.questions import Query
from models.recipe import InputError
from models.tensors import Tensor, question, text_rows, texts

FEATURES = "features"


class DesignedTensors:
    """One row an example.

    Numbers of a table come as one tensor where all its columns are numbers, else as a tensor a column; texts and
    picture files as `BYTES`; sounds, series, sequences, videos and volumes in the shape of the model.
    """

    def __init__(self, answerer: DesignedAnswerer) -> None:
        self._answerer = answerer
        self.inputs = _inputs(answerer)
        names = tuple(answerer.names)
        self._numbers = Tensor(
            "values" if answerer.task == "regression" else "probabilities", "FP32", (-1, len(names)), names
        )
        has_label = answerer.task in ("binary", "single-label")
        self.outputs = (self._numbers, Tensor("label", "BYTES", (-1,))) if has_label else (self._numbers,)

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give values in the target's unit or probabilities, `(n, names)`, and the label where exactly one holds."""
        for tensor in self.inputs:
            if tensor.datatype == "FP32" and not np.isfinite(given[tensor.name]).all():
                raise InputError(f"{tensor.name}: every number must be finite.", "number_not_finite")
        answerer = self._answerer
        scores = answerer.scores(answerer.reader.queries(self._queries(given)))
        labels = texts(answerer.names[answerer.likeliest(row)] for row in scores)
        answers = {self._numbers.name: scores.astype(np.float32), "label": labels}
        return {tensor.name: answers[tensor.name] for tensor in self.outputs}

    def _queries(self, given: Mapping[str, np.ndarray]) -> list[Query]:
        field = self._answerer.reader.field
        if field == FEATURES:
            return [question(Query, row, FEATURES, features) for row, features in enumerate(self._tables(given))]
        values: Sequence[Any] = given[field].tolist()
        if field == "text":
            values = text_rows(field, given[field])
        elif field == "image":
            values = [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in values]
        return [question(Query, row, field, value) for row, value in enumerate(values)]

    def _tables(self, given: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
        """Give each row's features by name."""
        if FEATURES in given and self.inputs[0].names:
            return [dict(zip(self.inputs[0].names, row, strict=True)) for row in given[FEATURES].tolist()]
        columns = {
            tensor.name: text_rows(tensor.name, cells) if tensor.datatype == "BYTES" else cells.tolist()
            for tensor, cells in ((tensor, given[tensor.name]) for tensor in self.inputs)
        }
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _inputs(answerer: DesignedAnswerer) -> tuple[Tensor, ...]:
    reader = answerer.reader
    if not isinstance(reader, Vectors):
        is_file = reader.field in ("text", "image")
        return (Tensor(reader.field, "BYTES", (-1,)) if is_file else Tensor(reader.field, "FP32", (-1, *reader.shape)),)
    columns = reader.codec.columns
    if all(column.kind == "number" for column in columns):
        return (Tensor(FEATURES, "FP32", (-1, len(columns)), tuple(column.name for column in columns)),)
    return tuple(Tensor(column.name, "FP32" if column.kind == "number" else "BYTES", (-1,)) for column in columns)


def of(answerer: DesignedAnswerer) -> DesignedTensors:
    """Give the tensors of a loaded version."""
    return DesignedTensors(answerer)
