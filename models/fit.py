"""The one training loop: reports each epoch, notices a cancel at each batch, resumes bit-equal after a kill.

What an epoch does depends only on the variables at its start, the seed and the epoch's number. So a training killed
in epoch k starts again at k from the checkpoint of k-1 and ends with the same weights as an unbroken one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import keras
import numpy as np

from models import checkpoint
from models.checkpoint import Progress, Variable
from models.job import Job
from models.recipe import JobFailure
from models.script import EVALUATION_BATCH


class Inputs(Protocol):
    """Rows that can be taken by number: an array, or something that builds them on demand.

    uint8 rows are best left so: a functional Keras model casts them inside its graph, and a quarter of the bytes move.
    """

    def __len__(self) -> int: ...
    def __getitem__(self, rows: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True)
class Labelled:
    """Inputs and their targets, row by row."""

    inputs: Inputs
    targets: np.ndarray


@dataclass(frozen=True)
class Plan:
    """How long to train.

    Attributes:
        patience: epochs without a better validation loss before stopping, and then the best epoch's weights count;
            0 trains all epochs and keeps the last weights.
        evaluation_batch: rows judged at once; fewer where a row takes much memory.
    """

    epochs: int
    batch_size: int
    patience: int = 0
    monitor: str = "val_loss"
    evaluation_batch: int = EVALUATION_BATCH


EpochLogs = dict[str, float]
EpochFunction = Callable[[int], EpochLogs]


def fit(model: keras.Model, train: Labelled, validation: Labelled, *, plan: Plan, job: Job) -> Progress:
    """Train a compiled model and leave the chosen epoch's weights in it.

    Returns:
        The history, one dict an epoch, and the best epoch.

    Raises:
        JobFailure: `diverged` when the loss is no longer a number.
        Interrupted: from `job.tick` or `job.report`; a later call with the same arguments resumes.
    """

    def epoch_function(epoch: int) -> EpochLogs:
        order = np.random.default_rng([job.seed, epoch]).permutation(len(train.inputs))
        logs = _train_epoch(model, train, order, epoch, plan, job)
        return logs | {
            f"val_{name}": value for name, value in evaluate(model, validation, plan.evaluation_batch).items()
        }

    model.optimizer.build(model.trainable_variables)
    return run_epochs([*model.variables, *model.optimizer.variables], model.variables, epoch_function, plan, job)


def run_epochs(
    state: Sequence[Variable],
    weights: Sequence[Variable],
    epoch_function: EpochFunction,
    plan: Plan,
    job: Job,
    picture: Callable[[], np.ndarray] | None = None,
) -> Progress:
    """Run epochs from the last checkpoint on: report, checkpoint, stop early, keep the best weights.

    Args:
        state: every variable that an epoch reads and changes.
        weights: those among them that the best epoch restores.
        epoch_function: trains and validates one epoch, counted from 0.
        picture: what the network makes now, uint8 `(h, w, 3)`; given, each epoch is kept for time travel.

    Raises:
        JobFailure: `snapshot_mismatch` when the run was forked from a state of another network.
    """
    progress = _start(state, plan, job)
    if progress.epoch and picture is not None:  # a kill may have come between the checkpoint and its snapshot
        _keep_epoch(progress.epoch, picture, job)
    while progress.epoch < plan.epochs and not _exhausted(progress, plan):
        logs = epoch_function(progress.epoch)
        _check_finite(logs, progress.epoch)
        progress.epoch += 1
        progress.history.append(logs)
        if plan.patience and _is_best(progress, plan.monitor):
            progress.best_epoch = progress.epoch
            progress.best = [variable.numpy() for variable in weights]
        phase = f"epoch {progress.epoch}/{plan.epochs}"
        job.report(progress.epoch, plan.epochs, phase=phase, **logs)
        checkpoint.save(job.checkpoint(), state, progress)
        if picture is not None:
            _keep_epoch(progress.epoch, picture, job)
    for variable, value in zip(weights, progress.best, strict=False):  # empty without patience: the last epoch counts
        variable.assign(value)
    progress.best_epoch = progress.best_epoch or progress.epoch
    return progress


def _start(state: Sequence[Variable], plan: Plan, job: Job) -> Progress:
    progress = checkpoint.restore(job.checkpoint(), state)
    origin = job.origin()
    if progress is not None:
        job.log(f"resuming after epoch {progress.epoch} of {plan.epochs}")
    elif origin is not None:
        progress = checkpoint.restore_file(origin, state)
        if progress is None:
            raise JobFailure("The saved epoch belongs to a network of another shape.", "snapshot_mismatch")
        checkpoint.save(job.checkpoint(), state, progress)  # a kill in its first epoch resumes here too
        job.log(f"going on from the saved epoch {progress.epoch}")
    return progress or Progress()


def _keep_epoch(epoch: int, picture: Callable[[], np.ndarray], job: Job) -> None:
    job.snapshot(epoch, job.checkpoint() / checkpoint.FILE, picture())


def evaluate(model: keras.Model, rows: Labelled, batch: int = EVALUATION_BATCH) -> EpochLogs:
    """Give the loss and metrics on rows, without learning."""
    mean = _Mean()
    for start in range(0, len(rows.inputs), batch):
        chosen = np.arange(start, min(start + batch, len(rows.inputs)))
        logs = model.test_on_batch(rows.inputs[chosen], rows.targets[chosen], return_dict=True)
        mean.add(logs, len(chosen))
    return mean.result()


def predict(model: keras.Model, inputs: Inputs, batch: int = EVALUATION_BATCH) -> np.ndarray:
    """Give the network's output for every row."""
    rows = np.arange(len(inputs))
    parts = (inputs[rows[start : start + batch]] for start in rows[::batch])
    return np.concatenate([np.asarray(model(part, training=False)) for part in parts])


def _train_epoch(model: keras.Model, train: Labelled, order: np.ndarray, epoch: int, plan: Plan, job: Job) -> EpochLogs:
    batches = math.ceil(len(order) / plan.batch_size)
    phase = f"epoch {epoch + 1}/{plan.epochs}"
    mean = _Mean()
    for batch in range(batches):
        rows = order[batch * plan.batch_size : (batch + 1) * plan.batch_size]
        logs = model.train_on_batch(train.inputs[rows], train.targets[rows], return_dict=True)
        mean.add(logs, len(rows))
        _check_finite(logs, epoch)
        job.tick(epoch * batches + batch + 1, plan.epochs * batches, phase=phase)
    return mean.result()


class _Mean:
    """Averages metrics over batches, each weighted by its rows; Keras forgets them between batches."""

    def __init__(self) -> None:
        self._sums: EpochLogs = {}
        self._rows = 0

    def add(self, logs: Mapping[str, Any], rows: int) -> None:
        for name, value in logs.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value) * rows
        self._rows += rows

    def result(self) -> EpochLogs:
        return {name: total / self._rows for name, total in self._sums.items()}


def _check_finite(logs: Mapping[str, float], epoch: int) -> None:
    if not all(map(math.isfinite, logs.values())):
        message = f"The loss is no longer a number in epoch {epoch + 1}: lower the learning rate."
        raise JobFailure(message, "diverged")


def _is_best(progress: Progress, monitor: str) -> bool:
    *before, last = (logs[monitor] for logs in progress.history)
    return not before or last < min(before)


def _exhausted(progress: Progress, plan: Plan) -> bool:
    return bool(plan.patience) and progress.epoch - progress.best_epoch >= plan.patience > 0 < progress.best_epoch
