"""The text generator: what every recipe promises, for each architecture, and what it writes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from models.job import Dataset, Trained
from models.recipe import Canceled, InputError, JobFailure, Json
from models.text_generator import training
from models.text_generator.answering import TextGenerator, load
from models.text_generator.card import CARD, Params
from models.text_generator.learning import Learner
from models.text_generator.network import build
from models.text_generator.questions import CompareQuery, NextQuery, Query
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference
from tests.models.small_data import uploaded

SMALL: Json = {
    "units": 32,
    "embedding": 8,
    "window": 16,
    "batch_size": 8,
    "learning_rate": 0.02,
    "epochs": 4,
    "steps_per_epoch": 20,
    "dropout": 0.1,
    "sample_characters": 20,
}
BRIEF: Json = {"epochs": 1, "steps_per_epoch": 2, "layers": 1}
KINDS: dict[str, Json] = {
    "gru": {"layers": 2},
    "lstm": {"architecture": "lstm", "embedding": 0, "optimizer": "rmsprop", "carry_state": False, "patience": 0},
    "transformer": {"architecture": "transformer", "units": 32, "learning_rate": 0.004},
}
WORDS = ["rain", "falls", "over", "the", "old", "town", "and", "nobody", "walks", "under", "green", "trees", "today"]


def english(folder: Path) -> Dataset:
    rng = np.random.default_rng(0)
    lines = [" ".join(rng.choice(WORDS, 8)).capitalize() + ".\n" for _ in range(300)]
    return uploaded(folder / "mine.txt", "".join(lines), "text")


def job_in(folder: Path, **options: Any) -> FakeJob:
    folder.mkdir(parents=True, exist_ok=True)
    return FakeJob(folder, data_set="mine", data={"mine": english(folder)}, **options)


def trained_with(kind: str, job: FakeJob, **changed: Any) -> Trained:
    return training.train(Params(**SMALL | KINDS[kind] | changed), job)


@pytest.fixture(params=list(KINDS), scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def unbroken(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Trained, FakeJob, TextGenerator]]:
    folder = tmp_path_factory.mktemp(kind)
    job = job_in(folder)
    trained = trained_with(kind, job)
    yield trained, job, load(FakeBundle(trained, folder))


def assert_same(one: Trained, other: Trained) -> None:
    for mine, yours in zip(one.networks["step"].get_weights(), other.networks["step"].get_weights(), strict=True):
        np.testing.assert_array_equal(mine, yours)
    assert one.metrics == other.metrics
    assert one.report["samples"] == other.report["samples"]


def test_learns_and_reports_each_epoch(unbroken: tuple[Trained, FakeJob, TextGenerator]) -> None:
    trained, job, _ = unbroken

    assert [report["step"] for report in job.reports] == [1, 2, 3, 4]
    assert job.reports[0]["phase"] == "epoch 1/4"
    assert job.reports[-1]["val_loss"] < job.reports[0]["val_loss"] < trained.metrics["uniform_nats_per_character"]
    assert job.ticks >= 80
    assert len([line for line in job.logs if line.startswith("sample after epoch")]) == 4
    assert CARD.headline is not None and CARD.headline.metric in trained.metrics
    assert all(math.isfinite(value) for value in trained.metrics.values())
    assert sum(trained.data["split"].values()) == trained.data["rows"]
    assert trained.data["sha256"] == job.data["mine"].sha256
    assert [row["temperature"] for row in trained.report["samples"]] == [0.0, 0.2, 0.5, 1.0, 1.5]
    assert set(trained.question["characters"]) > set("rain.\n")
    assert trained.question["prompts"]


def test_figures_agree_with_each_other(unbroken: tuple[Trained, FakeJob, TextGenerator]) -> None:
    metrics = unbroken[0].metrics

    assert metrics["bits_per_character"] == pytest.approx(metrics["nats_per_character"] / math.log(2))
    assert metrics["perplexity"] == pytest.approx(math.exp(metrics["nats_per_character"]))
    assert metrics["nats_per_character"] < metrics["uniform_nats_per_character"]
    assert [row["name"] for row in unbroken[0].report["baselines"]][::2] == ["network", "uniform"]


def test_killed_training_resumes_to_the_same_end(
    kind: str, unbroken: tuple[Trained, FakeJob, TextGenerator], tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        trained_with(kind, job_in(tmp_path, kill_after_report=2))

    job = job_in(tmp_path)
    resumed = trained_with(kind, job)

    assert [report["step"] for report in job.reports] == [2, 3, 4]
    assert_same(resumed, unbroken[0])


def test_onnx_equals_keras_on_every_output(unbroken: tuple[Trained, FakeJob, TextGenerator], tmp_path: Path) -> None:
    trained = unbroken[0]
    probes = trained.probes["step"]

    assert largest_difference(trained, FakeBundle(trained, tmp_path)) < 1e-4
    assert len(probes) >= 2 and all(np.abs(probe).sum() > 0 for probe in probes)


def test_one_step_after_the_other_equals_the_window(
    kind: str, unbroken: tuple[Trained, FakeJob, TextGenerator]
) -> None:
    """What is served step by step has the probabilities that were measured on windows."""
    trained, _, generator = unbroken
    text = "Rain falls over"
    logits = generator._read(text).logits
    params = Params(**SMALL | KINDS[kind])
    learner = Learner(build(params, len(logits)), params, 1)
    learner.network.step.set_weights(trained.networks["step"].get_weights())
    numbers = generator._characters.encode(text)[None, :]
    states = [np.zeros((1, *entry.shape[1:]), np.float32) for entry in learner.network.windows.inputs[1:]]

    whole = np.asarray(learner.windows([numbers, *states], training=False)[0])

    np.testing.assert_allclose(logits, whole[0, -1], atol=1e-4)


def test_streaming_gives_the_answer_and_starts_with_one_character(
    unbroken: tuple[Trained, FakeJob, TextGenerator],
) -> None:
    generator = unbroken[2]
    query = Query(prompt="The old", max_characters=60, seed=3)

    *chunks, last = generator.stream_sample(query)

    answer = generator.sample(query)
    assert len(chunks[0]["text"]) == 1
    assert [chunk["index"] for chunk in chunks] == list(range(len(chunks)))
    assert "".join(chunk["text"] for chunk in chunks) == answer.text
    assert last == answer.model_dump()
    assert answer.characters == len(answer.text) == 60


def test_seed_and_greedy_decide_the_text(unbroken: tuple[Trained, FakeJob, TextGenerator]) -> None:
    generator = unbroken[2]
    asked = [Query(prompt="Town", seed=seed, sampling=how) for how in ("stochastic", "greedy") for seed in (1, 1, 2)]

    first, again, other, greedy, _, greedy_other = (answer.text for answer in generator.answer(asked))

    assert first == again != other
    assert greedy == greedy_other
    assert generator.sample(Query(prompt="Town", temperature=1e-9, seed=5)).text == greedy
    assert generator.sample(Query(prompt="Town", top_k=1, seed=5)).text == greedy


def test_another_seed_gives_another_network(tmp_path: Path) -> None:
    one, other = (trained_with("gru", job_in(tmp_path / str(seed), seed=seed), **BRIEF) for seed in (7, 8))

    assert one.metrics["nats_per_character"] != other.metrics["nats_per_character"]


def test_cancel_stops_at_the_next_tick(tmp_path: Path) -> None:
    job = job_in(tmp_path, cancel_at_tick=4)

    with pytest.raises(Canceled):
        trained_with("gru", job)

    assert job.ticks == 4


def test_steering_changes_the_run_from_its_step_on(tmp_path: Path) -> None:
    steering = [(20, {"learning_rate": 1e-9, "sample_temperature": 0.1})]
    job = job_in(tmp_path, steering=steering)

    trained_with("gru", job, dropout=0.0)

    after = [report["val_loss"] for report in job.reports]
    assert after[1] == pytest.approx(after[0], abs=1e-3)
    assert [line.split(" at temperature ")[1].split(":")[0] for line in job.logs[:2]] == ["0.5", "0.1"]


def test_short_text_and_other_data_are_refused(tmp_path: Path) -> None:
    job = FakeJob(tmp_path, data_set="mine", data={"mine": uploaded(tmp_path / "a.txt", "Too short.", "text")})
    table = FakeJob(tmp_path, data_set="mine", data={"mine": uploaded(tmp_path / "a.csv", "a,b", "csv-table")})

    with pytest.raises(InputError, match="10,000"):
        trained_with("gru", job)
    with pytest.raises(JobFailure):
        trained_with("gru", table)


@pytest.mark.parametrize("temperature", [0, 0.0, -1.0, float("nan"), 9.0])
def test_impossible_temperatures_are_refused(temperature: float) -> None:
    with pytest.raises(ValidationError):
        Query(temperature=temperature)
    with pytest.raises(ValidationError):
        NextQuery(temperature=temperature)
    with pytest.raises(ValidationError):
        CompareQuery(temperatures=[temperature])


def test_a_card_example_is_a_valid_query() -> None:
    assert all(Query.model_validate(example) for example in CARD.examples)
    for action in CARD.actions:
        assert all(action.Query.model_validate(example) for example in action.examples)
        assert hasattr(TextGenerator, action.name) and (not action.streams or hasattr(TextGenerator, "stream_sample"))
    assert all(Params.model_validate(preset.params) for preset in CARD.presets)
