"""What each trick of the DCGAN is worth: `python -m bench.dcgan_tricks [--steps 1000] [--seeds 7,1] [--only relu]`.

Switches one trick off at a time, at equal steps and with one judge, and prints a Markdown table.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.dcgan.card import BROKEN
from models.dcgan.settings import Params
from models.dcgan.training import train
from models.recipe import Json
from tests.models.fakes import FakeJob

EPOCH_STEPS = 250
BASE = "all tricks"
COLUMNS = ("frechet", "classes", "entropy", "confidence", "contrast")
CHANGES: Mapping[str, Json] = {BASE: {}} | {name: changed for name, (_, changed) in BROKEN.items()}


def main() -> None:
    """Train every variant with every seed, and print the table after each, so that a stop loses nothing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seeds", default="7,1")
    parser.add_argument("--only", default=",".join(CHANGES))
    wanted = parser.parse_args()
    found: dict[str, list[Mapping[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed in map(int, wanted.seeds.split(",")):
            for name in wanted.only.split(","):
                figures = _measured(Path(folder), name, seed, wanted.steps)
                found.setdefault(name, []).append(figures)
                sys.stderr.write(f"{name} {seed}: {figures}\n")
        sys.stdout.write(_table(found))


def _measured(folder: Path, name: str, seed: int, steps: int) -> Mapping[str, float]:
    """Give the figures of the last epoch; the judge, which no trick touches, is taught once."""
    params = Params(epochs=max(1, steps // EPOCH_STEPS), epoch_steps=min(steps, EPOCH_STEPS), **CHANGES[name])
    job = FakeJob(folder / f"{name}-{seed}", seed=seed)
    job.workdir.mkdir()
    judge = folder / "judge.npz"
    if judge.exists():
        (job.checkpoint() / judge.name).write_bytes(judge.read_bytes())
    trained = train(params, job)
    judge.write_bytes((job.checkpoint() / judge.name).read_bytes())
    last = trained.report["history"][-1]
    return {**trained.metrics, "d_loss": last["d_loss"], "g_loss": last["g_loss"]}


def _table(found: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    columns = (*COLUMNS, "d_loss", "g_loss")
    lines = [f"| switched off | {' | '.join(columns)} |", f"|---{'|---' * len(columns)}|"]
    for name, rows in found.items():
        cells = [_cell([row[column] for row in rows]) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(values: Sequence[float]) -> str:
    """Give the mean and, of several seeds, each value."""
    each = ", ".join(f"{value:.3g}" for value in values)
    return each if len(values) == 1 else f"{statistics.mean(values):.3g} ({each})"


if __name__ == "__main__":
    main()
