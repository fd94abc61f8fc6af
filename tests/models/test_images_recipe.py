"""Photos by class: every way to learn trains, resumes, repeats itself, and answers as it learned."""

from __future__ import annotations

import base64
import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.images import training
from models.images.answering import PhotoReader
from models.images.questions import InspectQuery, PhotoQuery
from models.images.settings import Params
from models.job import Trained
from models.recipe import Canceled, Json
from tests.models.drawn_pictures import drawn_zip
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference

SMALL: Json = {"side": 48, "epochs": 3, "batch_size": 16, "patience": 0}
WAYS: dict[str, Json] = {
    "scratch": {"mode": "scratch"},
    "augmented": {"mode": "augmented"},
    "separable": {"mode": "scratch", "network": "separable"},
    "features": {"mode": "features", "learning_rate": 0.01},
    "fine-tune": {"mode": "fine-tune", "fine_tune_epochs": 2, "learning_rate": 0.01},
}


def params(way: str, **changes: Any) -> Params:
    return Params(**SMALL | WAYS[way] | changes)


def job_in(folder: Path, **job: Any) -> FakeJob:
    folder.mkdir(parents=True, exist_ok=True)
    return FakeJob(folder, data_set="mine", data={"mine": drawn_zip(folder)}, **job)


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def unbroken(way: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, FakeJob]:
    job = job_in(tmp_path_factory.mktemp(way))
    return training.train(params(way), job), job


def weights(trained: Trained) -> list[np.ndarray]:
    return [value for network in trained.networks.values() for value in network.get_weights()]


def assert_same(one: Trained, other: Trained) -> None:
    for mine, yours in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(mine, yours)
    assert one.metrics == other.metrics


def test_reports_every_epoch_and_measures_photos_never_trained_on(way: str, unbroken: tuple[Trained, FakeJob]) -> None:
    trained, job = unbroken

    assert [report["step"] for report in job.reports] == [1, 2, 3, *([4, 5] if way == "fine-tune" else [])]
    assert {"loss", "val_loss", "accuracy", "val_accuracy"} <= job.reports[0].keys()
    assert trained.headline is not None and trained.headline.metric == "accuracy"
    assert {"accuracy", "baseline_accuracy", "roc_auc", "best_epoch"} <= trained.metrics.keys()
    assert all(np.isfinite(value) for value in trained.metrics.values())
    assert trained.data["sha256"] == job.data["mine"].sha256
    assert sum(trained.data["split"].values()) == trained.data["rows"] == 64
    assert {"confusion_matrix", "roc", "pr", "misclassified", "samples", "history"} <= trained.report.keys()
    assert trained.question["labels"] == ["disc", "stripes"] and len(trained.question["examples"]) == 6


def test_same_seed_gives_the_same_result(way: str, unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    if way == "separable":
        pytest.skip("repeats itself when it resumes, below; once is enough for the slowest network")
    assert_same(training.train(params(way), job_in(tmp_path)), unbroken[0])


def test_cancel_stops_at_the_next_tick(tmp_path: Path) -> None:
    job = job_in(tmp_path, cancel_at_tick=3)

    with pytest.raises(Canceled):
        training.train(params("scratch"), job)

    assert job.ticks == 3


@pytest.mark.parametrize("way", ["features", "fine-tune"])
def test_what_a_base_saw_is_kept_for_the_next_training(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run neither reads the zip nor asks the frozen part again, and ends as the first."""
    job = job_in(tmp_path)
    first = training.train(params(way), job)
    shutil.rmtree(tmp_path / "checkpoint")
    monkeypatch.setattr("models.images.photos.read_images_zip", lambda *_, **__: pytest.fail("the zip was read"))
    monkeypatch.setattr("models.images.photos.prepared", lambda *_: pytest.fail("the base was asked"))

    assert_same(training.train(params(way), FakeJob(tmp_path, data_set="mine", data=job.data)), first)


@pytest.mark.parametrize("after", [2, 4])
def test_killed_training_resumes_to_the_same_end(
    way: str, after: int, unbroken: tuple[Trained, FakeJob], tmp_path: Path
) -> None:
    if after > 3 and way != "fine-tune":
        pytest.skip("only fine-tuning has a second stage")
    with pytest.raises(Killed):
        training.train(params(way), job_in(tmp_path, kill_after_report=after))

    job = job_in(tmp_path)
    resumed = training.train(params(way), job)

    assert job.reports[0]["step"] == after
    assert_same(resumed, unbroken[0])


def test_onnx_equals_keras_and_answers(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    bundle = FakeBundle(unbroken[0], tmp_path)
    reader = PhotoReader(bundle)
    query = PhotoQuery(image=base64_of(np.full((60, 90, 3), 128, np.uint8)))

    answers = reader.answer([query] * 9)

    assert largest_difference(unbroken[0], bundle) < 1e-4
    assert len(answers) == 9 and answers[0] == answers[8]
    assert sum(score.score for score in answers[0].scores) == pytest.approx(1, abs=1e-5)
    assert answers[0].label == answers[0].scores[0].label in ("disc", "stripes")
    explanation = reader.explain(query)
    assert (len(explanation.heat), len(explanation.heat[0])) == (explanation.rows, explanation.columns)
    assert explanation.label == answers[0].label
    seen = reader.inspect(InspectQuery(image=query.image))
    assert all(1 <= len(layer.maps) <= 16 for layer in seen.layers) and len(seen.filters) >= 16
    chosen = seen.layers[1].name
    assert [layer.name for layer in reader.inspect(InspectQuery(image=query.image, layer=chosen)).layers] == [chosen]


def base64_of(pixels: np.ndarray) -> str:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()
