"""One step of the game: the discriminator learns to tell drawn from real, then the generator learns to deceive it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from models.checkpoint import Variable
from models.dcgan import networks
from models.dcgan.networks import ImageShape
from models.dcgan.settings import Params

MOMENTUM = 0.5  # Adam's beta 1: the opponent moves, so old gradients mislead (Radford et al. 2016)


@dataclass(frozen=True)
class Draws:
    """Everything random that one step needs, so that the step itself is a plain function.

    Attributes:
        real: pictures in the range of the data, float32 `(b, h, w, c)`.
        labels: one-hot of the real pictures, float32 `(b, classes)`; width 0 without labels.
        latents: float32 `(2, b, latent)`: for the discriminator's turn and for the generator's.
        targets: what the discriminator is told, float32 `(2 b, 1)`: the real ones, then the drawn ones.
        dropout_seed: two numbers below 2^32.
    """

    real: np.ndarray
    labels: np.ndarray
    latents: np.ndarray
    targets: np.ndarray
    dropout_seed: np.ndarray


class Adversaries:
    """A generator, a discriminator and their optimizers.

    `averaged` is the generator that is shown, measured and published: the two chase each other in circles, and the mean
    over the last steps is steadier than any one of them (Yazici et al. 2019, arXiv:1806.04498).
    """

    def __init__(self, params: Params, shape: ImageShape, classes: int, seed: int) -> None:
        keras.utils.set_random_seed(seed)
        self.classes = classes if params.class_conditional else 0
        self.generator = networks.generator(params, shape, self.classes)
        self.averaged = networks.generator(params, shape, self.classes)
        self.averaged.set_weights(self.generator.get_weights())
        self.discriminator = networks.discriminator(params, shape, self.classes)
        self._averaging = params.averaging
        self._generator_optimizer = _optimizer(params, params.generator_learning_rate)
        self._discriminator_optimizer = _optimizer(params, params.discriminator_learning_rate)
        # before the graph is traced: a variable cannot be made inside it
        self._generator_optimizer.build(self.generator.trainable_variables)
        self._discriminator_optimizer.build(self.discriminator.trainable_variables)
        self._play = tf.function(self._turns, autograph=False)

    @property
    def state(self) -> list[Variable]:
        """Every variable that a step reads and changes; the seed of the dropout comes with each step's draws."""
        optimizers = (self._generator_optimizer, self._discriminator_optimizer)
        slots = [variable for optimizer in optimizers for variable in optimizer.variables]
        return [*self.generator.weights, *self.averaged.weights, *self.discriminator.weights, *slots]

    def set_learning_rates(self, rates: Mapping[str, Any]) -> None:
        """Take over `generator_learning_rate` and `discriminator_learning_rate`."""
        self._generator_optimizer.learning_rate = float(rates["generator_learning_rate"])
        self._discriminator_optimizer.learning_rate = float(rates["discriminator_learning_rate"])

    def play(self, draws: Draws) -> dict[str, float]:
        """Let both take one step; gives `d_loss`, `g_loss` and `d_accuracy`."""
        for layer in self.discriminator.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.seed_generator.state.assign(draws.dropout_seed)
        logs = self._play(draws.real, draws.labels, draws.latents, draws.targets)
        return dict(zip(("d_loss", "g_loss", "d_accuracy"), logs.numpy().astype(np.float64).tolist(), strict=True))

    def draw(self, codes: np.ndarray) -> np.ndarray:
        """Give what the averaged generator makes of latents with their one-hot labels, in the range of its output."""
        return np.asarray(self.averaged(codes, training=False))

    def _turns(self, real: tf.Tensor, labels: tf.Tensor, latents: tf.Tensor, targets: tf.Tensor) -> tf.Tensor:
        d_loss, logits = self._discriminator_turn(real, labels, latents[0], targets)
        g_loss = self._generator_turn(labels, latents[1])
        self._average()
        right = tf.equal(logits > 0, targets > 0.5)
        return tf.stack([d_loss, g_loss, tf.reduce_mean(tf.cast(right, tf.float32))])

    def _discriminator_turn(
        self, real: tf.Tensor, labels: tf.Tensor, latents: tf.Tensor, targets: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        drawn = self.generator(tf.concat([latents, labels], axis=1), training=True)
        with tf.GradientTape() as tape:
            logits = self.doubt(tf.concat([real, drawn], axis=0), tf.concat([labels, labels], axis=0))
            loss = _cross_entropy(targets, logits)
        _learn(tape, loss, self.discriminator, self._discriminator_optimizer)
        return loss, logits

    def _generator_turn(self, labels: tf.Tensor, latents: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            drawn = self.generator(tf.concat([latents, labels], axis=1), training=True)
            logits = self.doubt(drawn, labels)
            loss = _cross_entropy(tf.ones_like(logits), logits)
        _learn(tape, loss, self.generator, self._generator_optimizer)
        return loss

    def _average(self) -> None:
        """Follow the generator slowly; in the first steps faster, or its start would be seen for long."""
        steps = tf.cast(self._generator_optimizer.iterations.value, tf.float32)
        keep = tf.minimum(self._averaging, (1 + steps) / (10 + steps))
        for mean, latest in zip(self.averaged.weights, self.generator.weights, strict=True):
            mean.assign(latest + (mean - latest) * keep if self._averaging else latest)

    def doubt(self, pictures: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        """Give the discriminator's logits; without `training=True` Keras 3 would leave its dropout out."""
        return self.discriminator([pictures, labels] if self.classes else pictures, training=True)


def _learn(tape: tf.GradientTape, loss: tf.Tensor, network: keras.Model, optimizer: keras.Optimizer) -> None:
    variables = network.trainable_variables
    optimizer.apply(tape.gradient(loss, [variable.value for variable in variables]), variables)


def _cross_entropy(targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits))


def _optimizer(params: Params, learning_rate: float) -> keras.Optimizer:
    clip = params.gradient_clip or None
    if params.optimizer == "adam":
        return keras.optimizers.Adam(learning_rate, beta_1=MOMENTUM, clipvalue=clip)
    return keras.optimizers.RMSprop(learning_rate, clipvalue=clip)
