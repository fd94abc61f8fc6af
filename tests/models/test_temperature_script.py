"""A run of the forecasting network, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.job import Dataset
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


def test_the_program_reads_the_jena_file_hour_by_hour(tmp_path: Path) -> None:
    """In the published layout, zipped: times as 31.12.2009, a sentinel for the wind, a row every ten minutes."""
    rng = np.random.default_rng(0)
    lines = ['"Date Time","p (mbar)","T (degC)","wv (m/s)"']
    for n in range(3600):
        day, hour, minute = 1 + n // 144, n // 6 % 24, n % 6 * 10
        wind = "-9999.0" if n % 97 == 0 else f"{rng.uniform(0, 9):.2f}"
        lines.append(f"{day:02d}.01.2009 {hour:02d}:{minute:02d}:00,996.5,{10 * np.sin(n / 23):.2f},{wind}")
    path = tmp_path / "jena.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("jena_climate_2009_2016.csv", "\n".join(lines))
    data = Dataset("jena", "uploaded", "1", "0" * 64, path, "jena-csv")
    settings = SETTINGS | {"architecture": "dense", "sampling_minutes": 60, "window": 12}
    trained = training.train(Params(**settings), FakeJob(tmp_path, data_set="jena", data={"jena": data}))

    printed = run_script("temperature", settings, trained, seed=7, data=path, folder=tmp_path)

    assert trained.data["rows_read"] == 600
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], rel=1e-5), name
