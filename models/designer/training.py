"""Trains the network that the book's tables give for an input and a task, on a person's data or on a small sample.

Task: any of binary, single-label, multi-label, regression.
Source: Chollet, Deep Learning with Python, 1E §4.5 table 4.1 and ch. 9, 2E ch. 6 and 11. Measured: docs/recipes.md.
"""

from __future__ import annotations

import keras

from models import fit
from models.designer.card import Params, check
from models.designer.measuring import measured
from models.designer.networks import build
from models.designer.preparing import Prepared, evaluation_batch, prepare
from models.job import Job, Trained


def train(params: Params, job: Job) -> Trained:
    """Train a network by design, and measure it on rows that it has not seen.

    Raises:
        InputError: the file cannot be used as wished, or the settings contradict each other.
        JobFailure: `dataset_unavailable`, `dataset_kind`, `diverged`.
    """
    check(params, {})
    prepared = prepare(params, job)
    design = prepared.design
    keras.utils.set_random_seed(job.seed)
    model = build(design, params.learning_rate, class_weights(params, prepared))
    batch = evaluation_batch(design)
    plan = fit.Plan(params.epochs, params.batch_size, params.patience, evaluation_batch=batch)
    split = prepared.split
    progress = fit.fit(model, prepared.part(split.train), prepared.part(split.validation), plan=plan, job=job)
    return measured(model, prepared, progress, batch)


def class_weights(params: Params, prepared: Prepared) -> list[float] | None:
    """Give how much a row of each class counts, 1 on average: inversely to how frequent the class is."""
    if params.imbalance == "none":
        return None
    counts = prepared.facts.counts
    return [sum(counts) / (len(counts) * max(1, count)) for count in counts]
