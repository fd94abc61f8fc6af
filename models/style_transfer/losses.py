"""What style transfer makes small: content, style and smoothness terms, the book's and scale-free ones.

Source: Gatys, Ecker and Bethge, CVPR 2016; 1E §8.3; 2E chapter 12.3. The scale-free terms are relative to the target's
own size, so that one set of weights fits every resolution and pair of pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from models.pretrained.vgg19 import MEAN_BGR

Losses = Literal["scale-free", "book-2e", "book-1e"]
_BOOK_CHANNELS = 3  # the constant of the book's formula, for every layer


@dataclass(frozen=True)
class Published:
    """The weights that a set of losses is used with, and the factor on their sum."""

    content: float
    style: float
    smooth: float
    factor: float = 1.0


# The factor of the scale-free set brings the gradient to the order of one, where L-BFGS makes sensible first steps.
PUBLISHED: Mapping[Losses, Published] = {
    "scale-free": Published(1.0, 10.0, 1e-3, 1000.0),
    "book-2e": Published(2.5e-8, 1e-6, 1e-6),
    "book-1e": Published(0.025, 1.0, 1e-4),
}
REFERENCE_STRENGTH = 10.0  # the strength at which the published style weight is in force


@dataclass(frozen=True)
class Formula:
    """Which terms are computed, and how.

    Attributes:
        gram: "book" divides by the constants of the book; "true-channels" by the layer's own channel count.
        pixel_scale: "caffe" as the network was trained; "unit" feeds RGB between 0 and 1, a common mistake.
    """

    losses: Losses = "scale-free"
    gram: Literal["book", "true-channels"] = "book"
    pixel_scale: Literal["caffe", "unit"] = "caffe"


@dataclass(frozen=True)
class Terms:
    """One evaluation: the weighted sum and its parts before weighting."""

    total: float
    content: float
    style: float
    smooth: float
    layers: tuple[float, ...]  # style, by layer


class Objective:
    """The loss of a picture and its gradient; features of content and style are computed once, here.

    Args:
        network: answers with the content layer's features, then those of each style layer.
        content: caffe units `(h, w, 3)`; the picture has this shape too.
        styles: pictures in caffe units, each with its share of the mixed style.
    """

    def __init__(
        self, network: keras.Model, content: np.ndarray, styles: Sequence[tuple[np.ndarray, float]], formula: Formula
    ) -> None:
        self._network = network
        self._formula = formula
        self._pixels = float(content.shape[0] * content.shape[1])
        self._content = self._features(tf.constant(content))[0]
        self._grams = self._mixed_grams(styles)
        signature = [tf.TensorSpec(content.shape, tf.float32), tf.TensorSpec((3,), tf.float32)]
        self._function = tf.function(self._value_and_gradient, input_signature=signature)

    def __call__(self, picture: np.ndarray, weights: np.ndarray) -> tuple[Terms, np.ndarray]:
        """Give the terms at a picture in caffe units, and the gradient of the total, both `(h, w, 3)` float32."""
        total, content, smooth, layers, gradient = self._function(picture, weights)
        by_layer = tuple(layers.numpy().tolist())
        style = sum(by_layer) / len(by_layer)
        return Terms(float(total), float(content), style, float(smooth), by_layer), gradient.numpy()

    def _value_and_gradient(self, picture: tf.Tensor, weights: tf.Tensor) -> tuple[tf.Tensor, ...]:
        with tf.GradientTape() as tape:
            tape.watch(picture)
            content_features, *style_features = self._features(picture)
            content = self._content_term(content_features)
            layers = tf.stack([self._style_term(*pair) for pair in zip(style_features, self._grams, strict=True)])
            smooth = self._smooth_term(picture)
            total = weights[0] * content + weights[1] * tf.reduce_mean(layers) + weights[2] * smooth
        return total, content, smooth, layers, tape.gradient(total, picture)

    def _features(self, picture: tf.Tensor) -> list[tf.Tensor]:
        if self._formula.pixel_scale == "unit":
            picture = tf.reverse(picture + tf.constant(MEAN_BGR), [-1]) / 255.0
        found: list[tf.Tensor] = self._network(picture[None])
        return [one[0] for one in found]

    def _mixed_grams(self, styles: Sequence[tuple[np.ndarray, float]]) -> list[tf.Tensor]:
        grams = [[share * self._gram(one) for one in self._features(tf.constant(style))[1:]] for style, share in styles]
        return [tf.add_n(list(layer)) for layer in zip(*grams, strict=True)]

    def _gram(self, features: tf.Tensor) -> tf.Tensor:
        flat = tf.reshape(features, (-1, features.shape[-1]))
        gram = tf.matmul(flat, flat, transpose_a=True)
        return gram / tf.cast(tf.shape(flat)[0], tf.float32) if self._formula.losses == "scale-free" else gram

    def _content_term(self, features: tf.Tensor) -> tf.Tensor:
        error = tf.reduce_sum(tf.square(features - self._content))
        scale = tf.reduce_sum(tf.square(self._content)) if self._formula.losses == "scale-free" else 1.0
        return error / scale

    def _style_term(self, features: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        error = tf.reduce_sum(tf.square(self._gram(features) - target))
        if self._formula.losses == "scale-free":
            return error / tf.reduce_sum(tf.square(target))
        channels = _BOOK_CHANNELS if self._formula.gram == "book" else int(target.shape[-1])
        return error / (4.0 * channels**2 * self._pixels**2)

    def _smooth_term(self, picture: tf.Tensor) -> tf.Tensor:
        down, right = picture[1:] - picture[:-1], picture[:, 1:] - picture[:, :-1]
        if self._formula.losses == "scale-free":
            return tf.reduce_mean(tf.abs(down)) + tf.reduce_mean(tf.abs(right))
        return tf.reduce_sum(tf.pow(tf.square(down[:, :-1]) + tf.square(right[:-1]), 1.25))


def weights(losses: Losses, *, content: float, strength: float, smoothness: float) -> np.ndarray:
    """Give the three weights (content, style, smoothness) of a set of losses, the common factor included.

    Args:
        content: 1 is the published weight.
        strength: `REFERENCE_STRENGTH` is the published weight.
        smoothness: 1 is the published weight.
    """
    published = PUBLISHED[losses]
    chosen = (
        published.content * content,
        published.style * strength / REFERENCE_STRENGTH,
        published.smooth * smoothness,
    )
    return np.array(chosen, np.float32) * np.float32(published.factor)


def finite(terms: Terms) -> bool:
    """Say whether every term is a number."""
    values: Any = (terms.total, terms.content, terms.style, terms.smooth)
    return bool(np.isfinite(values).all())
