"""Networks for photos: a body that turns a prepared picture into feature maps, and a head that scores them.

The head gives logits: one number for two classes (above 0: the second), else one a class. Kept apart, the head can be
asked what a map would mean without one of its places, which is what `explain` does.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
from keras import layers

from models.images.settings import Params


@dataclass(frozen=True)
class Parts:
    """A network in two parts."""

    body: keras.Model  # (n, side, side, 3) -> (n, rows, columns, channels)
    head: keras.Model  # maps -> (n, logits)


def from_scratch(params: Params, classes: int) -> Parts:
    """Give an untrained network of the mode `scratch` or `augmented`."""
    body = {"convnet": convnet, "separable": separable}[params.network](params.pixels)
    if params.network == "convnet":
        return Parts(body, _flat_head(body.output_shape[1:], params.dropout, classes))
    return Parts(body, pooled_head(body.output_shape[1:], params.dropout, classes))


def convnet(side: int) -> keras.Model:
    """Give the convolutions of 1E §5.2: 32-64-128-128, each halved by pooling."""
    picture = keras.Input((side, side, 3), name="picture")
    values = picture
    for number, filters in enumerate((32, 64, 128, 128), start=1):
        values = layers.Conv2D(filters, 3, activation="relu", name=f"conv{number}")(values)
        values = layers.MaxPooling2D(2, name=f"pool{number}")(values)
    return keras.Model(picture, values, name="body")


def separable(side: int) -> keras.Model:
    """Give the small Xception of 2E ch. 9: separable convolutions with batch normalisation and shortcuts."""
    picture = keras.Input((side, side, 3), name="picture")
    values = layers.Conv2D(32, 5, use_bias=False, name="conv1")(picture)
    for number, filters in enumerate((32, 64, 128, 256, 512), start=1):
        shortcut = layers.Conv2D(filters, 1, strides=2, padding="same", use_bias=False)(values)
        for _ in range(2):
            values = layers.BatchNormalization()(values)
            values = layers.Activation("relu")(values)
            values = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(values)
        values = layers.MaxPooling2D(3, strides=2, padding="same")(values)
        values = layers.Add(name=f"block{number}")([values, shortcut])
    return keras.Model(picture, values, name="body")


def _flat_head(maps: tuple[int, ...], dropout: float, classes: int) -> keras.Model:
    """Give the head of 1E §5.2: every place of every map has its own weights."""
    inputs = keras.Input(maps, name="maps")
    values = layers.Flatten()(inputs)
    if dropout:
        values = layers.Dropout(dropout)(values)
    values = layers.Dense(512, activation="relu")(values)
    return keras.Model(inputs, layers.Dense(logits_of(classes), name="logits")(values), name="head")


def pooled_head(maps: tuple[int, ...], dropout: float, classes: int) -> keras.Model:
    """Give a head that averages each map over all places and weighs the averages."""
    inputs = keras.Input(maps, name="maps")
    values = layers.GlobalAveragePooling2D(name="pool")(inputs)
    if dropout:
        values = layers.Dropout(dropout, name="dropout")(values)
    return keras.Model(inputs, layers.Dense(logits_of(classes), name="logits")(values), name="head")


def logits_of(classes: int) -> int:
    """Give the number of logits: two classes need one."""
    return 1 if classes == 2 else classes


def learner(parts: Parts, *, augmented: bool) -> keras.Model:
    """Give the network to train, from prepared picture to logits.

    Args:
        augmented: each picture is flipped, turned and zoomed at random while it is learned from (2E ch. 8).
    """
    picture = keras.Input(parts.body.input_shape[1:], name="picture")
    values = picture
    if augmented:
        values = layers.RandomFlip("horizontal")(values)
        values = layers.RandomRotation(0.1)(values)
        values = layers.RandomZoom(0.2)(values)
    return keras.Model(picture, parts.head(parts.body(values)), name="learner")


def compiled(model: keras.Model, classes: int, learning_rate: float, optimizer: str = "rmsprop") -> keras.Model:
    """Give the model ready to learn: crossentropy of its logits."""
    kind = keras.optimizers.Adam if optimizer == "adam" else keras.optimizers.RMSprop
    if classes == 2:
        loss: keras.losses.Loss = keras.losses.BinaryCrossentropy(from_logits=True)
        accuracy: keras.metrics.Metric = keras.metrics.BinaryAccuracy("accuracy", threshold=0.0)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        accuracy = keras.metrics.SparseCategoricalAccuracy("accuracy")
    model.compile(optimizer=kind(learning_rate), loss=loss, metrics=[accuracy])
    return model
