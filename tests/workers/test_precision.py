"""Trainings in 16 bits, tried on the CPU, which computes them too: what is exported and served is in 32."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from app.settings import Settings
from models.catalog import CARDS
from models.job import Dataset
from models.recipe import Json
from tests.models.drawn_pictures import drawn_zip
from tests.models.fakes import FakeJob
from tests.models.small_data import SUBJECTS, text_csv
from workers.export import TOLERANCE, export
from workers.precision import HALF, half_precision, in_full_precision, uses_halves

GPU = "NVIDIA H100 80GB HBM3"
TEXT: Json = {"vocabulary_size": 100, "epochs": 3, "batch_size": 16, "patience": 0, "length": 12}
CASES: dict[str, tuple[str, Json]] = {
    "bag": ("sentiment", TEXT | {"hidden_units": 8}),
    "gru": ("sentiment", TEXT | {"architecture": "gru", "units": 8, "embedding_size": 8}),
    "photos": ("images", {"side": 48, "epochs": 2, "batch_size": 16, "patience": 0, "mode": "scratch"}),
}


class ExportingJob(FakeJob):
    """A job that export can talk to."""

    def enter(self, phase: str) -> None:
        """Nothing shows it."""

    def warn(self, level: str, message: str) -> None:
        raise AssertionError(message)


def data_of(recipe: str, folder: Path) -> Dataset:
    return drawn_zip(folder) if recipe == "images" else text_csv(folder, SUBJECTS)


@pytest.mark.parametrize("case", CASES)
def test_what_was_learned_in_16_bits_is_exported_in_32(case: str, tmp_path: Path) -> None:
    recipe, settings = CASES[case]
    job: Any = ExportingJob(tmp_path, data_set="mine", data={"mine": data_of(recipe, tmp_path)})
    training = import_module(f"{CARDS[recipe].package}.training")

    with half_precision(wanted=True):
        learned = training.train(CARDS[recipe].Params(**settings), job)
    trained = in_full_precision(learned)
    exported = export(trained, job)

    assert {network.compute_dtype for network in learned.networks.values()} == {"float16"}
    assert {network.compute_dtype for network in trained.networks.values()} == {"float32"}
    assert keras.config.dtype_policy().name == "float32"
    for name, network in trained.networks.items():
        for ours, theirs in zip(network.get_weights(), learned.networks[name].get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert exported.refused is None and exported.parity is not None and exported.parity < TOLERANCE


def test_16_bits_need_the_setting_a_gpu_and_a_recipe_that_bears_them() -> None:
    on, off, photos = Settings(mixed_precision=True), Settings(), CARDS["images"]

    assert uses_halves(on, photos, GPU)
    assert not uses_halves(off, photos, GPU)
    assert not uses_halves(on, photos, "cpu")
    assert not uses_halves(on, CARDS["vae"], GPU)


def test_nothing_changes_where_nobody_wants_it() -> None:
    with half_precision(wanted=False):
        assert keras.config.dtype_policy().name == "float32"
    with pytest.raises(RuntimeError), half_precision(wanted=True):
        assert keras.config.dtype_policy().name == HALF
        raise RuntimeError
    assert keras.config.dtype_policy().name == "float32"
