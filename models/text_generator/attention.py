"""A causal Transformer block that can read a window at once, or one character with a memory of the last ones.

Source: Vaswani et al. 2017, with the normalisation first (Xiong et al. 2020). Positions enter as a penalty on the
distance (Press et al. 2022, ALiBi), so that remembered keys stay right when the window moves on.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from models.text_generator.card import HEAD

_FAR = -1e9


def memory_shape(units: int, window: int) -> tuple[int, int]:
    """Give the shape of a block's memory: for each character before, its key, its value, and 1 where there is one."""
    return (window - 1, 2 * units + 1)


@keras.saving.register_keras_serializable(package="chapterhouse")
class Block(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Self-attention over at most `window` characters, the present one included, and a dense part.

    Called with `(n, t, units)` it gives the same shape, and the keys and values `(n, t, 2 units)`; with `(n, units)`
    and a memory `(n, window - 1, 2 units + 1)` it gives both anew. Two outputs each time: Keras wants a shared layer
    to have the same number of outputs wherever it is called.
    """

    def __init__(self, units: int, window: int, dropout: float = 0.0, **options: Any) -> None:
        super().__init__(**options)
        self.units, self.window, self.dropout = units, window, dropout
        self.heads = units // HEAD
        self.first, self.second = (keras.layers.LayerNormalization(epsilon=1e-5) for _ in range(2))
        self.project, self.merge = keras.layers.Dense(3 * units, use_bias=False), keras.layers.Dense(units)
        self.widen, self.narrow = keras.layers.Dense(4 * units, activation="relu"), keras.layers.Dense(units)
        self.drop = keras.layers.Dropout(dropout)
        self.slopes = (2.0 ** (-8.0 * np.arange(1, self.heads + 1) / self.heads)).astype(np.float32)

    def build(self, input_shape: Any) -> None:
        """Make the weights; both ways of calling share them."""
        for layer, width in (
            (self.first, self.units),
            (self.second, self.units),
            (self.project, self.units),
            (self.merge, self.units),
            (self.widen, self.units),
            (self.narrow, 4 * self.units),
        ):
            layer.build((None, width))
        self.built = True

    def call(self, x: Any, memory: Any = None, training: bool = False) -> Any:
        """Give the block's output and what there is to remember."""
        if memory is not None:
            return self._one(x, memory)
        query, key, value = ops.split(self.project(self.first(x)), 3, axis=-1)
        ago = ops.arange(ops.shape(x)[1])[:, None] - ops.arange(ops.shape(x)[1])[None, :]
        allowed = ops.logical_and(ago >= 0, ago < self.window)
        penalty = -self.slopes[:, None, None] * ops.cast(ago, "float32")
        bias = ops.where(allowed, penalty, _FAR)
        found = self._attend(query, key, value, bias)
        return self._finish(x, found, training), ops.concatenate([key, value], axis=-1)

    def _one(self, x: Any, memory: Any) -> tuple[Any, Any]:
        query, key, value = ops.split(self.project(self.first(x)), 3, axis=-1)
        present = ops.concatenate([key, value, ops.ones_like(x[:, :1])], axis=-1)
        seen = ops.concatenate([memory, present[:, None, :]], axis=1)  # (n, window, 2 units + 1), the newest last
        ago = np.arange(self.window - 1, -1, -1, dtype=np.float32)
        penalty = -self.slopes[:, None] * ago[None, :]
        bias = penalty[None] + (1.0 - seen[:, None, :, -1]) * _FAR  # (n, heads, window)
        keys, values = seen[:, :, : self.units], seen[:, :, self.units : 2 * self.units]
        found = self._attend(query[:, None, :], keys, values, bias[:, :, None, :])
        return self._finish(x, found[:, 0, :], False), seen[:, 1:, :]

    def _attend(self, query: Any, key: Any, value: Any, bias: Any) -> Any:
        query, key, value = (self._by_head(part) for part in (query, key, value))
        scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / float(np.sqrt(self.units / self.heads))
        mixed = ops.matmul(ops.softmax(scores + bias, axis=-1), value)
        return ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), (-1, ops.shape(mixed)[2], self.units))

    def _by_head(self, part: Any) -> Any:
        split = ops.reshape(part, (-1, ops.shape(part)[1], self.heads, self.units // self.heads))
        return ops.transpose(split, (0, 2, 1, 3))

    def _finish(self, x: Any, attended: Any, training: bool) -> Any:
        x = x + self.drop(self.merge(attended), training=training)
        return x + self.drop(self.narrow(self.widen(self.second(x))), training=training)

    def get_config(self) -> dict[str, Any]:
        """Give what makes the same block again."""
        return {**super().get_config(), "units": self.units, "window": self.window, "dropout": self.dropout}
