"""Trains a DCGAN: a generator that draws pictures like those of the data set.

Task: sample new pictures. Source: Chollet, Deep Learning with Python, 1E §8.5, 2E §12.5; Radford et al. (2016).
Data: `digits`, `mnist`, `fashion-mnist`, or a person's own pictures. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

import keras
import numpy as np

from models import checkpoint
from models.checkpoint import Progress
from models.data.images import ImageRows, read_images
from models.data.splits import Split
from models.dcgan.adversaries import Adversaries
from models.dcgan.card import CARD
from models.dcgan.game import GRID_COLUMNS, Game, Material
from models.dcgan.judge import STEPS, Judge
from models.dcgan.quality import ALARMS, Opinion, alarms, contrast, frechet_distance
from models.dcgan.scales import pixels
from models.dcgan.settings import Params, weak_spots
from models.dcgan.studio import GRID, SAMPLES, Reference, Studio
from models.job import Dataset, Job, Trained
from models.pictures.grid import grid
from models.recipe import InputError, Json

REFERENCE = 5000  # real pictures that samples are measured against, at most
PROBES = 16


@dataclass(frozen=True)
class Pictures:
    """The real pictures of a run, split; there is no early stopping, so validation rows are trained on too."""

    data: Dataset
    rows: ImageRows
    split: Split

    @property
    def material(self) -> Material:
        chosen = np.sort(np.concatenate([self.split.train, self.split.validation]))
        return Material(self.rows.images[chosen], self._labels[chosen])

    @property
    def held_out(self) -> Material:
        return Material(self.rows.images[self.split.test], self._labels[self.split.test])

    @property
    def _labels(self) -> np.ndarray:
        return np.zeros(len(self.rows.images), np.int64) if self.rows.labels is None else self.rows.labels


def train(params: Params, job: Job, *, judge_steps: int = STEPS) -> Trained:
    """Train, and measure 500 samples in the features of a classifier of the same data.

    Raises:
        JobFailure: `dataset_unavailable`, `dataset_kind`, `diverged`.
        InputError: the person's zip cannot be used; `dataset_without_classes` to draw by class needs classes.
    """
    pictures = _read(params, job)
    material = pictures.material
    job.show("real", grid(pixels(material.images[:GRID] / 255), GRID_COLUMNS))
    shape, classes = material.images.shape[1:], len(pictures.rows.label_names)
    judge = Judge(shape, classes, judge_steps)
    judge.learn(material.images, material.labels, job, params.epochs * params.epoch_steps)
    reference, figures = _yardstick(judge, pictures, job)
    adversaries = Adversaries(params, shape, classes, job.seed)
    studio = Studio(params, adversaries, judge, reference, job.seed)
    figures["frechet_untrained"] = studio.figures()["frechet"]
    for words in weak_spots(params):
        job.log(words.en)
    _take_over(job)
    progress = Game(params, adversaries, studio, material, job).play()
    figures |= studio.figures()
    probes = {"generator": studio.codes[:PROBES], "judge": _unit(pictures.held_out.images[:PROBES])}
    networks = {"generator": adversaries.averaged, "judge": judge.network}
    return _trained(params, pictures, networks, probes, figures, progress)


def _read(params: Params, job: Job) -> Pictures:
    data = job.dataset(job.data_set or CARD.data_sets[0])
    rows = read_images(data, side=params.side)
    if params.class_conditional and rows.labels is None:
        message = "These pictures have no classes to draw by: put them in one folder for each class, or switch it off."
        raise InputError(message, "dataset_without_classes", "/class_conditional")
    return Pictures(data, rows, rows.split())


def _yardstick(judge: Judge, pictures: Pictures, job: Job) -> tuple[Reference, dict[str, float]]:
    """Give what samples are measured against, and what real pictures and noise measure."""
    material, held_out = pictures.material, pictures.held_out
    real = _unit(material.images[_some(len(material.images), REFERENCE)])
    unseen = held_out.images[_some(len(held_out.images), REFERENCE)]
    features, opinion = judge.look(real).features, judge.look(_unit(unseen))
    noise = np.random.default_rng(0).random((SAMPLES, *real.shape[1:])).astype(np.float32)
    figures = {
        "frechet_real": frechet_distance(opinion.features, features),
        "frechet_noise": frechet_distance(judge.look(noise).features, features),
    }
    if judge.classes:
        figures["judge_accuracy"] = _accuracy(opinion, held_out.labels[_some(len(held_out.images), REFERENCE)])
        job.log(f"The judge names {figures['judge_accuracy']:.1%} of the held-out pictures rightly")
    return Reference(features, contrast(real)), figures


def _accuracy(opinion: Opinion, labels: np.ndarray) -> float:
    return float(np.mean(opinion.probabilities.argmax(axis=1) == labels))


def _some(count: int, most: int) -> np.ndarray:
    """Give row numbers spread evenly."""
    return np.arange(count) if count <= most else np.linspace(0, count - 1, most).astype(np.int64)


def _unit(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 255


def _take_over(job: Job) -> None:
    """Start from the saved epoch that this run was forked from, unless it has a checkpoint of its own."""
    origin, own = job.origin(), job.checkpoint() / checkpoint.FILE
    if origin is None or own.exists():
        return
    temporary = own.with_name(f".{own.name}.{os.getpid()}")
    shutil.copyfile(origin, temporary)
    os.replace(temporary, own)


def _trained(
    params: Params,
    pictures: Pictures,
    networks: dict[str, keras.Model],
    probes: dict[str, np.ndarray],
    figures: dict[str, float],
    progress: Progress,
) -> Trained:
    names = list(pictures.rows.label_names)
    assets: Json = {"generator": _facts(params, pictures, names), "judge": {"labels": names}}
    if not names:  # the judge only tells turned pictures apart: nothing to publish
        networks = {"generator": networks["generator"]}
    return Trained(
        networks=networks,
        probes=probes,
        assets=assets,
        metrics=figures,
        report=_report(params, progress),
        data=_provenance(pictures),
        question=assets["generator"] | {"classes": names},
        decides=frozenset({"judge"}),
    )


def _facts(params: Params, pictures: Pictures, names: list[str]) -> Json:
    return {
        "latent_size": params.latent_size,
        "latent_distribution": params.latent_distribution,
        "data_range": params.data_range,
        "labels": names if params.class_conditional else [],
        "shape": list(pictures.rows.images.shape[1:]),
    }


def _report(params: Params, progress: Progress) -> Json:
    raised = [
        {"epoch": number, "code": code, "en": ALARMS[code].en, "zh": ALARMS[code].zh}
        for number, logs in enumerate(progress.history, start=1)
        for code in alarms(logs, number * params.epoch_steps)
    ]
    warnings = [{"en": words.en, "zh": words.zh} for words in weak_spots(params)]
    return {"history": progress.history, "alarms": raised, "warnings": warnings}


def _provenance(pictures: Pictures) -> Json:
    train = len(pictures.split.train) + len(pictures.split.validation)
    return pictures.data.provenance() | {
        "rows": len(pictures.rows.images),
        "split": {"train": train, "test": len(pictures.split.test)},
        "duplicates_removed": pictures.rows.duplicates_removed,
        "files_ignored": pictures.rows.files_ignored,
    }
