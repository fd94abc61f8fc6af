"""From plain arrays to examples: what each shape can be, and what its answers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.data.examples import Column, Examples, InputKind, Task
from models.data.own_table import check_size
from models.data.repetitions import first_of_each, repetitions
from models.data.targets import MOST_CLASSES, check_distinct, check_targets
from models.recipe import InputError
from models.tables import LARGEST

MOST_ROWS = 1_000_000
MOST_COLUMNS = 10_000
MOST_NUMBERS = 60_000_000  # in x: 240 MB as float32
MOST_PER_ROW = 4_000_000  # numbers in one example
MOST_CLASSES_BY_NUMBER = 100  # whole numbers with more different values are a quantity
# The inputs that an array with so many axes can be, the first one by default.
BY_AXES: dict[int, tuple[InputKind, ...]] = {
    2: ("vector", "sound", "time-series", "sequence"),
    3: ("sequence", "time-series", "sound", "image"),
    4: ("image", "volume", "video"),
    5: ("video", "volume"),
}
WITHOUT_CHANNEL: dict[InputKind, int] = {
    "sound": 2,
    "time-series": 2,
    "sequence": 2,
    "image": 3,
    "volume": 4,
    "video": 4,
}
_COLOURS = (1, 3)


@dataclass(frozen=True)
class Arrays:
    """Rows of numbers and their answers, as a file holds them.

    Attributes:
        x: `(n, ...)`; y: `(n,)` or `(n, k)`, numbers or words.
        labels: names of the classes or of the k columns of `y`; empty: none given.
        columns: names of the columns of a two-axis `x`; empty: none given.
        parts: int8 `(n,)` as in `Examples`, or None.
    """

    x: np.ndarray
    y: np.ndarray
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    parts: np.ndarray | None = None


def input_of(x: np.ndarray) -> InputKind:
    """Give what an array looks like: bytes in three axes are grey pictures, four axes without colours a volume."""
    if x.ndim == 3 and x.dtype == np.uint8:
        return "image"
    if x.ndim == 4 and x.shape[3] not in _COLOURS:
        return "volume"
    if x.ndim == 5 and x.shape[4] == 1:
        return "volume"
    return BY_AXES[x.ndim][0]


def array_examples(arrays: Arrays, input: InputKind | None, task: Task | None) -> Examples:
    """Give the examples of arrays, repetitions removed.

    Raises:
        InputError: `npz_shape`, `npz_lengths`, `npz_not_pixels`, `npz_not_sound`, `npz_wrong_labels`,
            `input_kind_mismatch`, `dataset_too_large`, and those of `models.data.targets`.
    """
    _check_shapes(arrays)
    kind = input or input_of(arrays.x)
    if kind not in BY_AXES[arrays.x.ndim]:
        allowed = ", ".join(BY_AXES[arrays.x.ndim])
        message = f"x has {arrays.x.ndim} axes, which can be {allowed}, but not {kind}."
        raise InputError(message, "input_kind_mismatch", "/input")
    task, values, names = read_answers(arrays.y, arrays.labels, task)
    inputs = _inputs(arrays.x, kind)
    first = first_of_each(inputs)
    rows = np.unique(first)
    check_size(len(rows), removed=len(values) - len(rows), dropped=0)
    parts = None if arrays.parts is None else arrays.parts[rows]
    check_targets(task, values[rows], names, parts)
    facts = {**repetitions(first, values, arrays.parts), "rows_dropped": 0}
    kept = inputs[rows] if len(rows) < len(inputs) else inputs
    given = _columns(kept, arrays.columns) if kind == "vector" else kept
    channels = _channels(kind, kept)
    return Examples(kind, task, given, values[rows], names, channels, parts, facts)


def _check_shapes(arrays: Arrays) -> None:
    x, y = arrays.x, arrays.y
    if x.ndim not in BY_AXES or y.ndim > 2:
        message = f"x has the shape {x.shape} and y {y.shape}; x needs 2 to 5 axes, y 1 or 2, the rows first."
        raise InputError(message, "npz_shape")
    if x.dtype.kind not in "biuf":
        raise InputError(f"x is of type {x.dtype.name[:40]}; it must hold numbers.", "npz_not_numbers")
    if len(x) != len(y):
        raise InputError(f"x has {len(x):,} rows and y {len(y):,}; both need the same number.", "npz_lengths")
    too_wide = x[0].size > (MOST_COLUMNS if x.ndim == 2 else MOST_PER_ROW)
    if len(x) > MOST_ROWS or x.size > MOST_NUMBERS or too_wide:
        message = f"x has the shape {x.shape}; at most {MOST_ROWS:,} rows and {MOST_NUMBERS:,} numbers are read"
        raise InputError(f"{message}, {MOST_PER_ROW:,} a row, {MOST_COLUMNS:,} of a vector.", "dataset_too_large")
    if x.dtype == np.float64 and np.abs(x).max() > LARGEST:
        raise InputError(f"x holds numbers beyond {LARGEST:.3g}.", "npz_not_finite")


def read_answers(y: np.ndarray, labels: tuple[str, ...], task: Task | None) -> tuple[Task, np.ndarray, tuple[str, ...]]:
    """Give task, targets and their names for an array of answers; None takes the task it looks like.

    Raises:
        InputError: those of `models.data.targets`, `npz_wrong_labels`.
    """
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    yes_no = y.dtype.kind in "biuf" and bool(np.isin(y, (0, 1)).all())
    one_hot = y.ndim == 2 and yes_no and bool((y.sum(axis=1) == 1).all())
    task = task or _task_of(y, labels, yes_no=yes_no, one_hot=one_hot)
    if task == "regression":
        return task, *_numbers(y, labels)
    if task == "multi-label":
        return task, *_k_hot(y, labels, yes_no=yes_no)
    if y.ndim == 2 and not one_hot:
        message = f"y has {y.shape[1]} columns that are not one-hot; {task} takes one class a row."
        raise InputError(message, "target_too_many_columns")
    values, names = _classes(y.argmax(axis=1) if y.ndim == 2 else y, labels, y.shape[1] if y.ndim == 2 else 0)
    check_distinct("y", len(names))
    if task == "binary" and len(names) != 2:
        raise InputError(f"y has {len(names)} different labels; a binary task has 2.", "target_not_binary")
    return task, values, names


def _task_of(y: np.ndarray, labels: tuple[str, ...], *, yes_no: bool, one_hot: bool) -> Task:
    if y.ndim == 2:
        return "single-label" if one_hot else "multi-label" if yes_no else "regression"
    classes = len(np.unique(y))
    whole = y.dtype.kind in "biuU" or bool(np.all(y == np.round(y)) and classes <= 2)
    if not whole or (y.dtype.kind not in "U" and not labels and classes > MOST_CLASSES_BY_NUMBER):
        return "regression"
    return "binary" if max(classes, len(labels)) == 2 else "single-label"


def _numbers(y: np.ndarray, labels: tuple[str, ...]) -> tuple[np.ndarray, tuple[str, ...]]:
    if y.dtype.kind in "U":
        raise InputError("y holds words; a regression predicts numbers.", "target_not_a_number")
    values = y.reshape(len(y), -1).astype(np.float64)
    if np.abs(values).max() > LARGEST:
        raise InputError(f"y holds numbers beyond {LARGEST:.3g}.", "npz_not_finite")
    return values, _names(labels, values.shape[1], "y")


def _k_hot(y: np.ndarray, labels: tuple[str, ...], *, yes_no: bool) -> tuple[np.ndarray, tuple[str, ...]]:
    if y.ndim != 2 or not yes_no:
        message = f"y has the shape {y.shape}; several labels a row are rows of 0 and 1, one column a label."
        raise InputError(message, "target_not_yes_no")
    if y.shape[1] > MOST_CLASSES:
        message = f"y has {y.shape[1]:,} labels; at most {MOST_CLASSES:,} can be told apart."
        raise InputError(message, "target_too_many_classes")
    return y.astype(np.uint8), _names(labels, y.shape[1], "label ")


def _classes(y: np.ndarray, labels: tuple[str, ...], width: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """Give places in the names; with names given, `y` counts them from 0."""
    if labels and y.dtype.kind not in "U":
        names = _names(labels, width, "") if width else labels
        if not np.isin(y, np.arange(len(names))).all():
            message = f"y counts classes from {y.min():g} to {y.max():g}, but there are {len(names)} names from 0 on."
            raise InputError(message, "npz_wrong_labels")
        return y.astype(np.int64), names
    found, places = np.unique(y, return_inverse=True)
    return places.astype(np.int64).reshape(-1), tuple(
        str(value)[:200] if y.dtype.kind == "U" else f"{float(value):.15g}" for value in found
    )


def _names(labels: tuple[str, ...], width: int, stem: str) -> tuple[str, ...]:
    if labels and len(labels) != width:
        raise InputError(f"labels has {len(labels)} names, y {width} columns.", "npz_wrong_labels")
    return labels or ((stem.strip(),) if width == 1 else tuple(f"{stem}{number}" for number in range(1, width + 1)))


def _inputs(x: np.ndarray, kind: InputKind) -> np.ndarray:
    """Give the array as `Examples` wants it."""
    if x.ndim == WITHOUT_CHANNEL.get(kind):
        x = x[..., None]
    if kind == "vector":
        return x.astype(np.float64)
    if kind == "image":
        return _pixels(x)
    if kind == "sound":
        return _waves(x)
    return x.astype(np.float32)


def _pixels(x: np.ndarray) -> np.ndarray:
    low, high = float(x.min()), float(x.max())
    if x.shape[3] not in _COLOURS or low < 0 or high > 255:
        message = f"x has the shape {x.shape} and values from {low:g} to {high:g}; pictures have 1 or 3 channels last"
        raise InputError(f"{message} and values from 0 to 255, or from 0 to 1.", "npz_not_pixels")
    scaled = x * 255 if x.dtype.kind == "f" and high <= 1 else x
    return np.asarray(np.rint(scaled) if x.dtype.kind == "f" else x, np.uint8)


def _waves(x: np.ndarray) -> np.ndarray:
    if x.dtype == np.int16:
        return x.astype(np.float32) / 32768
    if max(-float(x.min()), float(x.max())) > 1:
        message = f"x has values from {x.min():g} to {x.max():g}; a sound has int16 samples, or floats from -1 to 1."
        raise InputError(message, "npz_not_sound")
    return x.astype(np.float32)


def _columns(x: np.ndarray, names: tuple[str, ...]) -> list[Column]:
    if names and len(names) != x.shape[1]:
        raise InputError(f"columns has {len(names)} names, x {x.shape[1]} columns.", "npz_wrong_labels")
    names = names or tuple(f"x{number}" for number in range(1, x.shape[1] + 1))
    return [Column(name, "number", column) for name, column in zip(names, x.T, strict=True)]


def _channels(kind: InputKind, x: np.ndarray) -> tuple[str, ...]:
    if kind not in ("time-series", "sequence"):
        return ()
    return tuple(f"channel {number}" for number in range(1, x.shape[2] + 1))
