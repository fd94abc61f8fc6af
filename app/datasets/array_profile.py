"""The profile of arrays and of pictures: what a row is, how its classes are spread, and a few rows to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from app.datasets import problems
from app.datasets.suggestions import suggestions
from models.data.examples import Column, Examples, Task
from models.headline import counts_of, imbalanced, warnings_for
from models.pictures.inline import base64_png

Json = dict[str, Any]
SAMPLES = 5
FEW = 200  # rows
_LONGEST_SIDE = 96  # pixels of a sample


def of_arrays(examples: Examples) -> Json:
    """What the arrays of a file hold."""
    inputs = examples.inputs
    shape = [len(inputs)] if examples.input == "vector" else list(np.asarray(inputs).shape[1:])
    ranges = [_range(column) for column in inputs] if examples.input == "vector" else []
    return {
        "kind": "arrays",
        "rows": len(examples),
        "shape": shape,
        "columns": ranges,
        "target": "y",
        **labels_of(examples.task, examples.targets, examples.target_names, examples.facts),
        "suggestions": suggestions(examples.input, examples.task, ()),
        "samples": [_sample(examples, row) for row in spread(len(examples), SAMPLES)],
    }


def labels_of(task: Task, targets: np.ndarray, names: Sequence[str], facts: Json) -> Json:
    """Classes, balance, repetitions and problems: what every profile with labels says."""
    counts = counts_of(task, targets, len(names))
    conflicts = facts.get("conflicts", 0) if task != "regression" else 0
    leaked = facts.get("leaked_rows", 0)
    return {
        "classes": dict(zip(names, counts, strict=True)) if counts else {},
        "balance": min(counts) / max(counts) if counts else None,
        "imbalanced": imbalanced(task, counts),
        "duplicates_removed": facts["duplicates_removed"],
        "leakage": {"columns": [], "rows": leaked},
        "problems": [
            *([problems.repeated(facts["duplicates_removed"])] if facts["duplicates_removed"] else []),
            *([problems.conflicting(conflicts)] if conflicts else []),
            *([problems.leaked(leaked)] if leaked else []),
            *(problems.warning(**item) for item in warnings_for(task, counts, names)),
            *([problems.few(len(targets))] if len(targets) < FEW else []),
        ],
    }


def spread(rows: int, count: int) -> list[int]:
    """Row numbers from the whole file."""
    return sorted({int(row) for row in np.linspace(0, rows - 1, count).round()})


def picture(pixels: np.ndarray) -> str:
    """A small PNG in base64 of uint8 pixels `(h, w, c)`."""
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return base64_png(np.asarray(image.convert("RGB")))


def _range(column: Any) -> Json:
    assert isinstance(column, Column)
    low, high = float(column.values.min()), float(column.values.max())
    distinct = len(np.unique(column.values))
    return {
        "name": column.name, "type": "number" if distinct > 1 else "constant", "missing": 0, "distinct": distinct,
        "min": low, "max": high, "top": [],
    }  # fmt: skip


def _sample(examples: Examples, row: int) -> Json:
    """One row: a picture as one, anything else as the range of its numbers."""
    label = _answer(examples, row)
    if examples.input == "image":
        return {"image": picture(np.asarray(examples.inputs[row])), "label": label}
    if examples.input == "vector":
        columns = [column for column in examples.inputs[:20] if isinstance(column, Column)]
        return {column.name: float(column.values[row]) for column in columns} | {"y": label}
    values = np.asarray(examples.inputs[row], np.float64)
    figures = {"min": float(values.min()), "mean": float(values.mean()), "max": float(values.max())}
    return {"label": label, "shape": " × ".join(map(str, values.shape)), **figures}


def _answer(examples: Examples, row: int) -> Any:
    target = examples.targets[row]
    if examples.task == "regression":
        return ", ".join(f"{value:g}" for value in target)
    if examples.task == "multi-label":
        return ", ".join(name for name, on in zip(examples.target_names, target, strict=True) if on)
    return examples.target_names[int(target)]
