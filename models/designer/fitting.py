"""What a data set's profile says before anything is read again: facts for a plan, and refusals as early as possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.columns import MOST_CATEGORIES
from models.designer.planning import Facts
from models.recipe import InputError, Json

_INPUTS_OF_KIND: dict[str, tuple[str, ...]] = {
    "table": ("vector",),
    "text": ("text", "vector"),
    "images": ("image",),
    "arrays": ("vector", "image", "sound", "time-series", "sequence", "video", "volume"),
    "series": ("vector", "time-series"),
}
TRAINING_SHARE = 0.6
_SIDE = 64  # pixels that pictures are resized to unless a person says otherwise


def check_fits(params: Any, profile: Json) -> None:
    """Refuse settings that the profile of a data set contradicts.

    Args:
        params: with `input`, `task` and `target`.

    Raises:
        InputError: `input_kind_mismatch`, `csv_wrong_columns`, `target_not_binary`, `target_not_a_number`,
            `target_too_many_columns`, `target_constant`, `task_mismatch`.
    """
    kind = str(profile.get("kind"))
    allowed = _INPUTS_OF_KIND.get(kind, ())
    if params.input not in allowed:
        known = ", ".join(allowed) or "none of the designer's inputs"
        message = f"The data set holds {kind} and can be read as {known}, not as {params.input}."
        raise InputError(message, "input_kind_mismatch", "/input")
    suggested = profile.get("suggestions") or {}
    wished = list(params.target)
    columns = {column["name"]: column for column in profile.get("columns") or []}
    if kind == "series" and params.input == "time-series" and params.task != "regression":
        message = f"A time series is followed by a number: a regression, not {params.task}."
        raise InputError(message, "task_mismatch", "/task")
    if kind in ("table", "text") and wished:
        _check_columns(wished, columns)
    if wished and wished != list(suggested.get("target") or []):
        _check_column_task(params.task, [columns[name] for name in wished if name in columns])
    else:
        _check_task(params.task, str(suggested.get("task")), profile, list(columns.values()), suggested)


def _check_columns(wished: Sequence[str], columns: Json) -> None:
    absent = [name for name in wished if name not in columns]
    if absent:
        found = ", ".join(columns)[:200]
        raise InputError(f"The target {absent[0][:80]!r} is no column; found {found}.", "csv_wrong_columns", "/target")


def _check_column_task(task: str, targets: Sequence[Json]) -> None:
    """Refuse columns that cannot answer the task, by their types."""
    for column in targets:
        if column["type"] == "constant":
            message = f"Column {column['name'][:80]!r} holds the same value in every row: nothing to learn."
            raise InputError(message, "target_constant", "/target")
        if task == "regression" and column["type"] in ("category", "text", "date"):
            message = f"Column {column['name'][:80]!r} holds {column['type']}; a regression predicts numbers."
            raise InputError(message, "target_not_a_number", "/task")
    if len(targets) > 1 and task in ("binary", "single-label"):
        message = f"{len(targets)} target columns are several labels or several numbers; {task} takes one column."
        raise InputError(message, "target_too_many_columns", "/target")
    if len(targets) == 1 and task == "binary" and targets[0]["distinct"] != 2:
        message = f"Column {targets[0]['name'][:80]!r} has {targets[0]['distinct']} values; a binary task has 2."
        raise InputError(message, "target_not_binary", "/task")


def _check_task(task: str, found: str, profile: Json, columns: Sequence[Json], suggested: Json) -> None:
    """Refuse a task that the known classes contradict."""
    classes = len(profile.get("classes") or {})
    if task == "binary" and classes > 2:
        raise InputError(f"The labels are {classes} classes; a binary task has 2.", "target_not_binary", "/task")
    if task == "regression" and found in ("binary", "single-label", "multi-label") and classes:
        named = [column for column in columns if column["name"] in (suggested.get("target") or [])]
        if not named or any(column["type"] not in ("number", "id") for column in named):
            message = f"The labels are {classes} classes, not numbers; a regression predicts numbers."
            raise InputError(message, "target_not_a_number", "/task")
    if found == "regression" and task == "multi-label":
        raise InputError("The target is a number, not a set of labels.", "task_mismatch", "/task")


def facts_of(profile: Json, task: str, target: Sequence[str]) -> Facts:
    """Give what a profile knows of the rows that a training would see."""
    rows = int(profile.get("rows") or 0)
    suggested = profile.get("suggestions") or {}
    same = not target or list(target) == list(suggested.get("target") or [])
    classes: Json = (profile.get("classes") or {}) if same and task != "regression" else {}
    columns = {column["name"]: column for column in profile.get("columns") or []}
    named = [columns[name] for name in (target or suggested.get("target") or []) if name in columns]
    names: Sequence[str] = tuple(classes)
    if not names and task == "regression":
        names = tuple(column["name"] for column in named) or ("y",)
    bounded = task == "regression" and bool(named)
    return Facts(
        rows=round(rows * TRAINING_SHARE) or None,
        names=names,
        counts=[round(count * TRAINING_SHARE) for count in classes.values()],
        shape=_shape(profile, target or suggested.get("target") or []),
        mean_words=profile.get("mean_words"),
        bounded=bounded
        and all(column["min"] >= 0 and column["max"] <= 1 for column in named if column["min"] is not None)
        and all(column["min"] is not None for column in named),
    )


def _shape(profile: Json, targets: Sequence[str]) -> tuple[int, ...] | None:
    """Give one example's shape where the profile tells it; of a table, about as wide as its vector will be."""
    kind = profile.get("kind")
    if kind == "images":
        return (_SIDE, _SIDE, 3 if profile.get("colour", True) else 1)
    if kind == "table":
        return (sum(_cells(column) for column in profile.get("columns") or [] if column["name"] not in targets) or 1,)
    shape = profile.get("shape")
    return tuple(shape) if shape else None


def _cells(column: Json) -> int:
    width: int = {"number": 1, "category": min(column["distinct"], MOST_CATEGORIES)}.get(column["type"], 0)
    return width + bool(width and column["missing"])
