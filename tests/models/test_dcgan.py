"""The DCGAN keeps the promises of a recipe, its tricks are real, and its figures are right."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.dcgan.adversaries import Adversaries
from models.dcgan.answering import Artist, load
from models.dcgan.card import CARD
from models.dcgan.questions import Decode, Interpolate, Query, Sample
from models.dcgan.settings import Params
from models.dcgan.training import train
from models.job import Pictures, Trained
from models.recipe import Canceled, InputError, JobFailure
from tests.models.drawn_pictures import KINDS, SIDE, drawn_zip
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference

TINY: dict[str, Any] = {
    "epochs": 3, "epoch_steps": 4, "batch_size": 8, "filters": 4, "latent_size": 6, "side": SIDE,
}  # fmt: skip
JUDGE_STEPS = 20


def job(folder: Path, *, classes: bool = True, taught: FakeJob | None = None, **wishes: Any) -> FakeJob:
    """Give a job; `taught` lends it the judge of another one, which saves a second."""
    folder.mkdir(parents=True, exist_ok=True)
    fake = FakeJob(folder, data_set="mine", data={"mine": drawn_zip(folder, classes=classes)}, **wishes)
    if taught is not None:
        shutil.copy(taught.checkpoint() / "judge.npz", fake.checkpoint())
    return fake


def trained_with(fake: FakeJob, **params: Any) -> Trained:
    return train(Params(**TINY | params), fake, judge_steps=JUDGE_STEPS)


def weights(trained: Trained) -> list[np.ndarray]:
    return [value for name in sorted(trained.networks) for value in trained.networks[name].get_weights()]


def assert_same(one: Trained, other: Trained) -> None:
    for mine, yours in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(mine, yours)
    assert one.metrics == other.metrics


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, FakeJob]:
    fake = job(tmp_path_factory.mktemp("unbroken"))
    return trained_with(fake), fake


@pytest.fixture(scope="module")
def artist(unbroken: tuple[Trained, FakeJob], tmp_path_factory: pytest.TempPathFactory) -> Artist:
    return load(FakeBundle(unbroken[0], tmp_path_factory.mktemp("bundle")))


@pytest.fixture(scope="module")
def by_class(
    unbroken: tuple[Trained, FakeJob], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Trained, Artist]]:
    folder = tmp_path_factory.mktemp("by_class")
    trained = trained_with(job(folder, taught=unbroken[1]), class_conditional=True, epochs=1)
    yield trained, load(FakeBundle(trained, folder))


def test_reports_every_epoch_shows_it_and_keeps_it(unbroken: tuple[Trained, FakeJob]) -> None:
    trained, fake = unbroken

    assert [report["step"] for report in fake.reports] == [1, 2, 3]
    assert {"d_loss", "g_loss", "d_accuracy", "frechet", "classes", "entropy", "confidence"} <= fake.reports[0].keys()
    assert sorted(fake.snapshots) == [1, 2, 3]
    assert len(fake.frames) >= 4 and fake.frames[-1].shape[2] == 3
    assert not np.array_equal(fake.frames[1], fake.frames[-1])
    assert {"frechet_untrained", "frechet_real", "frechet_noise", "judge_accuracy"} <= trained.metrics.keys()
    assert CARD.headline is not None and CARD.headline.metric in trained.metrics
    assert all(np.isfinite(value) for value in trained.metrics.values())
    assert trained.data["rows"] == 64 and sum(trained.data["split"].values()) == 64
    assert len(trained.report["history"]) == 3


def test_same_seed_gives_same_result_and_another_does_not(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    again = trained_with(job(tmp_path / "again"))
    other = trained_with(job(tmp_path / "other", seed=8, taught=unbroken[1]))

    assert_same(again, unbroken[0])
    assert not np.array_equal(weights(other)[0], weights(again)[0])
    assert other.metrics["frechet_real"] == again.metrics["frechet_real"]  # one judge for every seed


def test_killed_training_resumes_to_the_same_end(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    with pytest.raises(Killed):
        trained_with(job(tmp_path, kill_after_report=2, taught=unbroken[1]))

    resumed = job(tmp_path)
    assert_same(trained_with(resumed), unbroken[0])
    assert [report["step"] for report in resumed.reports] == [2, 3]
    assert resumed.ticks == 8  # the judge was not taught again


def test_cancel_stops_at_the_next_step_and_a_frame_stays(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    learning = job(tmp_path / "learning", cancel_at_tick=2)
    playing = job(tmp_path / "playing", cancel_at_tick=2, taught=unbroken[1])

    for fake, frames in ((learning, 1), (playing, 2)):  # the real pictures, then the first samples
        with pytest.raises(Canceled):
            trained_with(fake)
        assert (fake.ticks, len(fake.frames)) == (2, frames)


def test_fork_goes_on_from_the_saved_epoch(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    origin = unbroken[1].snapshots[2]

    same = job(tmp_path / "same", forked_from=origin, taught=unbroken[1])
    changed = job(tmp_path / "changed", forked_from=origin, taught=unbroken[1])

    assert_same(trained_with(same), unbroken[0])
    assert [report["step"] for report in same.reports] == [3]
    other = trained_with(changed, discriminator_dropout=0.0, generator_learning_rate=0.01)
    assert [report["step"] for report in changed.reports] == [3]
    assert not np.array_equal(weights(other)[0], weights(unbroken[0])[0])


def test_a_learning_rate_can_be_changed_while_it_runs(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    stopped: Any = [(8, {"generator_learning_rate": 1e-6, "discriminator_learning_rate": 1e-6})]
    steered = job(tmp_path, steering=stopped, taught=unbroken[1])

    trained_with(steered)

    assert steered.reports[1] == unbroken[1].reports[1]
    assert steered.reports[2] != unbroken[1].reports[2]


def test_numbers_that_overflow_are_reported_as_diverged(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    fake = job(tmp_path, taught=unbroken[1])
    with np.load(unbroken[1].snapshots[2]) as arrays:
        broken = {name: np.full_like(arrays[name], np.nan) if name == "v0" else arrays[name] for name in arrays.files}
    np.savez(fake.checkpoint() / "training.npz", **broken)

    with pytest.raises(JobFailure) as refused:
        trained_with(fake)

    assert refused.value.code == "diverged"
    assert not fake.ticks  # at the very first step


def test_pictures_without_classes_are_judged_all_the_same(tmp_path: Path) -> None:
    trained = trained_with(job(tmp_path, classes=False))

    assert set(trained.networks) == {"generator"}
    assert "classes" not in trained.metrics and trained.metrics["frechet"] > 0
    assert load(FakeBundle(trained, tmp_path)).sample(Sample(n=2)).facts["looks_like"] is None


def test_drawing_by_class_needs_classes(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        trained_with(job(tmp_path, classes=False), class_conditional=True)

    assert refused.value.code == "dataset_without_classes"


def test_onnx_equals_keras_and_answers(unbroken: tuple[Trained, FakeJob], artist: Artist, tmp_path: Path) -> None:
    query = Query(latent=[0.5] * 6)

    answers = artist.answer([query, query])

    assert largest_difference(unbroken[0], FakeBundle(unbroken[0], tmp_path)) < 1e-4
    assert answers[0] == answers[1]
    assert answers[0].looks_like in KINDS
    assert Image.open(io.BytesIO(base64.b64decode(answers[0].image))).size == (SIDE, SIDE)


def test_what_a_sample_tells_draws_it_again(artist: Artist) -> None:
    sampled = artist.sample(Sample(n=5, seed=2**32 - 1, truncation=0.5))
    decoded = artist.decode(Decode(latent=sampled.facts["latents"]))

    np.testing.assert_array_equal(sampled.images, decoded.images)
    np.testing.assert_array_equal(sampled.images, artist.sample(Sample(n=5, seed=2**32 - 1, truncation=0.5)).images)
    assert sampled.images.shape == (5, SIDE, SIDE, 3) and sampled.images.dtype == np.uint8
    assert not np.array_equal(sampled.images, artist.sample(Sample(n=5, seed=0, truncation=0.5)).images)


def test_interpolation_starts_and_ends_where_it_was_told(artist: Artist) -> None:
    start, end = artist.sample(Sample(n=1, seed=1)), artist.sample(Sample(n=1, seed=2))

    seeded = artist.interpolate(Interpolate(seeds=[1, 2], steps=5))
    given: Pictures = artist.interpolate(
        Interpolate.model_validate({"start": start.facts["latents"][0], "end": end.facts["latents"][0], "steps": 5})
    )

    for pictures in (seeded, given):
        assert len(pictures.images) == 5
        np.testing.assert_array_equal(pictures.images[[0, -1]], np.concatenate([start.images, end.images]))


def test_a_class_can_be_asked_for(by_class: tuple[Trained, Artist]) -> None:
    trained, artist = by_class

    assert "label_accuracy" in trained.metrics
    assert artist.sample(Sample(n=3)).facts["labels"] == ["disc", "stripes", "disc"]
    one, other = (artist.sample(Sample(n=4, label=kind)) for kind in KINDS)
    assert one.facts["labels"] == ["disc"] * 4
    assert not np.array_equal(one.images, other.images)
    for label, code in ((None, "label_missing"), ("cat", "label_unknown")):
        with pytest.raises(InputError) as refused:
            artist.answer([Query(latent=[0.0] * 6, label=label)])
        assert (refused.value.code, refused.value.pointer) == (code, "/0/label")


def test_wrong_latents_and_labels_are_refused(artist: Artist) -> None:
    with pytest.raises(InputError) as refused:
        artist.decode(Decode(latent=[[0.0] * 6, [0.0] * 7]))
    assert (refused.value.code, refused.value.pointer) == ("latent_length", "/latent/1")
    with pytest.raises(InputError) as refused:
        artist.sample(Sample(n=1, label="disc"))
    assert refused.value.code == "label_not_taken"


def test_dropout_works_while_the_discriminator_learns() -> None:
    adversaries = Adversaries(Params(**TINY | {"discriminator_dropout": 0.9}), (SIDE, SIDE, 1), 2, 7)
    pictures, labels = np.ones((4, SIDE, SIDE, 1), np.float32), np.zeros((4, 0), np.float32)

    first, second = (np.asarray(adversaries.doubt(pictures, labels)) for _ in range(2))

    assert len(np.unique(first)) == 4  # equal pictures, each with other features dropped
    assert not np.array_equal(first, second)
