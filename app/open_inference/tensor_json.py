"""Tensors in JSON: strict reading into NumPy, and writing. Every refusal says what was expected."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np

from app.errors import AppError
from models.tensors import NUMPY, Datatype, Tensor

LONGEST_ECHO = 80
MOST_AXES = 8  # of an array; models have four
MAX_VALUES = 4_000_000  # numbers in one input: a body of the largest size holds fewer


def refuse(detail: str) -> AppError:
    """400 in the words of the protocol."""
    return AppError(400, "bad_request", detail)


def read_array(name: str, datatype: str, shape: Any, data: Any, parameters: Any = None) -> np.ndarray:
    """The array of one input, its values checked one by one.

    Args:
        shape: as sent; the batch is its first number.
        data: row-major, flat or nested.
        parameters: `{"content_type": "base64"}` says that BYTES are sent in base64.

    Raises:
        AppError: 400 naming the input and what does not fit.
    """
    shown = repr(name[:LONGEST_ECHO])
    if not isinstance(shape, list) or not 0 < len(shape) <= MOST_AXES or not all(_is_count(side) for side in shape):
        raise refuse(f"Input {shown}: shape must be a list of 1 to {MOST_AXES} whole numbers from 0.")
    wanted = math.prod(shape)
    if wanted > MAX_VALUES:
        raise refuse(f"Input {shown}: the shape {shape} stands for {wanted} values; at most {MAX_VALUES} are read.")
    values = list(islice(_flat(data), wanted + 1))
    if len(values) != wanted:
        found = len(values) if len(values) < wanted else "more"
        raise refuse(f"Input {shown}: the shape {shape} stands for {wanted} values, found {found}.")
    if datatype == "BYTES":
        return _strings(shown, values, parameters).reshape(shape)
    try:
        checked = _numbers(shown, datatype, values)
        return np.array(checked, NUMPY[datatype]).reshape(shape)
    except OverflowError:
        raise refuse(f"Input {shown}: a value does not fit {datatype}.") from None


def _is_count(side: Any) -> bool:
    return isinstance(side, int) and not isinstance(side, bool) and 0 <= side < 2**31


def _flat(data: Any) -> Iterable[Any]:
    if not isinstance(data, list):
        raise refuse("The data of an input must be a list.")
    stack: list[Any] = [iter(data)]
    while stack:
        item = next(stack[-1], stack)
        if item is stack:
            stack.pop()
        elif isinstance(item, list):
            stack.append(iter(item))
        else:
            yield item


def _strings(shown: str, values: Sequence[Any], parameters: Any) -> np.ndarray:
    encoded = isinstance(parameters, dict) and parameters.get("content_type") == "base64"
    out = np.empty(len(values), object)
    for place, value in enumerate(values):
        if not isinstance(value, str):
            raise refuse(f"Input {shown}: BYTES are JSON strings; value {place} is none.")
        out[place] = _decoded(shown, place, value) if encoded else value
    return out


def _decoded(shown: str, place: int, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise refuse(f"Input {shown}: value {place} is not valid base64.") from None


def _numbers(shown: str, datatype: str, values: Sequence[Any]) -> Sequence[Any]:
    kinds: tuple[type, ...] = (int, float) if datatype.startswith("FP") else (int,)
    for place, value in enumerate(values):
        fits = isinstance(value, bool) if datatype == "BOOL" else isinstance(value, kinds) and type(value) is not bool
        if not fits or not _in_range(datatype, value):
            raise refuse(f"Input {shown}: value {place} is no {datatype}.")
    return values


def _in_range(datatype: str, value: Any) -> bool:
    if datatype == "BOOL":
        return True
    if datatype.startswith("FP"):
        return bool(abs(value) <= float(np.finfo(NUMPY[datatype]).max))
    limits = np.iinfo(NUMPY[datatype])
    return bool(int(limits.min) <= value <= int(limits.max))


def check(expected: Tensor, found: np.ndarray, datatype: str) -> None:
    """Refuse an input that is not what the model takes.

    Raises:
        AppError: 400.
    """
    if datatype != expected.datatype:
        raise refuse(f"Input {expected.name!r} takes {expected.datatype}, found {datatype[:LONGEST_ECHO]!r}.")
    fits = len(found.shape) == len(expected.shape) and all(
        want in (-1, side) for want, side in zip(expected.shape, found.shape, strict=True)
    )
    if not fits:
        raise refuse(f"Input {expected.name!r} takes the shape {list(expected.shape)}, found {list(found.shape)[:8]}.")


def to_json(tensor: Tensor, values: np.ndarray) -> dict[str, Any]:
    """An output as the protocol writes it, flat.

    Raises:
        AppError: 500 when a number is not finite, which JSON cannot say.
    """
    return {
        "name": tensor.name,
        "shape": list(values.shape),
        "datatype": tensor.datatype,
        "data": plain(tensor.datatype, values).ravel().tolist(),
    }


def plain(datatype: Datatype, values: np.ndarray) -> np.ndarray:
    """The values, when JSON can say all of them."""
    if datatype.startswith("FP") and not np.isfinite(values).all():
        raise AppError(500, "internal", "The model's output holds numbers that are not finite.")
    return values
