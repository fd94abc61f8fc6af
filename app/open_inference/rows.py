"""TensorFlow Serving's two ways to write tensors in JSON: a list of rows, or a column a tensor."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.open_inference.tensor_json import check, plain, read_array, refuse
from models.tensors import Tensor


def read_rows(inputs: Sequence[Tensor], instances: Any) -> dict[str, np.ndarray]:
    """The inputs of rows: each a bare value where there is one input, else an object with a value for each.

    Features of a named axis (`features` of house prices) may be named one by one in the row itself.

    Raises:
        AppError: 400.
    """
    if not isinstance(instances, list) or not instances:
        raise refuse("Send at least one row.")
    named = [_named_row(inputs, row, place) for place, row in enumerate(instances)]
    return {tensor.name: _read(tensor, [row[tensor.name] for row in named]) for tensor in inputs}


def read_columns(inputs: Sequence[Tensor], columns: Any) -> dict[str, np.ndarray]:
    """The inputs of columns: an object with a list for each input, or the bare list where there is one.

    Raises:
        AppError: 400.
    """
    named = columns if isinstance(columns, dict) and "b64" not in columns else {inputs[0].name: columns}
    if set(named) != {tensor.name for tensor in inputs}:
        raise refuse(f"The inputs are {', '.join(tensor.name for tensor in inputs)}.")
    for name, column in named.items():
        if not isinstance(column, list):
            raise refuse(f"The column {name[:80]!r} must be a list of rows.")
    return {tensor.name: _read(tensor, named[tensor.name]) for tensor in inputs}


def _named_row(inputs: Sequence[Tensor], row: Any, place: int) -> dict[str, Any]:
    first = inputs[0]
    if not isinstance(row, dict) or set(row) == {"b64"}:
        if len(inputs) > 1:
            raise refuse(f"Row {place} must be an object with {', '.join(tensor.name for tensor in inputs)}.")
        return {first.name: row}
    names = {tensor.name for tensor in inputs}
    if set(row) == names:
        return row
    if len(inputs) == 1 and first.names and set(row) == set(first.names):
        return {first.name: [row[name] for name in first.names]}
    raise refuse(f"Row {place} must hold {', '.join(sorted(names))} and nothing else.")


def _read(tensor: Tensor, rows: list[Any]) -> np.ndarray:
    values = [_bytes(value) for value in rows] if tensor.datatype == "BYTES" else rows
    if tensor.datatype == "BYTES":
        for place, value in enumerate(values):
            if not isinstance(value, str | bytes):
                raise refuse(f"Input {tensor.name!r}: row {place} must be a text.")
        out = np.empty(len(values), object)
        out[:] = values
        return out
    shape = [len(rows), *_sides(rows[0], len(tensor.shape) - 1)]
    found = read_array(tensor.name, tensor.datatype, shape, rows)
    check(tensor, found, tensor.datatype)
    return found


def _sides(row: Any, axes: int) -> list[int]:
    sides = []
    for _ in range(axes):
        if not isinstance(row, list):
            break
        sides.append(len(row))
        row = row[0] if row else None
    return sides


def _bytes(value: Any) -> Any:
    """A text, or the bytes of `{"b64": "..."}`."""
    if not isinstance(value, dict):
        return value
    try:
        return base64.b64decode(value["b64"], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError):
        raise refuse('Bytes are sent as {"b64": "<base64>"}.') from None


def written_rows(outputs: Sequence[Tensor], values: Mapping[str, np.ndarray]) -> list[Any]:
    """Rows: bare values where there is one output, else an object a row."""
    columns = written_columns(outputs, values)
    if len(outputs) == 1:
        rows: list[Any] = columns
        return rows
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def written_columns(outputs: Sequence[Tensor], values: Mapping[str, np.ndarray]) -> Any:
    """Columns: the bare list where there is one output, else an object."""
    columns = {tensor.name: plain(tensor.datatype, values[tensor.name]).tolist() for tensor in outputs}
    return columns if len(columns) > 1 else columns[outputs[0].name]
