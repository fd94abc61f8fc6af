"""Trains the photo classifier.

Task: the class of a photo. Source: Chollet, Deep Learning with Python, 1E §5.2-5.4, 2E ch. 8 and 9.
Data: a person's zip of class folders. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

import base64
import io

import keras
import numpy as np
from PIL import Image

from models.data.images import ImageRows
from models.fit import Labelled, fit, predict
from models.images import report
from models.images.networks import compiled, from_scratch, learner
from models.images.photos import read_photos
from models.images.pixels import Prepared, prepared
from models.images.run import EVALUATION_BATCH, Learned, Run
from models.images.settings import Params
from models.images.transfer import transferred
from models.job import Job, Trained
from models.recipe import JobFailure, Json

PROBES = 8
MOST_FILTERS = 64
_FILTER_SIDE = 36  # pixels that a shown filter is enlarged to, at least
_SHOWN_FROM_SCRATCH = {
    "convnet": ("conv1", "conv2", "conv3", "conv4"),
    "separable": ("conv1", "block1", "block2", "block3", "block5"),
}


def train(params: Params, job: Job) -> Trained:
    """Train, and measure on photos never trained on.

    Raises:
        JobFailure: `data_set_missing`, `dataset_kind`, `dataset_unavailable` when a base has no weights here,
            `weights_unreadable`, `diverged`.
        InputError: the person's zip cannot be used.
    """
    if job.data_set is None:
        message = "Send a zip with a folder of photos for each class, and name that data set."
        raise JobFailure(message, "data_set_missing")
    data = job.dataset(job.data_set)
    rows = read_photos(data, params.pixels, job)
    run = Run(params, data, rows, rows.split(), job)
    _say(run)
    keras.utils.set_random_seed(job.seed % 2**32)
    if params.pretrained:
        return _trained(run, transferred(run))
    return _trained(run, _from_scratch(run))


def _say(run: Run) -> None:
    rows, log = run.rows, run.job.log
    sizes = ", ".join(f"{size} {part}" for part, size in run.split.sizes().items())
    log(f"{rows.name}: {sizes} photos of {rows.images.shape[1]} px in {run.classes} classes")
    log(_how_split(rows))
    if rows.leaked_removed:
        log(f"{rows.leaked_removed} training photos were also in another part: left out of training")
    if rows.duplicates_removed or rows.files_ignored:
        log(f"left out: {rows.duplicates_removed} repeated photos, {rows.files_ignored} other files")


def _how_split(rows: ImageRows) -> str:
    if rows.test is None:
        return "The parts were drawn here, each class alike: 80 % training, 10 % validation, 10 % test."
    if rows.validation is None:
        return "Figures are of the file's own held-out part; early stopping watches photos cut from its training part."
    return "The file's own three parts are used."


def _from_scratch(run: Run) -> Learned:
    params, images = run.params, run.rows.images
    parts = from_scratch(params, run.classes)
    model = compiled(learner(parts, augmented=params.mode == "augmented"), run.classes, params.rate, params.optimizer)

    def labelled(part: np.ndarray) -> Labelled:
        return Labelled(Prepared(images[part], "unit"), run.targets(part))

    split = run.split
    progress = fit(
        model, labelled(split.train), labelled(split.validation), plan=run.plan(params.most_epochs), job=run.job
    )  # fmt: skip
    logits = predict(model, Prepared(images[split.test], "unit"), EVALUATION_BATCH)
    shown = _SHOWN_FROM_SCRATCH[params.network]
    outputs = [parts.body.output, *(parts.body.get_layer(name).output for name in shown)]
    viewer = keras.Model(parts.body.input, outputs, name="body")
    kernel = parts.body.get_layer("conv1").get_weights()[0]
    return Learned(parts, viewer, shown, kernel, "unit", progress, logits)


def _trained(run: Run, learned: Learned) -> Trained:
    probes = prepared(run.rows.images[run.split.test[:PROBES]], learned.preprocessing)
    metrics, document = report.measured(run.rows, run.split, learned.logits)
    photos = {
        "labels": list(run.rows.label_names), "side": run.params.pixels, "preprocessing": learned.preprocessing,
        "layers": list(learned.shown), "filters": filter_pictures(learned.kernel),
    }  # fmt: skip
    return Trained(
        networks={"body": learned.viewer, "head": learned.parts.head},
        probes={"body": probes, "head": np.asarray(learned.viewer(probes, training=False)[0])},
        assets={"photos": photos},
        metrics=metrics | learned.figures | {"best_epoch": float(learned.progress.best_epoch)},
        report={"history": learned.progress.history, **document},
        data=_provenance(run, learned),
        question=report.question(run.rows, run.split),
        decides=frozenset({"head"}),
        headline=report.headline(run.rows, run.split, run.params.mode),
    )


def _provenance(run: Run, learned: Learned) -> Json:
    rows = run.rows
    facts: Json = {
        "rows": len(rows.images), "split": run.split.sizes(), "split_rule": _how_split(rows),
        "duplicates_removed": rows.duplicates_removed, "leaked_removed": rows.leaked_removed,
        "files_ignored": rows.files_ignored,
    }  # fmt: skip
    return run.data.provenance() | facts | ({"weights": learned.weights} if learned.weights else {})


def filter_pictures(kernel: np.ndarray) -> list[str]:
    """Give the filters of a first convolution `(h, w, 3, filters)` as base64 PNGs, each stretched to the full range."""
    pictures = []
    for number in range(min(kernel.shape[-1], MOST_FILTERS)):
        values = kernel[..., number]
        spread = float(np.ptp(values)) or 1.0
        image = Image.fromarray(np.rint((values - values.min()) / spread * 255).astype(np.uint8))
        times = -(-_FILTER_SIDE // kernel.shape[0])
        content = io.BytesIO()
        image.resize((kernel.shape[1] * times, kernel.shape[0] * times), Image.Resampling.NEAREST).save(content, "PNG")
        pictures.append(base64.b64encode(content.getvalue()).decode("ascii"))
    return pictures
