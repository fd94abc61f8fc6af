"""The epochs of the game: random draws that depend on seed and step alone, live frames, kept epochs, alarms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import keras
import numpy as np

from models import checkpoint
from models.checkpoint import Progress
from models.dcgan.adversaries import Adversaries, Draws
from models.dcgan.quality import ALARMS, WINNING_LOSS, alarms
from models.dcgan.scales import latents, one_hot, pixels, scaled
from models.dcgan.settings import Params
from models.dcgan.studio import Studio
from models.fit import EpochLogs, Plan, run_epochs
from models.job import Job
from models.pictures.grid import grid
from models.recipe import JobFailure

GRID_COLUMNS = 8
FRAME_STEPS = 50  # between two live frames
_ORDER, _STEP = 1, 2  # so that no two draws of one job share their random numbers


@dataclass(frozen=True)
class Material:
    """The real pictures of the training part.

    Attributes:
        images: uint8 `(n, h, w, c)`.
        labels: int64 `(n,)`; all 0 without classes.
    """

    images: np.ndarray
    labels: np.ndarray


class Game:
    """Lets the adversaries play, epoch by epoch."""

    def __init__(self, params: Params, adversaries: Adversaries, studio: Studio, material: Material, job: Job) -> None:
        self._params, self._adversaries, self._studio = params, adversaries, studio
        self._material, self._job = material, job
        self._winning = keras.Variable(0.0, trainable=False, name="winning_steps")  # survives a kill, as the weights do
        self._said: set[str] = set()
        self._played = 0
        self._total = params.epochs * params.epoch_steps

    def play(self) -> Progress:
        """Play all epochs, from the last checkpoint on.

        Raises:
            JobFailure: `diverged` when a loss is no longer a number.
            Interrupted: from the job; a later call resumes.
        """
        state = [*self._adversaries.state, self._winning]
        plan = Plan(self._params.epochs, self._params.batch_size)
        progress = run_epochs(state, [], self._epoch, plan, self._job)
        if not self._played:
            self._job.log(f"Nothing was left to train: the saved state is of epoch {progress.epoch} of {plan.epochs}.")
        self._keep(progress.epoch)
        return progress

    def draws(self, step: int) -> Draws:
        """Give everything random of a step, counted from 0 over all epochs."""
        params, material = self._params, self._material
        batch = min(params.batch_size, len(material.images))
        rounds, place = divmod(step, len(material.images) // batch)
        order = np.random.default_rng([self._job.seed, _ORDER, rounds]).permutation(len(material.images))
        rows = order[place * batch : (place + 1) * batch]
        rng = np.random.default_rng([self._job.seed, _STEP, step])
        return Draws(
            real=scaled(material.images[rows], params.data_range),
            labels=one_hot(material.labels[rows], self._adversaries.classes),
            latents=latents(rng, 2 * batch, params.latent_size, params.latent_distribution).reshape(2, batch, -1),
            targets=targets(rng, batch, params.label_noise),
            dropout_seed=rng.integers(2**32, size=2, dtype=np.uint32),
        )

    def _epoch(self, epoch: int) -> EpochLogs:
        if epoch:  # its checkpoint is written by now
            self._keep(epoch)
        steps = self._params.epoch_steps
        rows = [self._step(step) for step in range(epoch * steps, (epoch + 1) * steps)]
        logs = {name: float(np.mean([row[name] for row in rows])) for name in ("d_loss", "g_loss", "d_accuracy")}
        logs["winning_steps"] = max(row["winning_steps"] for row in rows)
        logs |= self._studio.figures()
        self._played += 1
        self._warn(alarms(logs, (epoch + 1) * steps))
        return logs

    def _step(self, step: int) -> EpochLogs:
        rates = {
            name: getattr(self._params, name) for name in ("generator_learning_rate", "discriminator_learning_rate")
        }
        self._adversaries.set_learning_rates({**rates, **self._job.steered(step)})
        if step % FRAME_STEPS == 0:
            self._job.show("samples", self._sheet())
        logs = self._adversaries.play(self.draws(step))
        if not all(map(math.isfinite, logs.values())):
            raise JobFailure(
                f"The loss is no longer a number at step {step + 1}: lower the learning rates.", "diverged"
            )
        self._winning.assign(float(self._winning.numpy()) + 1 if logs["d_loss"] < WINNING_LOSS else 0.0)
        phase = f"epoch {step // self._params.epoch_steps + 1}/{self._params.epochs}"
        self._job.tick(step + 1, self._total, phase=phase)
        return logs | {"winning_steps": float(self._winning.numpy())}

    def _sheet(self) -> np.ndarray:
        return grid(pixels(self._studio.grid()), GRID_COLUMNS)

    def _keep(self, epoch: int) -> None:
        sheet = self._sheet()
        self._job.show("samples", sheet)
        self._job.snapshot(epoch, self._job.checkpoint() / checkpoint.FILE, sheet)

    def _warn(self, raised: list[str]) -> None:
        for name in raised:
            if name not in self._said:
                self._job.log(ALARMS[name].en)
        self._said = set(raised)


def targets(rng: np.random.Generator, batch: int, noise: float) -> np.ndarray:
    """Give what the discriminator is told, float32 `(2 batch, 1)`: the real half from 1 - noise to 1, the drawn half
    from 0 to noise / 2. The book adds noise to ones as well, but a target above 1 is no probability.
    """
    real = 1 - noise * rng.random((batch, 1))
    drawn = noise / 2 * rng.random((batch, 1))
    return np.concatenate([real, drawn]).astype(np.float32)
