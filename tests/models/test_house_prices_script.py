"""A run of house prices, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.house_prices import training
from models.house_prices.card import Params
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script
from tests.models.small_data import table_csv

SETTINGS: dict[str, Any] = {
    "epochs": 4,
    "batch_size": 8,
    "hidden_units": 8,
    "folds": 3,
    "passes": 2,
    "dropout": 0.1,
    "l2": 0.001,
}


def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path) -> None:
    data = table_csv(tmp_path)
    trained = training.train(Params(**SETTINGS), FakeJob(tmp_path, data_set="mine", data={"mine": data}))

    printed = run_script("house-prices", SETTINGS, trained, seed=7, data=data.path, folder=tmp_path)

    assert "mae_k_usd" in printed
    for name, value in printed.items():
        # the service scales once more on the way out, in float32
        assert value == pytest.approx(trained.metrics[name], abs=1e-5), name
