"""Builds the network of a design with Keras. Imported by training only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from models.designer.design import Design, Layer

HEADS = 2


def build(design: Design, learning_rate: float, class_weights: Sequence[float] | None = None) -> keras.Model:
    """Give the compiled network: one example's shape in, the last layer's units out.

    Args:
        class_weights: how much a mistake on each class counts; None: all alike.
    """
    inputs = x = keras.Input(design.shape, dtype="int32" if design.words else "float32", name="example")
    for layer in design.stack():
        x = made(layer)(x)
    model = keras.Model(inputs, x, name="designed")
    loss = design.loss if class_weights is None else weighted(design.loss, class_weights)
    metrics = ["accuracy"] if design.task in ("binary", "single-label") else []
    model.compile(keras.optimizers.Adam(learning_rate), loss=loss, metrics=metrics, jit_compile=False)
    return model


def made(layer: Layer) -> Any:
    """Give the Keras layer."""
    if layer.name == "TransformerEncoder":
        return transformer_encoder(**layer.settings)
    settings = {"layer": made(layer.inner)} if layer.inner is not None else layer.settings
    return getattr(layers, layer.name)(**settings)


def transformer_encoder(words: int, length: int, size: int, blocks: int) -> Callable[[Any], Any]:
    """Give word and place embeddings and attention blocks (2E ch. 11.4), of standard layers only.

    Returns:
        A function from int32 `(n, length)`, padded with 0, to float `(n, size)`.
    """

    def apply(numbers: Any) -> Any:
        places = ops.cumsum(ops.ones_like(numbers), axis=1) - 1
        x = layers.Embedding(words, size)(numbers) + layers.Embedding(length, size)(places)
        seen = ops.expand_dims(ops.not_equal(numbers, 0), 1)  # (n, 1, length): padding is not attended to
        for _ in range(max(1, blocks)):
            x = layers.LayerNormalization()(x + layers.MultiHeadAttention(HEADS, size)(x, x, attention_mask=seen))
            inner = layers.Dense(size)(layers.Dense(2 * size, activation="relu")(x))
            x = layers.LayerNormalization()(x + inner)
        return layers.GlobalMaxPooling1D()(x)

    return apply


def weighted(loss: str, class_weights: Sequence[float]) -> Callable[[Any, Any], Any]:
    """Give a loss in which each row counts as much as its class."""
    plain = keras.losses.get(loss)
    table = np.array(class_weights, np.float32)

    def function(truth: Any, output: Any) -> Any:
        counts = ops.take(table, ops.cast(ops.reshape(truth, (-1,)), "int32"))
        return plain(truth, output) * counts

    return function
