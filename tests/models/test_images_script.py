"""A run on photos, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from models.catalog import CARDS
from models.images import training
from models.recipe import InputError, Json
from models.script import Run, write
from tests.models.run_script import OURS
from tests.models.test_images_recipe import job_in, params


@pytest.mark.parametrize("way", ["augmented", "features"])
def test_the_program_reaches_the_figures_of_the_run(way: str, tmp_path: Path) -> None:
    job = job_in(tmp_path)
    trained = training.train(params(way, patience=2), job)
    trained.networks["body"].save(tmp_path / "body.keras")

    settings = params(way, patience=2).model_dump(mode="json")
    program = write(
        CARDS["images"], Run("job", "images", settings, 7, dict(trained.data), dict(trained.metrics), "test")
    )
    assert OURS.search(program) is None, "the program must not import Chapterhouse"
    (tmp_path / "run.py").write_text(program)
    command = [sys.executable, "-P", "run.py", str(job.data["mine"].path), "body.keras"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    printed: Json = json.loads(done.stdout.strip().splitlines()[-1])
    assert printed.keys() == {"accuracy", "best_epoch"}
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], abs=1e-6), name


def test_a_tuned_base_is_not_told() -> None:
    run = Run("job", "images", params("fine-tune").model_dump(mode="json"), 7, {}, {}, "test")

    with pytest.raises(InputError) as refused:
        write(CARDS["images"], run)
    assert refused.value.code == "script_not_available"
