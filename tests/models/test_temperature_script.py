"""A run of the forecasting network, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.temperature import training
from models.temperature.card import Params
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script
from tests.models.small_series import wave_csv

SETTINGS: dict[str, Any] = {"window": 24, "horizon": 6, "units": 4, "epochs": 3, "batch_size": 32, "patience": 2}


@pytest.mark.parametrize(
    ("architecture", "missing"), [("dense", "interpolate"), ("gru", "forward-fill"), ("stacked", "drop-windows")]
)
def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path, architecture: str, missing: str) -> None:
    data = wave_csv(tmp_path, gaps=True)
    settings = SETTINGS | {"architecture": architecture, "missing": missing}
    trained = training.train(Params(**settings), FakeJob(tmp_path, data_set="mine", data={"mine": data}))

    printed = run_script("temperature", settings, trained, seed=7, data=data.path, folder=tmp_path)

    assert printed["mae"] > 0
    for name, value in printed.items():
        # in float32, without the detour by the network that is served
        assert value == pytest.approx(trained.metrics[name], rel=1e-5), name


def test_the_program_reads_the_packaged_weather(tmp_path: Path) -> None:
    job = FakeJob(tmp_path)
    settings = SETTINGS | {"architecture": "dense", "epochs": 1, "window": 12}
    trained = training.train(Params(**settings), job)

    printed = run_script("temperature", settings, trained, seed=7, data=job.dataset("weather").path, folder=tmp_path)

    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], rel=1e-5), name
