"""Small files of one's own for the designer's tests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from models.job import Dataset
from tests.models.small_data import uploaded

COLOURS = ("blue", "green", "red")


def bytes_uploaded(path: Path, form: str) -> Dataset:
    """Give a file that was written before as an uploaded data set."""
    return Dataset("mine", "uploaded", "1", hashlib.sha256(path.read_bytes()).hexdigest(), path, form)


def mixed_csv(folder: Path, rows: int = 240, rare: float = 0.5) -> Dataset:
    """Write rows whose answer follows from a number and a colour, with gaps.

    Args:
        rare: share of the rows that say yes.
    """
    rng = np.random.default_rng(3)
    size, colour = rng.normal(0, 10, rows), rng.integers(0, 3, rows)
    strength = size / 10 + np.array([-1.0, 0.0, 1.0])[colour] + rng.normal(0, 0.3, rows)
    yes = strength > np.quantile(strength, 1 - rare)
    lines = ["size,colour,noise,bought,strength"]
    for row in range(rows):
        shown = "" if row % 17 == 0 else f"{size[row]:.3f}"
        answers = f"{'yes' if yes[row] else 'no'},{strength[row]:.4f}"
        lines.append(f"{shown},{COLOURS[colour[row]]},{rng.normal():.3f},{answers}")
    return uploaded(folder / "mixed.csv", "\n".join(lines) + "\n", "csv-mixed")


def labelled_lines(folder: Path, rows: int = 200) -> Dataset:
    """Write texts with several labels each, which follow from their words."""
    rng = np.random.default_rng(4)
    words = {"food": ["bread", "soup", "rice"], "sea": ["ship", "tide", "whale"], "sky": ["cloud", "star", "moon"]}
    lines = []
    for row in range(rows):
        labels = [name for name in words if rng.random() < 0.4] or ["food"]
        said = [str(rng.choice(words[name])) for name in labels] + [f"n{row}", "the", "and", "a"]
        lines.append(json.dumps({"text": " ".join(rng.permutation(said)), "label": "|".join(labels)}))
    return uploaded(folder / "texts.jsonl", "\n".join(lines) + "\n", "jsonl")


def turning_npz(folder: Path, rows: int = 160) -> Dataset:
    """Write series of two channels, of which the faster one is asked."""
    rng = np.random.default_rng(5)
    pace = rng.uniform(0.2, 1.5, (rows, 1, 2))
    x = np.sin(pace * np.arange(20)[None, :, None]) + rng.normal(0, 0.1, (rows, 20, 2))
    path = folder / "turning.npz"
    np.savez(path, x=x.astype(np.float32), y=pace[:, 0].argmax(axis=1), labels=np.array(["first", "second"]))
    return bytes_uploaded(path, "npz")
