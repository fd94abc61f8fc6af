"""The networks that read a window: the book's, each ending in one number for each row of the horizon."""

from __future__ import annotations

from typing import Any

import keras

from models.temperature.card import Params

layers, ops = keras.layers, keras.ops
CONVOLUTION = 5


def masked_error(truth: Any, predicted: Any) -> Any:
    """Give the mean squared error over the steps that were measured: the others are NaN in `truth`."""
    known = ops.isfinite(truth)
    errors = ops.where(known, truth, predicted) - predicted
    return ops.sum(ops.square(errors)) / ops.maximum(ops.sum(ops.cast(known, "float32")), 1.0)


def build(params: Params, width: int) -> keras.Model:
    """Give the compiled network: windows `(n, window, width)` in, `(n, horizon)` out."""
    model = network(params, width)
    model.compile(keras.optimizers.Adam(params.learning_rate), loss=masked_error, jit_compile=False)
    return model


def network(params: Params, width: int) -> keras.Model:
    """Give the network, not compiled."""
    inputs = keras.Input((params.window, width), name="window")
    x = _READERS[params.architecture](params, inputs)
    if params.dropout:
        x = layers.Dropout(params.dropout)(x)
    return keras.Model(inputs, layers.Dense(params.horizon, name="change")(x), name="forecaster")


def serving(model: keras.Model, params: Params, width: int) -> keras.Model:
    """Give the same network without its dropout: random state has no place in an ONNX file."""
    plain = network(params.model_copy(update={"dropout": 0.0, "recurrent_dropout": 0.0}), width)
    for mine, learned in zip(plain.trainable_variables, model.trainable_variables, strict=True):
        mine.assign(learned)
    return plain


def _dense(params: Params, x: Any) -> Any:
    return layers.Dense(params.units, activation="relu")(layers.Flatten()(x))


def _convolutions(params: Params, x: Any) -> Any:
    x = layers.Conv1D(params.units, CONVOLUTION, activation="relu", padding="same")(x)
    x = layers.MaxPooling1D(3)(x)
    return layers.Conv1D(params.units, CONVOLUTION, activation="relu", padding="same")(x)


def _conv1d(params: Params, x: Any) -> Any:
    return layers.GlobalAveragePooling1D()(_convolutions(params, x))


def _conv1d_gru(params: Params, x: Any) -> Any:
    return _gru(params, _convolutions(params, x))


def _simple_rnn(params: Params, x: Any) -> Any:
    return layers.SimpleRNN(params.units, recurrent_dropout=params.recurrent_dropout)(x)


def _lstm(params: Params, x: Any) -> Any:
    return layers.LSTM(params.units, recurrent_dropout=params.recurrent_dropout)(x)


def _gru(params: Params, x: Any) -> Any:
    return layers.GRU(params.units, recurrent_dropout=params.recurrent_dropout)(x)


def _stacked(params: Params, x: Any) -> Any:
    return _gru(params, layers.GRU(params.units, recurrent_dropout=params.recurrent_dropout, return_sequences=True)(x))


def _bidirectional(params: Params, x: Any) -> Any:
    return layers.Bidirectional(layers.GRU(params.units, recurrent_dropout=params.recurrent_dropout))(x)


_READERS = {
    "dense": _dense,
    "conv1d": _conv1d,
    "conv1d-gru": _conv1d_gru,
    "simple-rnn": _simple_rnn,
    "lstm": _lstm,
    "gru": _gru,
    "stacked": _stacked,
    "bidirectional": _bidirectional,
}
