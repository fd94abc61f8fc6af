"""Reads the arrays of a person's `.npz` without trusting it: no pickles, sizes checked before anything is unpacked."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path
from typing import NoReturn

import numpy as np

from models.data.archive import Limits, read_files
from models.recipe import InputError

LIMITS = Limits(files=32, file_bytes=400_000_000, total_bytes=500_000_000)
MOST_AXES = 6
_NUMBERS = "biuf"  # bool, int, unsigned, float
_WORDS = "US"
_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000  # bytes
_LONGEST = 1 << 40  # of an axis
_MOST_WORDS = 1_000_000
_TYPE = re.compile(r"[<>|=]?[?a-zA-Z][0-9]{0,6}", re.ASCII)  # no records, no dates


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
    if words and count > _MOST_WORDS:
        raise InputError(f"Array {name[:40]!a} holds more than {_MOST_WORDS:,} words.", "dataset_too_large")
    if words:
        return _text(name, flat).reshape(shape, order="F" if fortran else "C")
    if dtype.kind == "f" and not np.isfinite(flat).all():
        finite = np.isfinite(flat.reshape(shape, order="F" if fortran else "C")).reshape(shape[0], -1)
        row = int(np.argmin(finite.all(axis=1)))
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
    """Give shape, order, type and where the values start, as NumPy's NEP 1 writes them.

    NumPy's own reader goes on to guess at headers that are no literals; here they are refused.
    """
    width = {b"\x01": 2, b"\x02": 4, b"\x03": 4}.get(content[6:7])
    if not content.startswith(_MAGIC) or width is None:
        _refuse(name, "it does not begin as an array does")
    start = 8 + width + int.from_bytes(content[8 : 8 + width], "little")
    if start > min(len(content), _LONGEST_HEADER):
        _refuse(name, "its header is too long")
    try:
        header = ast.literal_eval(content[8 + width : start].decode("utf-8"))
        shape, fortran, descr = header["shape"], header["fortran_order"], header["descr"]
        dtype = np.dtype(descr) if isinstance(descr, str) and _TYPE.fullmatch(descr) else np.dtype("V1")
    except (ValueError, TypeError, SyntaxError, KeyError, RecursionError, MemoryError) as error:
        _refuse(name, f"its header says {str(error)[:120]!a}")
    whole = isinstance(shape, tuple) and all(type(length) is int and 0 <= length < _LONGEST for length in shape)
    if not whole or not 1 <= len(shape) <= MOST_AXES or not isinstance(fortran, bool):
        _refuse(name, f"its shape is {str(shape)[:80]}; one to {MOST_AXES} axes are read")
    return shape, fortran, dtype, start


def _refuse(name: str, reason: str) -> NoReturn:
    raise InputError(f"Array {name[:40]!a} cannot be read: {reason}.", "npz_invalid")
