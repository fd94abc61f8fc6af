"""How far a dream has come, kept so that a killed job goes on where it stopped. NumPy only."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

_FILE = "dream.npz"


@dataclass
class Progress:
    """Where a dream is.

    Attributes:
        picture: network input `(height, width, 3)` float32, after the last step.
        stage: index of the stage that it is in.
        done: finished steps of that stage.
        losses: of each stage so far, the loss before each of its steps.
    """

    picture: np.ndarray
    stage: int = 0
    done: int = 0
    losses: list[list[float]] = field(default_factory=lambda: [[]])


def save(folder: Path, progress: Progress) -> None:
    """Keep the progress: a kill at any instant leaves the former one or this one."""
    facts = {"stage": progress.stage, "done": progress.done, "losses": progress.losses}
    temporary = folder / f".{_FILE}.{os.getpid()}"
    with open(temporary, "wb") as stream:
        np.savez(stream, picture=progress.picture, facts=np.frombuffer(json.dumps(facts).encode(), np.uint8))
    os.replace(temporary, folder / _FILE)


def restore(folder: Path) -> Progress | None:
    """Give the progress that was kept; None when there is none or it cannot be read."""
    try:
        with np.load(folder / _FILE, allow_pickle=False) as arrays:
            facts = json.loads(arrays["facts"].tobytes())
            return Progress(arrays["picture"], facts["stage"], facts["done"], facts["losses"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def keep(folder: Path, name: str, values: np.ndarray) -> None:
    """Keep an array under a name, in one step."""
    temporary = folder / f".{name}.{os.getpid()}"
    with open(temporary, "wb") as stream:
        np.save(stream, values)
    os.replace(temporary, folder / f"{name}.npy")


def kept(folder: Path, name: str) -> np.ndarray | None:
    """Give the array that was kept under a name; None when there is none."""
    path = folder / f"{name}.npy"
    return np.load(path, allow_pickle=False) if path.exists() else None


def keep_frame(folder: Path, number: int, pixels: np.ndarray) -> None:
    """Keep a frame of the animation under its number."""
    keep(folder, f"frame-{number:05d}", pixels)


def kept_frames(folder: Path) -> list[np.ndarray]:
    """Give the frames that were kept, in the order of their numbers."""
    return [np.load(path, allow_pickle=False) for path in sorted(folder.glob("frame-*.npy"))]
