"""The autoencoder: its bound, its baselines, and what every recipe promises, on sixty drawn pictures."""

from __future__ import annotations

import gzip
import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from models import checkpoint
from models.job import Dataset, Trained
from models.recipe import Canceled, JobFailure
from models.vae.baselines import MARGINS, pca_reconstruction, principal_axes
from models.vae.card import CARD, Params
from models.vae.latent_plane import manifold_points, plane_from, plane_through, quantiles
from models.vae.latent_report import latent_report, neighbour_accuracy
from models.vae.networks import build
from models.vae.objective import Trainer, divergence, terms
from models.vae.training import train
from tests.models.fakes import FakeBundle, FakeJob, Killed, largest_difference

SMALL: dict[str, Any] = {"epochs": 3, "batch_size": 16, "filters": 4, "dense": 8, "warm_up": 5}


def drawn(rows: int = 60) -> np.ndarray:
    """Squares and crosses of every size: `(rows, 785)`, the label last."""
    values = np.zeros((rows, 785), np.uint8)
    for row in range(rows):
        picture, half = np.zeros((28, 28), np.uint8), 3 + row % 9
        if row % 2:
            picture[14 - half : 14 + half, 14 - half : 14 + half] = 100 + row
        else:
            picture[13:15, 14 - half : 14 + half] = picture[14 - half : 14 + half, 13:15] = 255 - row
        values[row, :784], values[row, 784] = picture.ravel(), row % 2
    return values


def job(folder: Path, **options: Any) -> FakeJob:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / "drawn.csv.gz", "wt") as stream:
        np.savetxt(stream, drawn(), "%d", ",")
    data = Dataset("mine", "uploaded", "1", "0" * 64, folder / "drawn.csv.gz", "mnist-csv")
    return FakeJob(folder, data_set="mine", data={"mine": data}, **options)


def run(folder: Path, params: dict[str, Any] | None = None, **options: Any) -> tuple[Trained, FakeJob]:
    fake = job(folder, **options)
    return train(Params(**SMALL | (params or {})), fake), fake


def weights(trained: Trained) -> list[np.ndarray]:
    return [value for network in trained.networks.values() for value in network.get_weights()]


def same(one: Trained, other: Trained) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(weights(one), weights(other), strict=True))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, FakeJob]:
    return run(tmp_path_factory.mktemp("unbroken"))


def test_it_reports_both_terms_each_epoch_and_keeps_every_epoch(unbroken: tuple[Trained, FakeJob]) -> None:
    trained, fake = unbroken
    assert [report["step"] for report in fake.reports] == [1, 2, 3]
    for report in fake.reports:
        assert report["loss"] == pytest.approx(report["reconstruction"] + report["kl"])
        assert report["val_loss"] == pytest.approx(report["val_reconstruction"] + report["val_kl"])
    assert fake.reports[-1]["loss"] < fake.reports[0]["loss"]
    assert sorted(fake.snapshots) == [1, 2, 3] and fake.frames
    assert all(math.isfinite(value) for value in trained.metrics.values())
    assert CARD.headline is not None and CARD.headline.metric in trained.metrics
    json.dumps([trained.report, trained.question, trained.assets], allow_nan=False)
    assert trained.metrics["test_loss"] == pytest.approx(
        trained.metrics["test_reconstruction"] + trained.metrics["test_kl"]
    )
    assert {"linear_loss", "pca_reconstruction", "knn_accuracy", "active_dimensions"} <= set(trained.metrics)


def test_onnx_gives_what_keras_gives(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    assert largest_difference(unbroken[0], FakeBundle(unbroken[0], tmp_path)) < 1e-4


def test_the_same_seed_gives_the_same_weights_and_figures(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    again, _ = run(tmp_path / "again")
    assert same(again, unbroken[0]) and again.metrics == unbroken[0].metrics
    assert not same(run(tmp_path / "other", seed=8)[0], unbroken[0])


def test_a_killed_training_ends_as_the_unbroken_one(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    with pytest.raises(Killed):
        run(tmp_path, kill_after_report=2)
    resumed, fake = run(tmp_path)
    assert same(resumed, unbroken[0]) and resumed.metrics == unbroken[0].metrics
    assert [report["step"] for report in fake.reports][-1] == 3


def test_a_fork_with_the_same_settings_goes_on_as_the_unbroken_run(
    unbroken: tuple[Trained, FakeJob], tmp_path: Path
) -> None:
    forked, fake = run(tmp_path, forked_from=unbroken[1].snapshots[1])
    assert same(forked, unbroken[0]) and forked.metrics == unbroken[0].metrics
    assert [report["step"] for report in fake.reports] == [2, 3]


def test_a_fork_takes_the_new_settings(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    slow, _ = run(tmp_path, {"learning_rate": 1e-6}, forked_from=unbroken[1].snapshots[2])
    networks = build(Params(**SMALL), 28, 1)
    trainer = Trainer(networks, np.zeros((1, 28, 28, 1), np.uint8), Params(**SMALL), unbroken[1])
    assert checkpoint.restore_file(unbroken[1].snapshots[2], trainer.state) is not None
    start = [*networks.encoder.get_weights(), *networks.decoder.get_weights()]
    moved = max(float(np.abs(a - b).max()) for a, b in zip(weights(slow), start, strict=True))
    assert 0 < moved < 1e-5  # three steps of at most about 1e-6 each, though the state brought 2e-3 with it


def test_a_fork_of_another_shape_is_refused(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    with pytest.raises(JobFailure) as caught:
        run(tmp_path, {"latent": 3}, forked_from=unbroken[1].snapshots[1])
    assert caught.value.code == "snapshot_mismatch"


def test_a_cancel_is_noticed_within_a_step(tmp_path: Path) -> None:
    fake = job(tmp_path, cancel_at_tick=2)
    with pytest.raises(Canceled):
        train(Params(**SMALL), fake)
    assert fake.ticks == 2 and not fake.reports and fake.frames


def test_steering_changes_the_run_from_that_step_on(unbroken: tuple[Trained, FakeJob], tmp_path: Path) -> None:
    steered, fake = run(tmp_path, steering=[(3, {"beta": 0.0})])  # an epoch has three steps
    assert fake.reports[0] == unbroken[1].reports[0]
    assert fake.reports[1]["beta"] == 0.0 and not same(steered, unbroken[0])


def test_kl_against_values_by_hand() -> None:
    """KL(N(1, 1) | N(0, 1)) = 1/2; KL(N(0, e^2)) = (e^2 - 1 - 2) / 2."""
    found = divergence(tf.constant([0.0, 1.0, 0.0]), tf.constant([0.0, 0.0, 2.0])).numpy()
    assert found == pytest.approx([0.0, 0.5, (math.e**2 - 3) / 2], rel=1e-6)


def test_the_reconstruction_is_summed_over_pixels_in_nats() -> None:
    networks = build(Params(**SMALL), 28, 1)
    for variable in networks.variables:
        variable.assign(np.zeros(variable.shape))
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 1), np.uint8)
    reconstruction, cost = terms(networks, tf.constant(images), tf.constant([1, 2], tf.int64))
    assert reconstruction.numpy() == pytest.approx([784 * math.log(2)] * 3, rel=1e-5)  # every pixel is 1/2
    assert cost.numpy() == pytest.approx([0.0] * 3)  # all-zero weights: the posterior is the prior


def test_beta_rises_over_the_warm_up(unbroken: tuple[Trained, FakeJob]) -> None:
    """Five steps of warm-up, three steps an epoch."""
    assert [report["beta"] for report in unbroken[1].reports] == pytest.approx([0.6, 1.0, 1.0])


def test_pca_against_numpys_svd() -> None:
    rows = drawn()[:, :784].reshape(-1, 28, 28, 1)
    train_rows, test = rows[:50], rows[50:]
    flat, target = train_rows.reshape(50, -1) / 255, test.reshape(10, -1) / 255
    centre = flat.mean(axis=0)
    axes = np.linalg.svd(flat - centre, full_matrices=False)[2][:3]
    assert np.abs(np.abs(principal_axes(flat - centre, 3) @ axes.T) - np.eye(3)).max() < 1e-6
    rebuilt = centre + (target - centre) @ axes.T @ axes
    costs = []
    for margin in MARGINS:
        pixels = np.clip(rebuilt, margin, 1 - margin)
        costs.append(-(target * np.log(pixels) + (1 - target) * np.log(1 - pixels)).sum(axis=1).mean())
    assert pca_reconstruction(train_rows, test, 3) == pytest.approx(min(costs), rel=1e-4)


def test_dead_numbers_and_neighbours() -> None:
    rng = np.random.default_rng(0)
    means = np.stack([rng.normal(size=200), rng.normal(scale=0.01, size=200)], axis=1)
    found = latent_report(means, np.zeros((200, 2)))
    assert found["dead"] == [1] and found["kl"][0] > 0.3 > found["kl"][1]
    labels = (means[:, 0] > 0).astype(np.int64)
    assert neighbour_accuracy(means[:150], labels[:150], means[150:], labels[150:]) > 0.9
    assert neighbour_accuracy(means[:150], labels[:150], means[150:], 1 - labels[150:]) < 0.1


def test_the_map_of_many_numbers_is_the_plane_of_largest_variance() -> None:
    rng = np.random.default_rng(0)
    means = rng.normal(size=(500, 5)) * (0.1, 3.0, 0.2, 2.0, 0.1)
    plane = plane_from(plane_through(means).document())
    assert np.abs(plane.axes[0]).argmax() == 1 and np.abs(plane.axes[1]).argmax() == 3
    points = plane.points(means)
    assert np.allclose(plane.points(plane.codes(points)), points, atol=1e-5)
    flat = manifold_points(plane_through(means[:, :2]), 5)
    assert flat[0].tolist() == [quantiles(5)[0], quantiles(5)[-1]] and flat[-1, 0] == pytest.approx(1.6449, abs=1e-3)


def test_a_persons_colour_pictures_without_classes(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        for number in range(50):
            content = io.BytesIO()
            colour = (5 * number, 255 - 5 * number, 100)
            Image.new("RGB", (48, 40), colour).save(content, "PNG")
            archive.writestr(f"{number}.png", content.getvalue())
    data = Dataset("mine", "uploaded", "1", "0" * 64, tmp_path / "mine.zip", "images-zip")
    fake = FakeJob(tmp_path, data_set="mine", data={"mine": data})
    trained = train(Params(**SMALL | {"epochs": 1, "size": 32, "latent": 3}), fake)
    assert trained.networks["decoder"].output_shape == (None, 32, 32, 3)
    assert trained.data["split"] == {"train": 40, "validation": 5, "test": 5}
    asked = trained.question
    assert (asked["latent"], asked["height"], asked["channels"], asked["labels"]) == (3, 32, 3, [])
    assert [point[2] for point in asked["map"]["points"]] == [-1] * 5 and asked["class_means"] == []
    assert "knn_accuracy" not in trained.metrics


@pytest.mark.slow
def test_the_default_beats_pca_and_the_linear_autoencoder_on_digits(tmp_path: Path) -> None:
    """PCA pays nothing for its code here: the harder comparison."""
    trained = train(Params(), FakeJob(tmp_path))
    ours = trained.metrics["test_loss"]
    assert ours < 165 and ours < trained.metrics["pca_reconstruction"] and ours < trained.metrics["linear_loss"]
    assert min(trained.report["latent"]["std"]) > 0.5
