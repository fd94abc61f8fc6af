"""A run of the autoencoder, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.vae import training
from models.vae.card import Params
from tests.models.drawn_pictures import drawn_zip
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script

SETTINGS: dict[str, Any] = {"images": 300, "epochs": 2, "filters": 8, "dense": 8, "warm_up": 5}


@pytest.mark.parametrize("own", [False, True], ids=["digits", "own zip"])
def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path, own: bool) -> None:
    job = FakeJob(tmp_path, data_set="mine", data={"mine": drawn_zip(tmp_path)}) if own else FakeJob(tmp_path)
    trained = training.train(Params(**SETTINGS), job)

    data = job.dataset("mine" if own else "digits").path
    printed = run_script("vae", SETTINGS, trained, seed=7, data=data, folder=tmp_path)

    assert printed["test_kl"] > 0
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], abs=1e-6), name
