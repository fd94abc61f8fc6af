"""What every recipe promises: it trains, reports, cancels, resumes, repeats itself, and answers as it learned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.catalog import CARDS, load_answerer
from models.job import Dataset, Trained
from models.recipe import Canceled, Card, JobFailure, Json
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference
from tests.models.small_data import SUBJECTS, TOPICS, table_csv, text_csv


@dataclass(frozen=True)
class Small:
    """A recipe on data so small that it trains in a second or two."""

    name: str
    make: Callable[[Path], Dataset]
    params: Json
    question: Json
    again: str = ""  # another network of a recipe that is tested in full: only what depends on the network

    @property
    def card(self) -> Card:
        return CARDS[self.name]

    def train(self, folder: Path, **job: Any) -> tuple[Trained, FakeJob]:
        fake = self.job(folder, **job)
        return self.train_with(fake), fake

    def train_with(self, job: FakeJob, **params: Any) -> Trained:
        training = import_module(f"{self.card.package}.training")
        trained: Trained = training.train(self.card.Params(**self.params | params), job)
        return trained

    def job(self, folder: Path, **job: Any) -> FakeJob:
        folder.mkdir(parents=True, exist_ok=True)
        return FakeJob(folder, data_set="mine", data={"mine": self.make(folder)}, **job)


TEXT = {
    "vocabulary_size": 100,
    "epochs": 5,
    "batch_size": 16,
    "hidden_units": 8,
    "dropout": 0.3,
    "patience": 0,
}
SEQUENCE = {"length": 12, "embedding_size": 8, "units": 8, "recurrent_dropout": 0.2, "learning_rate": 0.01}
SMALL = [
    Small(
        "sentiment",
        lambda folder: text_csv(folder, SUBJECTS),
        TEXT | {"ngrams": 2, "learning_rate": 0.01},
        {"text": "A superb, WONDERFUL film"},
    ),
    Small(
        "news",
        lambda folder: text_csv(folder, TOPICS),
        TEXT | {"learning_rate": 0.01},
        {"text": "The bank's profit: shares rise"},
    ),
    *(
        Small(
            "sentiment",
            lambda folder: text_csv(folder, SUBJECTS),
            TEXT | SEQUENCE | {"architecture": architecture, "ngrams": 2},
            {"text": "A superb, WONDERFUL film"},
            again=f" {architecture}",
        )
        for architecture in ("tf-idf", "conv1d", "gru", "transformer")
    ),
    Small(
        "house-prices",
        table_csv,
        {"epochs": 5, "batch_size": 8, "hidden_units": 8, "dropout": 0.1, "folds": 3, "passes": 2},
        {"rooms": 5.0, "age": 20.0},
    ),
]


@pytest.fixture(params=SMALL, ids=lambda small: small.name + small.again, scope="module")
def small(request: pytest.FixtureRequest) -> Small:
    chosen: Small = request.param
    return chosen


@pytest.fixture(scope="module")
def unbroken(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Trained, FakeJob]]:
    yield small.train(tmp_path_factory.mktemp("unbroken"))


def weights(trained: Trained) -> list[np.ndarray]:
    return [value for network in trained.networks.values() for value in network.get_weights()]


def assert_same(one: Trained, other: Trained) -> None:
    for mine, yours in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(mine, yours)
    assert one.metrics == other.metrics


def test_reports_every_epoch_with_finite_figures(small: Small, unbroken: tuple[Trained, FakeJob]) -> None:
    trained, job = unbroken

    assert [report["step"] for report in job.reports] == [1, 2, 3, 4, 5]
    assert {"loss", "val_loss"} <= job.reports[0].keys()
    assert job.reports[2]["phase"] == "epoch 3/5"
    assert job.ticks >= 5
    assert small.card.headline is not None and small.card.headline.metric in trained.metrics
    assert all(np.isfinite(value) for value in trained.metrics.values())
    assert trained.data["sha256"] == job.data["mine"].sha256
    assert sum(trained.data["split"].values()) == trained.data["rows"]


def test_same_seed_gives_same_result(small: Small, unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    again, _ = small.train(tmp_path)

    assert_same(again, unbroken[0])


def test_other_seed_gives_other_weights(small: Small, unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    if small.again:
        pytest.skip("seeds are set before any network is made")
    other, _ = small.train(tmp_path, seed=8)

    pairs = zip(weights(other), weights(unbroken[0]), strict=True)
    assert any(not np.array_equal(mine, yours) for mine, yours in pairs)


@pytest.mark.parametrize("patience", [0, 4])
def test_killed_training_resumes_to_the_same_end(small: Small, tmp_path: Path, patience: int) -> None:
    """The kill falls between the report of epoch 3 and its checkpoint: epoch 3 runs twice, its result counts once."""
    if small.again and not patience:
        pytest.skip("the loop is the same; the best weights are restored with patience alone")
    changed = {"patience": patience} if "patience" in small.params else {}
    whole = small.train_with(small.job(tmp_path / "whole"), **changed)
    with pytest.raises(Killed):
        small.train_with(small.job(tmp_path / "broken", kill_after_report=3), **changed)

    job = small.job(tmp_path / "broken")
    resumed = small.train_with(job, **changed)

    assert [report["step"] for report in job.reports] == [3, 4, 5]
    assert_same(resumed, whole)


def test_cancel_stops_at_the_next_tick(small: Small, tmp_path: Path) -> None:
    job = small.job(tmp_path, cancel_at_tick=4)

    with pytest.raises(Canceled):
        small.train_with(job)

    assert job.ticks == 4


def test_damaged_checkpoint_starts_over(small: Small, unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    if small.again:
        pytest.skip("a checkpoint is read before it meets a network")
    job = small.job(tmp_path)
    (job.checkpoint() / "training.npz").write_bytes(b"PK\x03\x04 half a file")

    assert_same(small.train_with(job), unbroken[0])


def test_huge_learning_rate_is_reported_as_diverged(small: Small, tmp_path: Path) -> None:
    job = small.job(tmp_path)
    small_steps = {
        "optimizer": "sgd",
        "learning_rate": 1.0,
        "epochs": 60,
        "hidden_layers": 4,
        "hidden_units": 64,
    }
    if small.name != "house-prices":
        pytest.skip("a softmax or sigmoid saturates instead of overflowing")

    with pytest.raises(JobFailure) as refused:
        small.train_with(job, **small_steps)

    assert refused.value.code == "diverged"


def test_onnx_equals_keras_and_answers(small: Small, unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    bundle = FakeBundle(unbroken[0], tmp_path)
    answerer = load_answerer(small.card, bundle)
    card = small.card
    assert card.Query is not None and card.Answer is not None and card.Explanation is not None
    query = card.Query.model_validate(small.question)

    answers = answerer.answer([query, query, query])

    assert largest_difference(unbroken[0], bundle) < 1e-4
    assert len(answers) == 3
    assert all(isinstance(answer, card.Answer) for answer in answers)
    assert answers[0] == answers[2]
    assert isinstance(answerer.explain(query), card.Explanation)
