"""A run of the text generator, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.text_generator import training
from models.text_generator.card import Params
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script
from tests.models.small_data import uploaded

SETTINGS: dict[str, Any] = {
    "units": 32, "window": 16, "batch_size": 8, "epochs": 3, "steps_per_epoch": 4, "dropout": 0.1, "patience": 2,
    "sample_characters": 0,
}  # fmt: skip


@pytest.mark.parametrize("architecture", ["gru", "lstm", "transformer"])
def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path, architecture: str) -> None:
    verse = "".join(f"Line {n}: the owl and the cat went to sea, {n * 7} times; né à l'été.\n" for n in range(400))
    data = uploaded(tmp_path / "verse.txt", verse, "text")
    settings = SETTINGS | {"architecture": architecture, "embedding": 0 if architecture == "lstm" else 16}
    trained = training.train(Params(**settings), FakeJob(tmp_path, data_set="mine", data={"mine": data}))

    printed = run_script("text-generator", settings, trained, seed=7, data=data.path, folder=tmp_path)

    assert printed["nats_per_character"] > 0
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], abs=1e-6), name
