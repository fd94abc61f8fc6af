"""The bound that the autoencoder makes small, and the loop that does it.

Both terms are in nats per picture: binary cross-entropy summed over pixels, KL summed over latent numbers
(Kingma and Welling 2013, appendix B). What a step does depends on the variables, the seed and the step's number.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from models.job import Job
from models.vae.card import Params
from models.vae.networks import Networks

BATCH = 500  # rows that are measured at once
MEASURING_SEED = 271  # of the codes drawn when measuring: the same for every run


def divergence(mean: tf.Tensor, log_variance: tf.Tensor) -> tf.Tensor:
    """Give KL(N(mean, variance) || N(0, 1)) in nats for each latent number, same shape."""
    return 0.5 * (tf.square(mean) + tf.exp(log_variance) - 1.0 - log_variance)


def terms(networks: Networks, images: tf.Tensor, seed: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Give reconstruction and KL of each picture, `(n,)` both, for one code drawn from each posterior.

    Args:
        images: values 0..255, any number type, `(n, h, w, c)`.
        seed: two integers that decide the draw.
    """
    values = tf.cast(images, tf.float32)
    mean, log_variance = tf.split(networks.encoder(values), 2, axis=1)
    noise = tf.random.stateless_normal(tf.shape(mean), seed)
    logits = networks.logits(mean + tf.exp(0.5 * log_variance) * noise)
    cost = tf.nn.sigmoid_cross_entropy_with_logits(labels=values / 255.0, logits=logits)
    return tf.reduce_sum(cost, axis=[1, 2, 3]), tf.reduce_sum(divergence(mean, log_variance), axis=1)


class Trainer:
    """Trains networks epoch by epoch with Adam.

    Attributes:
        state: every variable that an epoch reads and changes.
    """

    def __init__(self, networks: Networks, images: np.ndarray, params: Params, job: Job) -> None:
        self.networks = networks
        self._images = images
        self._params = params
        self._job = job
        self._adam = keras.optimizers.Adam(params.learning_rate)
        self._adam.build(networks.variables)
        self.state = [*networks.variables, *self._adam.variables]
        shape = (None, *images.shape[1:])
        pair = tf.TensorSpec((2,), tf.int64)
        self._step = tf.function(
            self._learn, input_signature=(tf.TensorSpec(shape, tf.uint8), pair, tf.TensorSpec((), tf.float32))
        )
        self._terms = tf.function(
            lambda rows, seed: terms(networks, rows, seed), input_signature=(tf.TensorSpec(shape, tf.uint8), pair)
        )

    def epoch(self, number: int, phase: str, after_step: Callable[[int], None] | None = None) -> dict[str, float]:
        """Learn from every picture once, in an order of this epoch's own.

        Returns:
            Means over the pictures: `loss` (reconstruction + KL, whatever beta), its two parts, and `beta` at the end.
        """
        order = np.random.default_rng([self._job.seed, number]).permutation(len(self._images))
        size = self._params.batch_size
        batches = math.ceil(len(order) / size)
        sums = np.zeros(2)
        beta = 0.0
        for batch in range(batches):
            step = number * batches + batch
            rows = order[batch * size : (batch + 1) * size]
            beta = self._set(step)
            seed = tf.constant([self._job.seed, step], tf.int64)
            sums += self._step(self._images[rows], seed, beta).numpy()
            self._job.tick(step + 1, self._params.epochs * batches, phase=phase)
            if after_step is not None:
                after_step(step)
        reconstruction, divergence_ = (float(value) for value in sums / len(order))
        return _logs(reconstruction, divergence_) | {"beta": float(beta)}

    def measured(self, images: np.ndarray, samples: int = 1) -> dict[str, float]:
        """Give `loss`, `reconstruction` and `kl` on pictures, in nats each, over so many codes a picture."""
        sums = np.zeros(2)
        for draw in range(samples):
            for start in range(0, len(images), BATCH):
                seed = tf.constant([MEASURING_SEED + draw, start], tf.int64)
                sums += [float(tf.reduce_sum(part)) for part in self._terms(images[start : start + BATCH], seed)]
        return _logs(*(sums / (len(images) * samples)).tolist())

    def _set(self, step: int) -> float:
        """Put this step's settings in force; a restored state may bring another learning rate with it."""
        steered = self._job.steered(step)
        self._adam.learning_rate.assign(steered.get("learning_rate", self._params.learning_rate))
        beta: float = steered.get("beta", self._params.beta)
        return beta * min(1.0, (step + 1) / self._params.warm_up) if self._params.warm_up else beta

    def _learn(self, images: tf.Tensor, seed: tf.Tensor, beta: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            reconstruction, cost = terms(self.networks, images, seed)
            loss = tf.reduce_mean(reconstruction + beta * cost)
        variables = self.networks.variables
        self._adam.apply(tape.gradient(loss, variables), variables)
        return tf.stack([tf.reduce_sum(reconstruction), tf.reduce_sum(cost)])


def _logs(reconstruction: float, cost: float) -> dict[str, float]:
    return {"loss": reconstruction + cost, "reconstruction": reconstruction, "kl": cost}
