"""Small data sets that tests make themselves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from models.job import Dataset

SUBJECTS = {
    "positive": ["wonderful", "superb", "loved", "brilliant", "moving"],
    "negative": ["dull", "awful", "boring", "hated", "mess"],
}
TOPICS = {
    "sport": ["match", "goal", "coach", "striker", "league"],
    "money": ["profit", "shares", "bank", "dividend", "quarter"],
    "tech": ["software", "chip", "network", "browser", "phone"],
}
FILLER = [
    "the",
    "a",
    "film",
    "of",
    "and",
    "it",
    "was",
    "in",
    "this",
    "that",
    "with",
    "for",
    "day",
    "time",
    "people",
]


def text_csv(folder: Path, subjects: dict[str, list[str]], rows: int = 120) -> Dataset:
    """Write texts whose label follows from their words, and give them as an uploaded data set."""
    rng = np.random.default_rng(0)
    lines = ["text,label"]
    for row in range(rows):
        label = list(subjects)[row % len(subjects)]
        words = [*rng.choice(FILLER, 8), *rng.choice(subjects[label], 3), f"n{row}"]
        lines.append(f"{' '.join(rng.permutation(words))},{label}")
    return uploaded(folder / "texts.csv", "\n".join(lines), "csv-text")


def table_csv(folder: Path, rows: int = 100) -> Dataset:
    """Write houses whose price is 1000 (100 + 50 rooms - age) dollars and some noise."""
    rng = np.random.default_rng(0)
    rooms, age, noise = rng.integers(1, 9, rows), rng.uniform(0, 80, rows), rng.normal(0, 2, rows)
    lines = ["rooms,age,price"]
    lines += [f"{r},{a:.3f},{1000 * (100 + 50 * r - a + n):.2f}" for r, a, n in zip(rooms, age, noise, strict=True)]
    return uploaded(folder / "houses.csv", "\n".join(lines), "csv-table")


def uploaded(path: Path, text: str, form: str) -> Dataset:
    """Write a file and give it as an uploaded data set."""
    path.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Dataset("mine", "uploaded", "1", sha256, path, form)
