"""Gradient ascent on a picture: which way to change the pixels so that chosen layers answer more strongly.

Source: Mordvintsev, Olah, Tyka, Inceptionism (2015); Chollet, Deep Learning with Python, 1E §8.2, 2E chapter 12.2.
Here a layer's mean square is divided by what the photo itself gives, so that coefficients of layers can be compared and
a loss of 5 means five times the photo's; the gradient is divided by its standard deviation, so that a step has the same
strength at every size.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

MARGIN = 16  # pixels of mirror image around the picture: its frame is then no edge that the network could dream of
_SMALLEST = 1e-8


class Slope(NamedTuple):
    """The gradient of the loss at a picture, `(height, width, 3)`, and the mean square of each layer."""

    gradient: np.ndarray
    squares: np.ndarray


class Ascent:
    """Climbs for some layers of a network.

    Args:
        network: a Keras model of a picture `(1, height, width, 3)` of any size.
        layers: names of its layers.
        tile: longest side of a part of the picture whose gradient is computed at once, pixels.
    """

    def __init__(self, network: keras.Model, layers: Sequence[str], tile: int) -> None:
        features = keras.Model(network.inputs, [network.get_layer(name).output for name in layers])
        self.layers = tuple(layers)
        self._longest = tile + 2 * MARGIN
        self._slope = _traced(features, len(layers))

    def squares(self, picture: np.ndarray) -> np.ndarray:
        """Give the mean square of each layer at a picture."""
        return self.slope(picture, np.ones(len(self.layers), np.float32), (0, 0)).squares

    def slope(self, picture: np.ndarray, weights: np.ndarray, shift: tuple[int, int]) -> Slope:
        """Give the gradient of the weighted sum of the mean squares.

        Args:
            shift: rows and columns by which the picture is rolled while the network looks: what its own border and
                the borders of parts do to the gradient then falls elsewhere at every step, and leaves no trace.
        """
        framed = np.pad(picture, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), "reflect")
        gradient, squares = self._in_parts(np.roll(framed, shift, (0, 1)), weights)
        back = np.roll(gradient, (-shift[0], -shift[1]), (0, 1))
        return Slope(back[MARGIN:-MARGIN, MARGIN:-MARGIN], squares)

    def _in_parts(self, picture: np.ndarray, weights: np.ndarray) -> Slope:
        tops, height = _parts(picture.shape[0], self._longest)
        lefts, width = _parts(picture.shape[1], self._longest)
        if len(tops) == len(lefts) == 1:
            return self._part(picture, weights)
        gradient, covered = np.zeros_like(picture), np.zeros((*picture.shape[:2], 1), np.float32)
        squares = []
        for top in tops:
            for left in lefts:
                window = np.s_[top : top + height, left : left + width]
                part = self._part(picture[window], weights)
                gradient[window] += part.gradient
                covered[window] += 1
                squares.append(part.squares)
        return Slope(gradient / covered, np.mean(squares, axis=0))

    def step(self, picture: np.ndarray, weights: np.ndarray, size: float, shift: tuple[int, int]) -> Slope:
        """Give the changed picture in place of the gradient, and the mean squares before the change.

        Args:
            size: standard deviation of the change, in units of the network's input.
            shift: as of `slope`.
        """
        gradient, squares = self.slope(picture, weights, shift)
        scale = np.float32(size / (gradient.std() + _SMALLEST))
        return Slope(np.clip(picture + scale * gradient, -1, 1), squares)

    def _part(self, picture: np.ndarray, weights: np.ndarray) -> Slope:
        gradient, squares = self._slope(np.ascontiguousarray(picture)[None], weights)
        return Slope(gradient.numpy()[0], squares.numpy())


def _parts(length: int, longest: int) -> tuple[list[int], int]:
    """Give the starts and the common length, at most `longest`, of parts that cover a side evenly."""
    count = ceil(length / longest)
    part = ceil(length / count)
    return [round(k * (length - part) / max(1, count - 1)) for k in range(count)], part


def _traced(features: keras.Model, layers: int) -> Any:
    """Give one graph for pictures of every size: tracing once costs less than what fixed shapes would save."""

    def slope(picture: Any, weights: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(picture)
            outputs = features(picture, training=False)
            outputs = outputs if isinstance(outputs, list) else [outputs]
            squares = tf.stack([tf.reduce_mean(tf.square(output)) for output in outputs])
            loss = tf.tensordot(weights, squares, 1)
        return tape.gradient(loss, picture), squares

    signature = [tf.TensorSpec((1, None, None, 3)), tf.TensorSpec((layers,))]
    return tf.function(slope, input_signature=signature, autograph=False)
