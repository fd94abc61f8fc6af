"""Learning from a pretrained base: a head on frozen features, then the top of the base at a hundredth of the rate.

What the frozen part sees is computed once: an epoch of the head takes a fraction of a second (1E §5.3). Fine-tuning
starts from the cached maps below the tuned block, so that it never runs the frozen part again.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np

from models.checkpoint import Progress
from models.fit import Labelled, evaluate, fit, predict
from models.images.bases import BASES, BaseFacts
from models.images.networks import Parts, compiled, logits_of
from models.images.photos import seen
from models.images.run import EVALUATION_BATCH, Learned, Run
from models.images.stages import stage
from models.job import Dataset
from models.pretrained.image_base import TwoParts, image_base, in_two, thaw, viewer_of

FINE_TUNING_SHARE = 0.01  # of the head's learning rate: larger steps would destroy what the base knows


@dataclass(frozen=True)
class _Start:
    """A base before training."""

    base: keras.Model
    two: TwoParts
    facts: BaseFacts
    weights: Dataset


def transferred(run: Run) -> Learned:
    """Give the network of the mode `features` or `fine-tune`.

    Raises:
        JobFailure: `dataset_unavailable` when the weights are not here: a base is never left untrained.
    """
    facts = BASES[run.params.base]
    weights = run.job.weights(facts.weights)
    base = image_base(run.params.base, weights)
    start = _Start(base, in_two(base, facts, run.params.pixels), facts, weights)
    keras.utils.set_random_seed(run.job.seed % 2**32)  # whatever loading drew
    return _features(run, start) if run.params.mode == "features" else _fine_tuned(run, start)


def _features(run: Run, start: _Start) -> Learned:
    vectors = _seen(run, start, start.two.whole, pooled=True)
    head = _Head(vectors.shape[1], run)
    progress = head.fit(run, vectors)
    logits = predict(head.learner, vectors[run.split.test], EVALUATION_BATCH)
    return _learned(start, head, progress, logits)


def _seen(run: Run, start: _Start, network: keras.Model, *, pooled: bool) -> np.ndarray:
    key = f"{start.weights.sha256} {start.facts.weights} {network.name} {start.facts.tuned_from}"
    compute = network.predict_on_batch
    return seen(compute, run.rows.images, start.facts.preprocessing, run.job, key=key, pooled=pooled)


class _Head:
    """Dropout and one dense layer: fed with pooled maps while they learn, behind the pooling when they answer."""

    def __init__(self, channels: int, run: Run) -> None:
        self._dropout = keras.layers.Dropout(run.params.dropout, name="dropout")
        self._logits = keras.layers.Dense(logits_of(run.classes), name="logits")
        vectors = keras.Input((channels,), name="features")
        model = keras.Model(vectors, self._logits(self._dropout(vectors)), name="learner")
        self.learner = compiled(model, run.classes, run.params.rate)

    def fit(self, run: Run, vectors: np.ndarray) -> Progress:
        """Learn from vectors of all photos."""
        job = run.job
        if run.params.mode == "fine-tune":
            total = run.params.most_epochs + run.params.fine_tune_epochs
            job = stage(job, "head", before=0, total=total)
        train, validation = (
            Labelled(vectors[part], run.targets(part)) for part in (run.split.train, run.split.validation)
        )  # fmt: skip
        return fit(self.learner, train, validation, plan=run.plan(run.params.most_epochs), job=job)

    def on_maps(self, maps: tuple[int, ...]) -> keras.Model:
        """Give the head for feature maps."""
        inputs = keras.Input(maps, name="maps")
        pooled = keras.layers.GlobalAveragePooling2D(name="pool")(inputs)
        return keras.Model(inputs, self._logits(self._dropout(pooled)), name="head")


def _fine_tuned(run: Run, start: _Start) -> Learned:
    two, split = start.two, run.split
    middle = _seen(run, start, two.lower, pooled=False)
    run.job.tick(0, 1, phase="features of the top")
    vectors = np.concatenate(
        [np.asarray(two.upper.predict_on_batch(middle[at : at + EVALUATION_BATCH])).mean(axis=(1, 2))
         for at in range(0, len(middle), EVALUATION_BATCH)]
    )  # fmt: skip
    head = _Head(vectors.shape[1], run)
    first = head.fit(run, vectors)
    inputs = keras.Input(two.upper.input_shape[1:], name="middle")
    scored = head.on_maps(two.upper.output_shape[1:])(two.upper(inputs))
    thaw(two.upper)
    model = compiled(keras.Model(inputs, scored, name="learner"), run.classes, run.params.rate * FINE_TUNING_SHARE)
    train, validation = (Labelled(middle[part], run.targets(part)) for part in (split.train, split.validation))
    progress, figures = _tune(run, model, train, validation)
    logits = predict(model, middle[split.test], EVALUATION_BATCH)
    together = Progress(0, first.history[: first.best_epoch] + progress.history, first.best_epoch + progress.best_epoch)
    return _learned(start, head, together, logits, figures)


def _tune(run: Run, model: keras.Model, train: Labelled, validation: Labelled) -> tuple[Progress, dict[str, float]]:
    """Tune, and take it back where the validation photos say that it did harm."""
    params = run.params
    before = evaluate(model, validation, EVALUATION_BATCH)["loss"]
    head_only = [variable.numpy() for variable in model.variables]
    total = params.most_epochs + params.fine_tune_epochs
    job = stage(run.job, "fine-tuning", before=params.most_epochs, total=total)
    progress = fit(model, train, validation, plan=run.plan(params.fine_tune_epochs), job=job)
    after = progress.history[progress.best_epoch - 1]["val_loss"]
    run.job.log(f"validation loss {before:.4f} with the head alone, {after:.4f} with the top of the base tuned")
    if after > before:
        run.job.log("Fine-tuning made it worse on the validation photos: the frozen base is kept.")
        for variable, value in zip(model.variables, head_only, strict=True):
            variable.assign(value)
        progress.best_epoch = 0
    return progress, {"val_loss_before_tuning": before, "val_loss_after_tuning": after}


def _learned(
    start: _Start, head: _Head, progress: Progress, logits: np.ndarray,
    figures: dict[str, float] | None = None,
) -> Learned:  # fmt: skip
    whole, base, shown = start.two.whole, start.base, start.facts.shown
    parts = Parts(whole, head.on_maps(whole.output_shape[1:]))
    viewer = viewer_of(base, start.facts, whole.input_shape[1])
    kernel = next(layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)).get_weights()[0]
    return Learned(
        parts, viewer, shown, kernel, start.facts.preprocessing, progress, logits, start.weights.provenance(),
        figures or {},
    )  # fmt: skip
