"""Reads the arrays of a person's `.npz` without trusting it: no pickles, sizes checked before anything is unpacked."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from models.data.archive import Limits, read_files
from models.recipe import InputError

LIMITS = Limits(files=32, file_bytes=400_000_000, total_bytes=500_000_000)
MOST_AXES = 6
_NUMBERS = "biuf"  # bool, int, unsigned, float
_WORDS = "US"


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Give the arrays by name, all of numbers or words, finite.

    Raises:
        InputError: `npz_pickled`, `npz_invalid`, `npz_not_numbers`, `npz_not_finite`, or a code of
            `models.data.archive`.
    """
    files = read_files(path, lambda name: True, LIMITS)
    return {_name(file): _array(_name(file), content) for file, content in files}


def _name(file: str) -> str:
    if not file.endswith(".npy") or "/" in file:
        raise InputError(f"The archive holds {file[:80]!a}; an .npz holds only arrays (.npy).", "npz_invalid")
    return file.removesuffix(".npy")


def _array(name: str, content: bytes) -> np.ndarray:
    shape, fortran, dtype, start = _header(name, content)
    if dtype.hasobject:
        message = f"Array {name[:40]!a} holds Python objects (a pickle), which could run code: save plain numbers."
        raise InputError(message, "npz_pickled")
    words, wide = dtype.kind in _WORDS, dtype.itemsize > 8
    if dtype.kind not in _NUMBERS + _WORDS or not dtype.itemsize or (wide and not words):
        message = f"Array {name[:40]!a} is of type {str(dtype)[:40]}; numbers or words are read."
        raise InputError(message, "npz_not_numbers")
    count = math.prod(shape)
    if count * dtype.itemsize != len(content) - start:
        message = f"Array {name[:40]!a} says it holds {count * dtype.itemsize:,} bytes, found {len(content) - start:,}."
        raise InputError(message, "npz_invalid")
    if not count:
        raise InputError(f"Array {name[:40]!a} is empty: its shape is {shape}.", "npz_invalid")
    flat = np.frombuffer(content, dtype, count, start)
    if words:
        return _text(name, flat).reshape(shape, order="F" if fortran else "C")
    if dtype.kind == "f" and not np.isfinite(flat).all():
        row = int(
            np.argmin(np.isfinite(flat.reshape(shape, order="F" if fortran else "C")).reshape(shape[0], -1).all(1))
        )
        raise InputError(f"Array {name[:40]!a}, row {row}: holds NaN or infinity.", "npz_not_finite")
    return flat.reshape(shape, order="F" if fortran else "C")


def _text(name: str, flat: np.ndarray) -> np.ndarray:
    """Give words as `str`; an array may hold code points that are no characters."""
    try:
        words = [word.decode("utf-8") if isinstance(word, bytes) else word for word in flat.tolist()]
        "".join(words).encode()
    except ValueError:
        raise InputError(f"Array {name[:40]!a} holds words that are not Unicode.", "npz_invalid") from None
    return np.array(words, np.str_)


def _header(name: str, content: bytes) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    """Give shape, order, type and where the values start."""
    stream = io.BytesIO(content)
    try:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = read(stream)
    except (
        ValueError,
        TypeError,
        SyntaxError,
        KeyError,
        RecursionError,
        MemoryError,
        OverflowError,
        EOFError,
    ) as error:
        message = f"Array {name[:40]!a} cannot be read: {str(error)[:120]}."
        raise InputError(message, "npz_invalid") from None
    if not 1 <= len(shape) <= MOST_AXES or any(length < 0 for length in shape):
        message = f"Array {name[:40]!a} has the shape {str(shape)[:80]}; one to {MOST_AXES} axes are read."
        raise InputError(message, "npz_invalid")
    return shape, fortran, dtype, stream.tell()
