"""A sample as a file to look at, to upload again, or to give to a run's script: `.npz`, texts as JSON Lines."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from models.data.examples import Examples

PARTS = ("train", "validation", "test")


def sample_file(examples: Examples, stem: str) -> tuple[bytes, str, str]:
    """Give content, file name and media type.

    An `.npz` has `x`, `y`, `labels` and, of a vector, `columns`; or, where the sample names its parts, `x_train`,
    `y_train`, `x_validation` ... JSON Lines have `text`, and `label` (one, or several with `|` between) or a field for
    each number.
    """
    if examples.input == "text":
        return _lines(examples), f"{stem}.jsonl", "application/jsonl"
    x = _array(examples)
    columns: Any = examples.inputs
    arrays = {"labels": np.array(examples.target_names)}
    if examples.input == "vector":
        arrays["columns"] = np.array([column.name for column in columns])
    if examples.parts is None:
        arrays |= {"x": x, "y": examples.targets}
    else:
        for number, part in enumerate(PARTS):
            mine = examples.parts == number
            arrays |= {f"x_{part}": x[mine], f"y_{part}": examples.targets[mine]}
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue(), f"{stem}.npz", "application/octet-stream"


def _array(examples: Examples) -> np.ndarray:
    inputs: Any = examples.inputs
    return np.stack([column.values for column in inputs], axis=1) if examples.input == "vector" else inputs


def _lines(examples: Examples) -> bytes:
    lines = []
    for text, target in zip(examples.inputs, examples.targets, strict=True):
        answer: dict[str, Any]
        if examples.task == "regression":
            answer = dict(zip(examples.target_names, map(float, target), strict=True))
        elif examples.task == "multi-label":
            answer = {"label": "|".join(name for name, on in zip(examples.target_names, target, strict=True) if on)}
        else:
            answer = {"label": examples.target_names[int(target)]}
        lines.append(json.dumps({"text": str(text), **answer}, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()
