"""Saves and restores the whole state of a training at the end of an epoch. NumPy only.

State is written to a temporary file and renamed: a kill at any instant leaves the former checkpoint or the new one.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

FILE = "training.npz"


class Variable(Protocol):
    """What checkpointing needs of a Keras variable."""

    @property
    def shape(self) -> Any: ...
    def numpy(self) -> Any: ...
    def assign(self, value: Any) -> Any: ...


@dataclass
class Progress:
    """How far a training has come.

    Attributes:
        epoch: finished epochs.
        history: metrics of each finished epoch.
        best_epoch: 1-based epoch with the best monitored value; 0 before the first.
        best: values of the model's variables at that epoch; empty when the last epoch counts.
    """

    epoch: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0
    best: list[np.ndarray] = field(default_factory=list)


def save(folder: Path, variables: Sequence[Variable], progress: Progress) -> None:
    """Write the variables and the progress in one step."""
    arrays = {f"v{i}": variable.numpy() for i, variable in enumerate(variables)}
    arrays |= {f"b{i}": value for i, value in enumerate(progress.best)}
    facts = {"epoch": progress.epoch, "history": progress.history, "best_epoch": progress.best_epoch}
    arrays["facts"] = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    temporary = folder / f".{FILE}.{os.getpid()}"
    with open(temporary, "wb") as stream:
        np.savez(stream, **arrays)
    os.replace(temporary, folder / FILE)


def restore(folder: Path, variables: Sequence[Variable]) -> Progress | None:
    """Put the saved values into the variables.

    Returns:
        The progress, or None when there is no checkpoint that fits: none, unreadable, or of another network.
    """
    return restore_file(folder / FILE, variables)


def restore_file(path: Path, variables: Sequence[Variable]) -> Progress | None:
    """Put the values of a saved file into the variables, as `restore` does."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            facts = json.loads(arrays["facts"].tobytes())
            values = [arrays[f"v{i}"] for i in range(sum(name.startswith("v") for name in arrays.files))]
            best = [arrays[f"b{i}"] for i in range(sum(name.startswith("b") for name in arrays.files))]
            progress = Progress(facts["epoch"], facts["history"], facts["best_epoch"], best)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if [tuple(value.shape) for value in values] != [tuple(variable.shape) for variable in variables]:
        return None
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
    return progress
