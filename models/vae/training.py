"""Trains the variational autoencoder.

Task: a code of a few numbers for every picture, and a picture for every code.
Source: Chollet, Deep Learning with Python, 1E §8.4, 2E ch. 12.4; Kingma and Welling, arXiv:1312.6114; the rise of the
KL weight: Bowman et al., arXiv:1511.06349. Data: digits, Fashion-MNIST, or a person's zip of pictures.
Measured figures: docs/recipes.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import keras
import numpy as np

from models.checkpoint import Progress
from models.data.images import ImageRows, read_images
from models.data.splits import Split
from models.fit import EpochLogs, Plan, run_epochs
from models.job import Dataset, Job, Trained
from models.pictures.grid import grid
from models.recipe import Json
from models.vae import latent_report
from models.vae.answering import as_colour
from models.vae.baselines import linear_autoencoder, pca_reconstruction
from models.vae.card import CARD, Params
from models.vae.latent_plane import Plane, manifold_points, plane_through
from models.vae.networks import Networks, build
from models.vae.objective import BATCH, Trainer

SAMPLES = 8  # codes a picture when the held-out bound is measured
FRAME_EVERY = 30  # steps: about a second
PROBES = 256
_PICTURE_SEED = 11


@dataclass(frozen=True)
class _Run:
    """What one training works with."""

    params: Params
    data: Dataset
    rows: ImageRows
    split: Split
    networks: Networks
    trainer: Trainer

    def images(self, part: Literal["train", "validation", "test"]) -> np.ndarray:
        images: np.ndarray = self.rows.images[getattr(self.split, part)]
        return images


def train(params: Params, job: Job) -> Trained:
    """Train, and measure on pictures never trained on.

    Raises:
        JobFailure: `dataset_unavailable`, `dataset_kind`, `diverged`, `snapshot_mismatch`.
        InputError: the person's zip cannot be used.
    """
    keras.utils.set_random_seed(job.seed % 2**32)
    data = job.dataset(job.data_set or CARD.data_sets[0])
    rows = read_images(data, side=params.size)
    split = rows.split(limit=params.images)
    _say(rows, split, params, job)
    networks = build(params, rows.images.shape[1], rows.images.shape[3])
    run = _Run(params, data, rows, split, networks, Trainer(networks, rows.images[split.train], params, job))
    progress = _fit(run.trainer, run.images("validation"), params, job)
    return _trained(run, progress, job)


def _say(rows: ImageRows, split: Split, params: Params, job: Job) -> None:
    sizes = ", ".join(f"{size} {part}" for part, size in split.sizes().items())
    job.log(f"{rows.name}: {sizes} pictures of {rows.images.shape[1]} px")
    if rows.images.shape[1] != params.size:
        job.log(f"The set {rows.name} keeps its own size; the setting counts for your own pictures.")
    if rows.duplicates_removed or rows.files_ignored:
        job.log(f"left out: {rows.duplicates_removed} repeated pictures, {rows.files_ignored} other files")


def _fit(trainer: Trainer, validation: np.ndarray, params: Params, job: Job) -> Progress:
    def picture() -> np.ndarray:
        return overview(trainer.networks, params.latent)

    def show(step: int) -> None:
        if step % FRAME_EVERY == 0:
            job.show("frame", picture())

    def epoch(number: int) -> EpochLogs:
        logs = trainer.epoch(number, f"epoch {number + 1}/{params.epochs}", show)
        return logs | {f"val_{name}": value for name, value in trainer.measured(validation).items()}

    plan = Plan(params.epochs, params.batch_size)
    return run_epochs(trainer.state, trainer.networks.variables, epoch, plan, job, picture)


def overview(networks: Networks, latent: int) -> np.ndarray:
    """Give what the decoder makes now: the map of two dimensions, else always the same samples of the prior."""
    if latent == 2:
        codes = manifold_points(plane_through(np.zeros((1, 2))), 12).astype(np.float32)
        return grid(_pictures(networks, codes), 12, gap=0)
    codes = np.random.default_rng(_PICTURE_SEED).standard_normal((64, latent), np.float32)
    return grid(_pictures(networks, codes), 8, gap=0)


def _pictures(networks: Networks, codes: np.ndarray) -> np.ndarray:
    return as_colour(np.asarray(networks.decoder(codes, training=False)))


def _trained(run: _Run, progress: Progress, job: Job) -> Trained:
    test = run.images("test")
    means, log_variances = _codes(run.networks, test)
    plane = plane_through(means)
    latent = latent_report.latent_report(means, log_variances)
    if latent["dead"]:
        job.log(f"latent numbers that carry nothing: {latent['dead']}")
    baselines = _baselines(run, job)
    figures = _figures(baselines) | _map_figures(run, means, len(latent["dead"]))
    return Trained(
        networks={"encoder": run.networks.encoder, "decoder": run.networks.decoder},
        probes={"encoder": test[:PROBES].astype(np.float32), "decoder": means[:PROBES]},
        assets={"vae": _asset(run.rows, run.params, plane)},
        metrics=figures | {"epochs": float(progress.epoch)},
        report={"history": progress.history, "latent": latent, "baselines": baselines},
        data=run.data.provenance() | {"rows": len(run.rows.images), "split": run.split.sizes()},
        question=latent_report.question(run.rows, run.split.test, means, plane),
        decides=frozenset(),
    )


def _baselines(run: _Run, job: Job) -> Json:
    """Give what a test picture costs in nats: ours, the linear autoencoder's, and PCA's, whose code is free."""
    train_images, test = run.images("train"), run.images("test")
    pca = pca_reconstruction(train_images, test, run.params.latent)
    return {
        "vae": run.trainer.measured(test, SAMPLES),
        "linear_vae": linear_autoencoder(train_images, test, run.params, SAMPLES, job),
        "pca": {"loss": pca, "reconstruction": pca, "kl": 0.0},
    }


def _figures(baselines: Json) -> dict[str, float]:
    figures = {f"test_{name}": value for name, value in baselines["vae"].items()}
    figures |= {f"linear_{name}": value for name, value in baselines["linear_vae"].items()}
    return figures | {"pca_reconstruction": baselines["pca"]["reconstruction"]}


def _map_figures(run: _Run, means: np.ndarray, dead: int) -> dict[str, float]:
    figures = {"active_dimensions": float(run.params.latent - dead)}
    labels = run.rows.labels
    if labels is not None:
        learned = _codes(run.networks, run.images("train"))[0]
        near = latent_report.neighbour_accuracy(learned, labels[run.split.train], means, labels[run.split.test])
        figures["knn_accuracy"] = near
    return figures


def _asset(rows: ImageRows, params: Params, plane: Plane) -> Json:
    side, channels = rows.images.shape[1], rows.images.shape[3]
    return {"latent": params.latent, "side": side, "channels": channels, "plane": plane.document()}


def _codes(networks: Networks, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give means and log variances, `(n, latent)` each."""
    parts = [
        np.asarray(networks.encoder(images[start : start + BATCH].astype(np.float32), training=False))
        for start in range(0, len(images), BATCH)
    ]
    mean, log_variance = np.split(np.concatenate(parts), 2, axis=1)
    return mean, log_variance
