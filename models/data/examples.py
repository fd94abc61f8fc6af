"""Examples of any kind that a network can be designed for: what is given, what is asked, and the answers known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from models.recipe import Json

InputKind = Literal["vector", "image", "sound", "text", "time-series", "sequence", "video", "volume"]
Task = Literal["binary", "single-label", "multi-label", "regression"]
Part = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Column:
    """One column of a table as it was written.

    Attributes:
        kind: "number" or "category".
        values: float64 with NaN for a gap, or an object array of `str` with None for a gap; `(n,)`.
    """

    name: str
    kind: Literal["number", "category"]
    values: np.ndarray


@dataclass(frozen=True)
class Examples:
    """Rows with known answers, no exact row twice.

    Attributes:
        inputs: what the network is given, by `input`:
            vector: a list of `Column`;
            image: uint8 `(n, h, w, c)`;
            sound: float32 `(n, samples, channels)`, -1 to 1;
            text: a list of `str`;
            time-series, sequence: float32 `(n, steps, channels)`;
            video: float32 `(n, frames, h, w, c)`;
            volume: float32 `(n, depth, h, w, c)`.
        targets: binary and single-label: int64 `(n,)`, a place in `target_names`; multi-label: uint8
            `(n, labels)`, k-hot; regression: float64 `(n, outputs)`.
        target_names: the classes (binary: the negative one first), the labels, or the names of the numbers.
        channel_names: of a time series or sequence; empty elsewhere.
        parts: the part of each row where the data says so, int8 `(n,)`: 0 train, 1 validation, 2 test; else None.
        facts: what reading did: `duplicates_removed`, `rows_dropped`, `files_ignored`.
    """

    input: InputKind
    task: Task
    inputs: np.ndarray | Sequence[str] | Sequence[Column]
    targets: np.ndarray
    target_names: tuple[str, ...]
    channel_names: tuple[str, ...] = ()
    parts: np.ndarray | None = None
    facts: Json = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.targets)
