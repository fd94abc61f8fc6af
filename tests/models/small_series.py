"""A small even series that tests make themselves: a daily wave with noise, and gaps where they are asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from models.job import Dataset
from tests.models.small_data import uploaded


def wave_csv(folder: Path, *, rows: int = 400, gaps: bool = False) -> Dataset:
    """Write hours of a wave of 24 hours and of a second column that follows it."""
    rng = np.random.default_rng(0)
    start, lines = datetime(2020, 1, 1), ["time,humid,temp"]
    for hour in range(rows):
        temp = 10 + 5 * np.sin(hour / 24 * 2 * np.pi) + rng.normal(0, 0.3)
        if gaps and hour in (50, 51, 200, 201, 202, 203, 204, 205, 206, 207, 208):
            continue  # two hours, which a rule may fill, and nine, which it may not
        shown = "NA" if gaps and hour % 37 == 0 else f"{temp:.2f}"
        lines.append(f"{(start + timedelta(hours=hour)).isoformat()},{60 - temp + rng.normal(0, 0.3):.2f},{shown}")
    return uploaded(folder / "wave.csv", "\n".join(lines), "csv-series")
