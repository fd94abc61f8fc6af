"""Runs the program that a finished run is told as, in a process of its own, and gives what it prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from models.catalog import CARDS
from models.job import Trained
from models.recipe import Json
from models.script import Run, write

OURS = re.compile(r"^\s*(from|import) (app|models|workers|tests)\b", re.MULTILINE)


def run_script(recipe: str, params: Json, trained: Trained, *, seed: int, data: Path, folder: Path) -> Json:
    """Write the program of a training and execute it that holds nothing of Chapterhouse.

    Args:
        params: settings as they were given; the card fills in the rest.
        data: the file that the training read.
        folder: an empty folder to run in.
    """
    card = CARDS[recipe]
    settings = card.Params(**params).model_dump(mode="json")
    figures = dict(trained.metrics)
    program = write(card, Run("job_of_a_test", recipe, settings, seed, dict(trained.data), figures, "test"))
    assert OURS.search(program) is None, "the program must not import Chapterhouse"
    path = folder / "run.py"
    path.write_text(program, encoding="utf-8")
    command = [sys.executable, "-P", str(path), str(data)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    printed: Json = json.loads(done.stdout.strip().splitlines()[-1])
    return printed
