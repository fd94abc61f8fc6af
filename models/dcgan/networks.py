"""The two networks of the game: a generator that draws and a discriminator that tells drawn from real.

Source: Radford, Metz, Chintala (2016), arXiv:1511.06434; Chollet 1E §8.5, 2E ch. 12.5, scaled down for a CPU.
"""

from __future__ import annotations

import math

import keras
from keras import layers

from models.dcgan.settings import Params

STRIDE = 2
GROWTH = STRIDE**2  # the generator doubles its first, small plane twice
LAST_KERNEL = 5

ImageShape = tuple[int, int, int]  # height, width, channels


def generator(params: Params, shape: ImageShape, classes: int) -> keras.Model:
    """Give the network from a code `(n, latent + classes)` to pictures `(n, height, width, channels)`.

    Args:
        classes: width of the one-hot label behind the latent vector; 0 without labels.
    """
    height, width, channels = shape
    rows, columns = (math.ceil(side / GROWTH) for side in (height, width))
    code = keras.Input((params.latent_size + classes,), name="code")
    hidden = layers.Dense(rows * columns * 2 * params.filters)(code)
    hidden = layers.Reshape((rows, columns, 2 * params.filters))(_activated(hidden, params, normalised=True))
    for filters in (params.filters, max(1, params.filters // 2)):
        hidden = _activated(_grown(hidden, filters, params), params, normalised=True)
    hidden = layers.Conv2D(channels, LAST_KERNEL, padding="same", activation=params.output)(hidden)
    extra_rows, extra_columns = GROWTH * rows - height, GROWTH * columns - width
    pictures = layers.Cropping2D(((0, extra_rows), (0, extra_columns)))(hidden)
    return keras.Model(code, pictures, name="generator")


def discriminator(params: Params, shape: ImageShape, classes: int) -> keras.Model:
    """Give the network from a picture (and its one-hot label, when there are labels) to a logit: above 0 is real.

    Three layers, as in 2E: with two, none of its features sees a whole digit.
    """
    height, width, _ = shape
    picture = keras.Input(shape, name="picture")
    inputs, hidden = [picture], picture
    if classes:
        label = keras.Input((classes,), name="label")
        plane = layers.Reshape((height, width, 1))(layers.Dense(height * width)(label))
        inputs, hidden = [picture, label], layers.Concatenate()([picture, plane])
    for filters in (params.filters, 2 * params.filters, 2 * params.filters):
        hidden = _shrunk(hidden, filters, params)
    hidden = layers.Flatten()(hidden)
    if params.discriminator_dropout:
        hidden = layers.Dropout(params.discriminator_dropout)(hidden)
    return keras.Model(inputs if classes else picture, layers.Dense(1)(hidden), name="discriminator")


def _grown(hidden: keras.KerasTensor, filters: int, params: Params) -> keras.KerasTensor:
    """Double the sides."""
    if params.resampling == "strided":
        return layers.Conv2DTranspose(filters, params.kernel, strides=STRIDE, padding="same")(hidden)
    return layers.Conv2D(filters, params.kernel, padding="same")(layers.UpSampling2D(STRIDE)(hidden))


def _shrunk(hidden: keras.KerasTensor, filters: int, params: Params) -> keras.KerasTensor:
    """Halve the sides."""
    strides = STRIDE if params.resampling == "strided" else 1
    hidden = layers.Conv2D(filters, params.kernel, strides=strides, padding="same")(hidden)
    hidden = _activated(hidden, params, normalised=False)
    return hidden if params.resampling == "strided" else layers.MaxPooling2D(STRIDE, padding="same")(hidden)


def _activated(hidden: keras.KerasTensor, params: Params, *, normalised: bool) -> keras.KerasTensor:
    if normalised and params.batch_normalization:
        hidden = layers.BatchNormalization(momentum=0.9)(hidden)
    return layers.LeakyReLU(negative_slope=0.2)(hidden) if params.activation == "leaky_relu" else layers.ReLU()(hidden)
