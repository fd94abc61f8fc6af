"""A run of a text recipe, told as a plain Keras program, reaches the same figures."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from models.catalog import CARDS
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script
from tests.models.small_data import SUBJECTS, TOPICS, text_csv

SMALL: dict[str, Any] = {
    "vocabulary_size": 100, "epochs": 3, "batch_size": 16, "learning_rate": 0.01, "dropout": 0.2, "length": 12,
    "embedding_size": 8, "units": 8, "hidden_units": 8, "patience": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("recipe", "own"),
    [
        ("sentiment", {"architecture": "multi-hot", "ngrams": 2, "l2": 0.001}),
        ("news", {"architecture": "tf-idf", "ngrams": 2, "training_rows": 50}),
        ("news", {"architecture": "lstm", "recurrent_dropout": 0.2}),
        ("sentiment", {"architecture": "transformer", "loss": "mse"}),
        *(
            pytest.param("sentiment", {"architecture": name, "ngrams": 2, "patience": 0}, marks=pytest.mark.slow)
            for name in ("count", "hashing", "embedding-flatten", "conv1d", "gru", "bidirectional", "stacked")
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value["architecture"],
)
def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path, recipe: str, own: dict[str, Any]) -> None:
    settings, card = SMALL | own, CARDS[recipe]
    data = text_csv(tmp_path, SUBJECTS if recipe == "sentiment" else TOPICS)
    training = import_module(f"{card.package}.training")
    trained = training.train(card.Params(**settings), FakeJob(tmp_path, data_set="mine", data={"mine": data}))

    printed = run_script(recipe, settings, trained, seed=7, data=data.path, folder=tmp_path)

    assert printed.keys() == trained.metrics.keys()
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], abs=1e-6), name
