"""A person's `.npz` as examples: `x` and `y`, or the `x_train`, `y_train`, `x_test`, `y_test` of a ready split."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models.data.arrays import Arrays
from models.data.npz_file import read_npz
from models.recipe import InputError

PART_NAMES = (("train",), ("validation", "valid", "val"), ("test",))


def read_npz_arrays(path: Path) -> Arrays:
    """Give the arrays of a file.

    `labels` may name the classes or labels, `columns` the columns of a two-axis `x`.

    Raises:
        InputError: those of `models.data.npz_file`, `npz_arrays` when the arrays have other names.
    """
    found = read_npz(path)
    labels, columns = _words(found, "labels"), _words(found, "columns")
    if "x" in found and "y" in found:
        return Arrays(found["x"], found["y"], labels, columns)
    split = [_part(found, names) for names in PART_NAMES]
    if split[0] is None:
        names = ", ".join(sorted(found))[:200]
        raise InputError(f"The file needs the arrays x and y, or x_train and y_train; found {names}.", "npz_arrays")
    present = [(number, part) for number, part in enumerate(split) if part is not None]
    xs, ys = [part[0] for _, part in present], [part[1] for _, part in present]
    if len({x.shape[1:] for x in xs}) > 1 or len({y.shape[1:] for y in ys}) > 1:
        shapes = ", ".join(str(x.shape) for x in xs)
        raise InputError(f"The parts have rows of different shapes: {shapes}.", "npz_shape")
    if len({x.dtype.kind for x in xs}) > 1 or len({y.dtype.kind for y in ys}) > 1:
        raise InputError("The parts hold different types of numbers.", "npz_not_numbers")
    parts = np.concatenate([np.full(len(x), number, np.int8) for (number, _), x in zip(present, xs, strict=True)])
    return Arrays(np.concatenate(xs), np.concatenate(ys), labels, columns, parts)


def _part(found: dict[str, np.ndarray], names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray] | None:
    for name in names:
        if f"x_{name}" in found and f"y_{name}" in found:
            return found[f"x_{name}"], found[f"y_{name}"]
    return None


def _words(found: dict[str, np.ndarray], name: str) -> tuple[str, ...]:
    if name not in found:
        return ()
    array = found[name]
    if array.dtype.kind not in "US" or array.ndim != 1 or len(set(array.tolist())) < len(array):
        raise InputError(f"{name} must be a list of different names.", "npz_wrong_labels")
    words = [
        word.decode("utf-8", errors="replace") if isinstance(word, bytes) else str(word) for word in array.tolist()
    ]
    return tuple(word[:200] for word in words)
