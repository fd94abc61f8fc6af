"""Runs of the designer, told as plain Keras programs, reach the same figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.designer import training
from models.designer.card import Params
from models.designer.sample_files import sample_file
from models.designer.samples import read_sample
from models.job import Dataset
from models.recipe import InputError, Json
from models.script import Run
from tests.models.designed import labelled_lines, mixed_csv, turning_npz
from tests.models.fakes import FakeJob
from tests.models.run_script import run_script

Make = Callable[[Path], Dataset]
SHORT: Json = {"epochs": 4, "batch_size": 16, "patience": 2}
OWN: list[tuple[str, Make, Json]] = [
    (
        "vector",
        mixed_csv,
        {"input": "vector", "task": "binary", "target": ["bought"], "missing": "fill", "imbalance": "class_weights"},
    ),
    ("text", labelled_lines, {"input": "text", "task": "multi-label", "units": 8}),
    ("words", labelled_lines, {"input": "text", "task": "multi-label", "units": 8, "architecture": "transformer"}),
    ("series", turning_npz, {"input": "time-series", "task": "binary", "units": 8}),
]


@pytest.mark.parametrize(
    ("make", "params"), [(make, params) for _, make, params in OWN], ids=[name for name, *_ in OWN]
)
def test_the_program_reaches_the_figures_of_the_run(tmp_path: Path, make: Make, params: Json) -> None:
    data = make(tmp_path)
    settings = SHORT | params
    trained = training.train(Params(**settings), FakeJob(tmp_path, data_set="mine", data={"mine": data}))

    printed = run_script("designer", settings, trained, seed=7, data=data.path, folder=tmp_path)

    assert trained.headline is not None and trained.headline.metric in printed
    assert {"loss", "best_epoch"} < printed.keys() <= trained.metrics.keys()
    for name, value in printed.items():
        assert value == pytest.approx(trained.metrics[name], abs=1e-6), name


def test_the_program_of_a_sample_reads_the_file_that_the_api_gives(tmp_path: Path) -> None:
    settings = SHORT | {"input": "volume", "task": "regression", "epochs": 1, "units": 4}
    job = FakeJob(tmp_path)
    trained = training.train(Params(**settings), job)
    content, name, _ = sample_file(read_sample("volume", "regression", job.dataset)[0], "sample")
    (tmp_path / name).write_bytes(content)

    printed = run_script("designer", settings, trained, seed=7, data=tmp_path / name, folder=tmp_path)

    assert printed["mae"] == pytest.approx(trained.metrics["mae"], abs=1e-6)


def test_a_format_that_no_short_program_reads_is_refused() -> None:
    from models.designer.script import script

    network = {"input": "image", "task": "binary", "names": ["a", "b"], "evaluation_batch": 8}
    data = {"name": "digits", "source": "packaged", "layout": {"format": "mnist-csv"}, "network": network}
    params = Params(input="image").model_dump(mode="json")

    with pytest.raises(InputError) as refused:
        script(Run("job", "designer", params, 7, data | {"split_seed": 113}, {}, "test"))

    assert refused.value.code == "script_not_available"
