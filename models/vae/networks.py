"""The networks of the autoencoder.

Source: Kingma and Welling, Auto-Encoding Variational Bayes (arXiv:1312.6114); layers: Chollet, 2E ch. 12.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
from keras import layers

from models.vae.card import Params

SHRINK = 4  # two convolutions of stride 2
NARROW = -4.0  # first log variance: codes of width 1 drown in noise, and some seeds stay at the mean picture for long


@dataclass(frozen=True)
class Networks:
    """Both halves; all three share their variables.

    Attributes:
        encoder: pictures 0..255 `(n, h, w, c)` to `(n, 2 * latent)`: means, then log variances.
        logits: codes `(n, latent)` to the logits of the pixels, `(n, h, w, c)`.
        decoder: codes to pixels 0..1: the sigmoid of the logits.
    """

    encoder: keras.Model
    logits: keras.Model
    decoder: keras.Model

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable, each once."""
        return [*self.encoder.trainable_variables, *self.logits.trainable_variables]


def build(params: Params, side: int, channels: int) -> Networks:
    """Give fresh networks for pictures of `side` pixels, a multiple of 4."""
    pixels = keras.Input((side, side, channels))
    hidden = layers.Rescaling(1 / 255)(pixels)
    for filters in (params.filters, 2 * params.filters):
        hidden = layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")(hidden)
    hidden = layers.Dense(params.dense, activation="relu")(layers.Flatten()(hidden))
    start = NARROW if params.network == "light" else 0.0
    encoder = keras.Model(pixels, _posterior(hidden, params.latent, start))
    return _whole(encoder, _decode(params, side // SHRINK, channels), params.latent)


def build_linear(latent: int, side: int, channels: int) -> Networks:
    """Give the baseline: one dense layer each way, the same likelihood."""
    pixels = keras.Input((side, side, channels))
    flat = layers.Flatten()(layers.Rescaling(1 / 255)(pixels))
    encoder = keras.Model(pixels, _posterior(flat, latent, NARROW))
    decode = [layers.Dense(side * side * channels), layers.Reshape((side, side, channels))]
    return _whole(encoder, decode, latent)


def _posterior(hidden: keras.KerasTensor, latent: int, start: float) -> keras.KerasTensor:
    mean = layers.Dense(latent, name="mean")(hidden)
    narrow = keras.initializers.Constant(start)
    return layers.Concatenate()([mean, layers.Dense(latent, bias_initializer=narrow, name="log_variance")(hidden)])


def _decode(params: Params, grid: int, channels: int) -> list[layers.Layer]:
    """A kernel that its stride divides covers every pixel equally often: no checkerboard (Odena et al., 2016)."""
    kernel = 4 if params.network == "light" else 3
    wide = 2 * params.filters
    first = [layers.Dense(params.dense, activation="relu")] if params.network == "light" else []
    grow = {"strides": 2, "padding": "same", "activation": "relu"}
    return [
        *first,
        layers.Dense(grid * grid * wide, activation="relu"),
        layers.Reshape((grid, grid, wide)),
        layers.Conv2DTranspose(wide, kernel, **grow),
        layers.Conv2DTranspose(params.filters, kernel, **grow),
        layers.Conv2D(channels, 3, padding="same"),
    ]


def _whole(encoder: keras.Model, decode: list[layers.Layer], latent: int) -> Networks:
    code = keras.Input((latent,))
    hidden = code
    for layer in decode:
        hidden = layer(hidden)
    return Networks(encoder, keras.Model(code, hidden), keras.Model(code, layers.Activation("sigmoid")(hidden)))
