"""A run of the GAN, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.dcgan import training
from models.dcgan.settings import Params
from tests.models.drawn_pictures import drawn_zip
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script

SETTINGS: dict[str, Any] = {"filters": 4, "latent_size": 4, "epochs": 2, "epoch_steps": 3, "batch_size": 8, "side": 16}
TRICKS: dict[str, Any] = {"class_conditional": True, "batch_normalization": True, "resampling": "pooling"}


@pytest.mark.parametrize("classes", [True, False], ids=["by class", "without classes"])
def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path, classes: bool) -> None:
    data = drawn_zip(tmp_path, classes=classes)
    settings = SETTINGS | (TRICKS if classes else {})
    trained = training.train(Params(**settings), FakeJob(tmp_path, data_set="mine", data={"mine": data}))

    printed = run_script("dcgan", settings, trained, seed=7, data=data.path, folder=tmp_path)

    assert printed["frechet"] > 0
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], rel=1e-6), name
