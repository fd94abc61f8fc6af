"""One training step, one evaluation, one batch of writing: what the network does, compiled once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from models.text_generator.card import Params
from models.text_generator.network import Network
from models.text_generator.sampling import draw_each, softmax, without_unknown
from models.text_generator.streams import Streams

EVALUATED_ROWS = 64
EVALUATED_WINDOW = 128
WARM_UP = 50  # steps until the full learning rate: Adam's first estimates are poor


class Learner:
    """Trains a network on the windows of a text.

    Attributes:
        optimizer: its learning rate is set before each step.
        carried: what the recurrent layers remember between windows; part of a checkpoint.
    """

    def __init__(self, network: Network, params: Params, rows: int) -> None:
        self.network, self.params = network, params
        kind = keras.optimizers.Adam if params.optimizer == "adam" else keras.optimizers.RMSprop
        self.optimizer = kind(params.learning_rate, global_clipnorm=1.0)
        self.optimizer.build(network.windows.trainable_variables)
        self.carried = [tf.Variable(tf.zeros((rows, *entry.shape[1:]))) for entry in network.windows.inputs[1:]]
        self._step = tf.function(self._train_step)
        self._read = _compiled(lambda inputs: self.windows(inputs, training=False), network.windows)
        self._one = _compiled(lambda inputs: network.step(inputs, training=False), network.step)

    def state(self) -> list[Any]:
        """Give every variable that a step reads or changes."""
        return [*self.network.windows.variables, *self.optimizer.variables, *self.carried]

    def windows(self, inputs: list[Any], *, training: bool) -> list[Any]:
        """Give the logits `(n, t, v)` and the states after them, always as a list."""
        outputs = self.network.windows(inputs, training=training)
        return list(outputs) if isinstance(outputs, list | tuple) else [outputs]

    def learn(self, read: np.ndarray, follows: np.ndarray, *, rate: float, restart: bool) -> float:
        """Take one step and give its loss, nats per character."""
        self.optimizer.learning_rate.assign(rate)
        if restart or not self.params.carry_state:
            for variable in self.carried:
                variable.assign(tf.zeros_like(variable))
        return float(self._step(tf.constant(read), tf.constant(follows)))

    def _train_step(self, read: tf.Tensor, follows: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits, *after = self.windows([read, *self.carried], training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(follows, logits)
            loss = tf.reduce_mean(losses)
        variables = self.network.windows.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        for variable, value in zip(self.carried, after, strict=True):
            variable.assign(value)
        return loss

    def nats(self, numbers: np.ndarray) -> float:
        """Give the mean nats per character of a text, read at up to 64 places at once.

        A recurrent network carries its state from window to window. A Transformer sees one window only: its windows
        overlap by half, and the later half counts, so that each character has some text before it.
        """
        recurrent = bool(self.carried)
        window = EVALUATED_WINDOW if recurrent else self.params.window
        stride = window if recurrent else max(1, window // 2)
        rows = max(1, min(EVALUATED_ROWS, len(numbers) // EVALUATED_WINDOW))
        length = (len(numbers) - 1) // rows
        states = [tf.zeros((rows, *state.shape[1:])) for state in self.carried]
        total = 0.0
        for start in range(0, length, stride):
            end = min(start + stride, length)
            places = np.arange(start if recurrent else max(0, end - window), end + 1)
            taken = numbers[np.arange(rows)[:, None] * length + places]
            logits, *states = self._read([tf.constant(taken[:, :-1]), *states])
            total += float(_losses(taken[:, start - end :], logits[:, start - end :]))
        return total / (rows * length)

    def write(self, start: np.ndarray, count: int, *, temperatures: np.ndarray, seed: int) -> np.ndarray:
        """Write texts side by side after a common start, one for each temperature; 0 takes the likeliest.

        Returns:
            Numbers, int32, shape `(texts, count)`.
        """
        texts, greedy = len(temperatures), temperatures == 0
        warmth = np.where(greedy, 1.0, temperatures)[:, None]
        states = [tf.zeros((texts, *entry.shape[1:])) for entry in self.network.step.inputs[1:]]
        for number in start.tolist():
            logits, *states = self._one([tf.fill((texts, 1), np.int32(number)), *states])
        uniforms = np.random.default_rng(seed).random((count, texts))
        written = np.zeros((texts, count), np.int32)
        for at in range(count):
            possible = without_unknown(logits.numpy())
            drawn = draw_each(softmax(possible, warmth), uniforms[at])
            written[:, at] = np.where(greedy, possible.argmax(axis=-1), drawn)
            logits, *states = self._one([tf.constant(written[:, at : at + 1]), *states])
        return written


def _compiled(work: Callable[[list[Any]], Any], model: keras.Model) -> Any:
    """Trace once for every number of texts and characters."""
    signature = [tf.TensorSpec(entry.shape, entry.dtype) for entry in model.inputs]
    return tf.function(work, input_signature=[signature])


def _losses(follows: np.ndarray, logits: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(follows, logits))


def rate_at(step: int, total: int, rate: float, decay: str) -> float:
    """Give the learning rate of a step: a short rise, then level, or down a cosine to a hundredth."""
    rise = min(1.0, (step + 1) / min(WARM_UP, max(1, total // 10)))
    fall = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / total)) if decay == "cosine" else 1.0
    return rate * rise * fall


def streams_of(numbers: np.ndarray, params: Params, seed: int) -> Streams:
    """Give the windows that training reads."""
    return Streams.over(numbers, params.batch_size, params.window, seed)
