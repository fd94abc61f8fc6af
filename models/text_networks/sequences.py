"""Networks over words in order: embedding + flatten, Conv1D, recurrent ones, the Transformer (1E §6, 2E ch. 11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from models.text_networks.fused import fused, fused_weights
from models.text_networks.heads import Head, finished
from models.text_networks.settings import TextParams
from models.text_networks.transformer import EncoderBlock, PositionalEmbedding

KERNEL = 7  # words that a filter sees (1E §6.4)
POOL = 5
RECURRENT = frozenset(("simple-rnn", "lstm", "gru", "bidirectional", "stacked"))
Middle = Callable[[TextParams, Any], Any]


def build(params: TextParams, head: Head, *, words: int) -> keras.Model:
    """Give a compiled network on the numbers of `length` words, int32, padded in front with 0.

    Args:
        words: numbers that a word can have.
    """
    numbers = keras.Input((params.length,), dtype="int32", name="words")
    x = _embedded(params, numbers, words, masked=params.architecture in RECURRENT)
    x = _MIDDLES[params.architecture](params, x)
    if params.dropout:
        x = layers.Dropout(params.dropout)(x)
    return finished(params, head, numbers, x)


def served(params: TextParams, model: keras.Model, head: Head, *, words: int) -> keras.Model:
    """Give the network as it is published.

    A recurrent network skips padding: with padding in front, that is the same as asking it with the words alone. So it
    is served without a mask on as many numbers as there are words, which is what ONNX has a fused operator for.
    """
    if params.architecture not in RECURRENT:
        return keras.Model(model.input, model.output)  # the same layers without the optimizer's variables
    plain = params.model_copy(update={"recurrent_dropout": 0.0})  # of training alone; without it the operator is fused
    numbers = keras.Input((None,), dtype="int32", name="words")
    x = _SERVED[params.architecture](plain, _embedded(params, numbers, words, masked=False))
    scores = layers.Dense(head.outputs, head.activation, name="scores")(x)
    network = keras.Model(numbers, scores)
    network.set_weights(fused_weights(model.layers))
    return network


def _embedded(params: TextParams, numbers: Any, words: int, *, masked: bool) -> Any:
    if params.architecture == "transformer":
        return PositionalEmbedding(words, params.length, params.embedding_size, name="words_and_places")(numbers)
    return layers.Embedding(words, params.embedding_size, mask_zero=masked, name="word_vectors")(numbers)


def _flatten(_params: TextParams, x: Any) -> Any:
    return layers.Flatten()(x)  # (batch, length * embedding_size)


def _conv1d(params: TextParams, x: Any) -> Any:
    x = layers.Conv1D(params.units, KERNEL, activation=params.activation, padding="same")(x)
    x = layers.MaxPooling1D(POOL)(x)
    x = layers.Conv1D(params.units, KERNEL, activation=params.activation, padding="same")(x)
    return layers.GlobalMaxPooling1D()(x)  # (batch, units)


def _simple_rnn(params: TextParams, x: Any) -> Any:
    return layers.SimpleRNN(params.units, recurrent_dropout=params.recurrent_dropout)(x)


def _lstm(params: TextParams, x: Any) -> Any:
    return layers.LSTM(params.units, recurrent_dropout=params.recurrent_dropout)(x)


def _gru(params: TextParams, x: Any) -> Any:
    return layers.GRU(params.units, recurrent_dropout=params.recurrent_dropout)(x)


def _bidirectional(params: TextParams, x: Any) -> Any:
    return layers.Bidirectional(layers.LSTM(params.units, recurrent_dropout=params.recurrent_dropout))(x)


def _stacked(params: TextParams, x: Any) -> Any:
    first = layers.GRU(params.units, recurrent_dropout=params.recurrent_dropout, return_sequences=True)
    return layers.GRU(params.units, recurrent_dropout=params.recurrent_dropout)(first(x))


def _transformer(params: TextParams, x: Any) -> Any:
    block = EncoderBlock(params.embedding_size, params.heads, params.units, params.dropout, name="encoder")
    return layers.GlobalAveragePooling1D()(block(x))  # over the words: padding is masked


_MIDDLES: dict[str, Middle] = {
    "embedding-flatten": _flatten,
    "conv1d": _conv1d,
    "simple-rnn": _simple_rnn,
    "lstm": _lstm,
    "gru": _gru,
    "bidirectional": _bidirectional,
    "stacked": _stacked,
    "transformer": _transformer,
}


def _fused_one(params: TextParams, x: Any) -> Any:
    return fused(params.units)(x)


def _fused_two(params: TextParams, x: Any) -> Any:
    return fused(params.units)(fused(params.units, return_sequences=True)(x))


_SERVED: dict[str, Middle] = {
    "simple-rnn": _fused_one,
    "lstm": _lstm,
    "gru": _fused_one,
    "bidirectional": _bidirectional,
    "stacked": _fused_two,
}
