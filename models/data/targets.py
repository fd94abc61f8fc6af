"""What a file's labels mean: which column, which task, and the numbers that a network is trained towards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.data.column_types import TypedColumn
from models.data.examples import Task
from models.data.rows import SMALLEST, SMALLEST_CLASS
from models.recipe import InputError

TARGET_NAMES = ("label", "labels", "target", "class", "y")
MOST_CLASSES = 1_000
FEW_NUMBERS = 10  # whole numbers with at most as many values are classes, with more a quantity
SEVERAL = 0.05  # share of the rows with a separator, from which a column holds several labels a row
_SEPARATOR = re.compile(r"[|;]")  # without spaces around it: such a pattern takes minutes for a field of spaces
_YES_NO = {"0", "1", "0.0", "1.0", "true", "false", "yes", "no"}
_YES = {"1", "1.0", "true", "yes"}


@dataclass(frozen=True)
class Targets:
    """Known answers, as `Examples` holds them.

    Attributes:
        present: rows that have an answer, bool `(n,)`; `values` holds those rows only.
    """

    task: Task
    values: np.ndarray
    names: tuple[str, ...]
    present: np.ndarray


def target_columns(columns: Sequence[TypedColumn], wished: Sequence[str]) -> list[TypedColumn]:
    """Give the columns to predict: the wished ones, else the one with a telling name, else the last that can be.

    Raises:
        InputError: `csv_wrong_columns` names those that are not there, or when no other column is left.
    """
    by_name = {column.name: column for column in columns}
    absent = [name for name in wished if name not in by_name]
    if absent or len(set(wished)) < len(wished):
        found = ", ".join(by_name)[:200]
        named = f"the target {absent[0][:80]!r} is no column" if absent else "the target names a column twice"
        raise InputError(f"Line 1: {named}, found {found!r}.", "csv_wrong_columns", "/target")
    if len(wished) >= len(columns):
        raise InputError("Line 1: every column is a target; at least one feature is needed.", "csv_wrong_columns")
    if wished:
        return [by_name[name] for name in wished]
    told = [column for name in TARGET_NAMES for column in columns if column.name.lower() == name]
    usable = [column for column in columns if column.type in ("number", "category")]
    learned_from = len(usable) > 1 or any(column.type == "text" for column in columns)
    if not told and usable and columns[-1] not in usable and learned_from:
        return usable[-1:]
    return [(told or [columns[-1]])[0]]


def task_of(columns: Sequence[TypedColumn]) -> Task:
    """Give the task that the labels look like."""
    if len(columns) > 1:
        return "multi-label" if all(map(_is_yes_no, columns)) else "regression"
    column = columns[0]
    present = [value for value in column.values if value is not None]
    if column.numbers is not None:
        numbers = column.numbers[~np.isnan(column.numbers)]
        whole = bool(np.all(numbers == np.round(numbers)))
        if column.distinct == 2 and whole:
            return "binary"
        return "single-label" if whole and 2 < column.distinct <= FEW_NUMBERS else "regression"
    if sum("|" in value or ";" in value for value in present) >= max(1, SEVERAL * len(present)):
        return "multi-label"
    return "binary" if column.distinct == 2 else "single-label"


def read_targets(columns: Sequence[TypedColumn], task: Task | None) -> Targets:
    """Give the answers for a task; None takes what the labels look like.

    Raises:
        InputError: `target_constant`, `target_not_binary`, `target_not_a_number`, `target_not_yes_no`,
            `target_too_many_classes`, `target_too_many_columns`, `dataset_too_small` for a rare label.
    """
    task = task or task_of(columns)
    if task == "regression":
        return _numbers(columns)
    if len(columns) > 1:
        if task != "multi-label":
            message = f"{len(columns)} target columns are several labels or several numbers; {task} takes one column."
            raise InputError(message, "target_too_many_columns", "/target")
        return _k_hot_columns(columns)
    return _k_hot_words(columns[0]) if task == "multi-label" else _classes(columns[0], task)


def _classes(column: TypedColumn, task: Task) -> Targets:
    labels = [_label(value) for value in _canonical(column)]
    names = _sorted_names(column, {label for label in labels if label is not None})
    check_distinct(column.name, len(names))
    if task == "binary" and len(names) != 2:
        message = f"Column {column.name!r} has {len(names)} different labels; a binary task has 2."
        raise InputError(message, "target_not_binary", "/target")
    present = np.array([label is not None for label in labels], bool)
    index = {name: number for number, name in enumerate(names)}
    values = np.array([index[label] for label in labels if label is not None], np.int64)
    return Targets(task, values, names, present)


def _label(value: str | None) -> str | None:
    return value if value is None else value[:200]


def _canonical(column: TypedColumn) -> list[str | None]:
    """Give labels so that 1 and 1.0 are one class."""
    if column.numbers is None:
        return column.values
    return [None if np.isnan(number) else f"{number:.15g}" for number in column.numbers]


def _sorted_names(column: TypedColumn, names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=float) if column.numbers is not None else sorted(names))


def check_distinct(column: str, names: int) -> None:
    """Refuse labels that cannot be told apart.

    Raises:
        InputError: `target_constant`, `target_too_many_classes`.
    """
    if names < 2:
        message = f"Column {column!r} holds the same label in every row; at least two are needed."
        raise InputError(message, "target_constant", "/target")
    if names > MOST_CLASSES:
        message = f"Column {column!r} has {names:,} different labels; at most {MOST_CLASSES:,} can be told apart."
        raise InputError(message, "target_too_many_classes", "/target")


def _numbers(columns: Sequence[TypedColumn]) -> Targets:
    for column in columns:
        if column.numbers is None:
            wrong = next((value for value in column.values if value is not None), "")
            message = f"Column {column.name!r} holds {wrong[:40]!r}; a regression predicts numbers."
            raise InputError(message, "target_not_a_number", "/target")
        if column.distinct < 2:
            message = f"Column {column.name!r} holds the same number in every row: nothing to learn."
            raise InputError(message, "target_constant", "/target")
    values = np.stack([column.numbers for column in columns if column.numbers is not None], axis=1)
    present = ~np.isnan(values).any(axis=1)
    return Targets("regression", values[present], tuple(column.name for column in columns), present)


def _is_yes_no(column: TypedColumn) -> bool:
    return all(value is None or value.lower() in _YES_NO for value in column.values)


def _k_hot_columns(columns: Sequence[TypedColumn]) -> Targets:
    for column in columns:
        if not _is_yes_no(column):
            wrong = next(value for value in column.values if value is not None and value.lower() not in _YES_NO)
            message = f"Column {column.name!r} holds {wrong[:40]!r}; a label's column holds 0 or 1."
            raise InputError(message, "target_not_yes_no", "/target")
    present = ~np.any([column.missing for column in columns], axis=0)
    values = [[str(value).lower() in _YES for value in column.values] for column in columns]
    return Targets(
        "multi-label", np.array(values, np.uint8).T[present], tuple(column.name for column in columns), present
    )


def _k_hot_words(column: TypedColumn) -> Targets:
    """Read several labels of one field; an empty field is a row without a label where others have some."""
    rows = [{label for part in _SEPARATOR.split(value or "") if (label := part.strip())} for value in column.values]
    names = tuple(sorted(set().union(*rows)))
    check_distinct(column.name, len(names))
    index = {name: number for number, name in enumerate(names)}
    values = np.zeros((len(rows), len(names)), np.uint8)
    for row, labels in zip(values, rows, strict=True):
        row[[index[label] for label in labels]] = 1
    return Targets("multi-label", values, names, np.ones(len(rows), bool))


def check_targets(task: Task, values: np.ndarray, names: Sequence[str], parts: np.ndarray | None = None) -> None:
    """Refuse answers that cannot be learned or measured, after rows were left out.

    Args:
        parts: of each row, as in `Examples`; then each label must be among the training rows.

    Raises:
        InputError: `target_constant`, `dataset_too_small`, `dataset_class_empty`.
    """
    if parts is not None:
        _check_training(task, values[parts == 0], names)
    if task == "regression":
        flat = [name for name, column in zip(names, values.T, strict=True) if np.ptp(column) == 0]
        if flat:
            message = f"Column {flat[0]!r} holds the same number in every usable row: nothing to learn."
            raise InputError(message, "target_constant", "/target")
        return
    counts = values.sum(axis=0) if task == "multi-label" else np.bincount(values, minlength=len(names))
    if task == "multi-label" and (counts == len(values)).any():
        always = names[int(np.argmax(counts == len(values)))]
        raise InputError(f"Label {always[:80]!r} is in every row: nothing to learn.", "target_constant", "/target")
    if counts.min() < SMALLEST_CLASS:
        rarest = names[int(counts.argmin())]
        message = f"Label {rarest[:80]!r} has {counts.min()} rows; each label needs at least {SMALLEST_CLASS}."
        raise InputError(message, "dataset_too_small", "/target")


def _check_training(task: Task, values: np.ndarray, names: Sequence[str]) -> None:
    if len(values) < SMALLEST // 2:
        message = f"The training part has {len(values)} usable rows; at least {SMALLEST // 2} are needed."
        raise InputError(message, "dataset_too_small", "/target")
    if task == "regression":
        return
    counts = values.sum(axis=0) if task == "multi-label" else np.bincount(values, minlength=len(names))
    if counts.min() == 0:
        absent = names[int(counts.argmin())]
        message = f"Label {absent[:80]!r} has no row in the training part: it cannot be learned."
        raise InputError(message, "dataset_class_empty", "/target")
