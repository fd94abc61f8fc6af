"""Trains one recipe on its full data and writes its figures: `python -m tests.models.measure sentiment --seed 7`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from models.catalog import CARDS
from models.data.sources import SourceSettings, locate
from tests.models.fakes import FakeJob


def main() -> None:
    """Read the arguments, train, write one JSON document."""
    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", choices=CARDS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data-set")
    parser.add_argument("--archive", type=Path, help="an archive to import as the data set")
    parser.add_argument("--params", type=json.loads, default={})
    asked = parser.parse_args()
    card = CARDS[asked.recipe]
    with tempfile.TemporaryDirectory() as folder:
        imports = {asked.data_set: asked.archive} if asked.archive else {}
        settings = SourceSettings(Path(folder), allow_network=False, imports=imports)
        chosen = {asked.data_set: locate(asked.data_set, settings)} if asked.data_set else {}
        job = FakeJob(Path(folder), seed=asked.seed, data_set=asked.data_set, data=chosen)
        started = time.perf_counter()
        trained = import_module(f"{card.package}.training").train(card.Params(**asked.params), job)
        figures = {name: round(value, 4) for name, value in trained.metrics.items()}
    result = {"seconds": round(time.perf_counter() - started, 1), **figures, "data": trained.data}
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
