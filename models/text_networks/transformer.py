"""The book's Transformer encoder (2E ch. 11; Vaswani et al. 2017): learned positions, masked attention, post-norm."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

PACKAGE = "chapterhouse"


@keras.saving.register_keras_serializable(PACKAGE)
class PositionalEmbedding(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """A vector for each word plus one for its place; padding (0) is masked.

    Args:
        words: numbers that a word can have.
        length: places.
        size: of the vectors.
    """

    def __init__(self, words: int, length: int, size: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words, self.length, self.size = words, length, size
        self.word_vectors = keras.layers.Embedding(words, size)
        self.place_vectors = keras.layers.Embedding(length, size)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the vectors."""
        self.word_vectors.build(input_shape)
        self.place_vectors.build((self.length,))
        super().build(input_shape)

    def call(self, numbers: Any) -> Any:
        """Give vectors `(batch, length, size)` for numbers `(batch, length)`."""
        return self.word_vectors(numbers) + self.place_vectors(ops.arange(self.length))

    def compute_mask(self, numbers: Any, mask: Any = None) -> Any:
        """Hide padding from the layers behind."""
        return ops.not_equal(numbers, 0)

    def get_config(self) -> dict[str, Any]:
        """Give what the layer is made again from."""
        return {**super().get_config(), "words": self.words, "length": self.length, "size": self.size}


@keras.saving.register_keras_serializable(PACKAGE)
class EncoderBlock(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Self-attention and a small dense network, each added to what came in and normalised behind it.

    Args:
        size: of the vectors.
        heads: that attend side by side, each on `size // heads` numbers.
        units: of the dense network's hidden layer.
        dropout: of the attention weights.
    """

    def __init__(self, size: int, heads: int, units: int, dropout: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.size, self.heads, self.units, self.dropout = size, heads, units, dropout
        self.attention = keras.layers.MultiHeadAttention(heads, max(1, size // heads), dropout=dropout)
        self.widen, self.narrow = keras.layers.Dense(units, "relu"), keras.layers.Dense(size)
        self.first, self.second = keras.layers.LayerNormalization(), keras.layers.LayerNormalization()

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights."""
        self.attention.build(input_shape, input_shape)
        self.widen.build(input_shape)
        self.narrow.build((*input_shape[:-1], self.units))
        self.first.build(input_shape)
        self.second.build(input_shape)
        super().build(input_shape)

    def call(self, vectors: Any, mask: Any = None, training: bool = False) -> Any:
        """Give vectors of the same shape `(batch, length, size)`; padding is attended to by nobody."""
        seen = None if mask is None else ops.expand_dims(mask, 1)  # (batch, 1, length): the same for every place
        mixed = self.first(vectors + self.attention(vectors, vectors, attention_mask=seen, training=training))
        return self.second(mixed + self.narrow(self.widen(mixed)))

    def get_config(self) -> dict[str, Any]:
        """Give what the layer is made again from."""
        own = {"size": self.size, "heads": self.heads, "units": self.units, "dropout": self.dropout}
        return {**super().get_config(), **own}
