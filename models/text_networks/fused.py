"""Recurrent layers in the form that ONNX export recognises: one fused operator instead of a loop over steps.

The exporter (tf2onnx 1.17) knows Keras' LSTM. Of GRU and SimpleRNN it makes a loop, ten times as slow at 200 words. So
both are served as a GRU written in the way that the exporter looks for: `keras_gru_pattern` in its `rnn_utils`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from models.text_networks.transformer import PACKAGE

_OPEN = 100.0  # the sigmoid of this is exactly 1 in float32, and that of its negative below 1e-43


@keras.saving.register_keras_serializable(PACKAGE)
class FusedGRUCell(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """One step of Keras' GRU (`reset_after`) with a bias vector for each of both products; for inference."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = self.state_size = units
        self.outside: tuple[Any, Any] | None = None  # both biases, read before the loop over steps

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights: columns for the update gate, the reset gate, the candidate."""
        self.kernel = self.add_weight(shape=(input_shape[-1], 3 * self.units), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, 3 * self.units), name="recurrent_kernel")
        self.input_bias = self.add_weight(shape=(3 * self.units,), name="input_bias")
        self.recurrent_bias = self.add_weight(shape=(3 * self.units,), name="recurrent_bias")
        super().build(input_shape)

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:  # Keras passes it
        """Give the output and the new state, `(batch, units)` each."""
        (before,), (input_bias, recurrent_bias) = states, self.outside or (self.input_bias, self.recurrent_bias)
        given = ops.split(ops.add(ops.matmul(inputs, self.kernel), input_bias), 3, axis=1)
        kept = ops.split(ops.add(ops.matmul(before, self.recurrent_kernel), recurrent_bias), 3, axis=1)
        update, reset = ops.sigmoid(given[0] + kept[0]), ops.sigmoid(given[1] + kept[1])
        candidate = ops.tanh(given[2] + reset * kept[2])
        after = update * before + (1 - update) * candidate
        return after, [after]

    def get_config(self) -> dict[str, Any]:
        """Give what the layer is made again from."""
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable(PACKAGE)
class FusedGRU(keras.layers.RNN):  # type: ignore[misc]  # as above
    """Fused cells over the steps of a text. The exporter wants the biases as inputs of the loop, not read inside it."""

    def inner_loop(self, sequences: Any, initial_state: Any, mask: Any, training: bool = False) -> Any:
        """Go through the steps."""
        cell = self.cell
        cell.outside = (ops.copy(cell.input_bias), ops.copy(cell.recurrent_bias))
        try:
            return super().inner_loop(sequences, initial_state, mask, training)
        finally:
            cell.outside = None


def fused(units: int, *, return_sequences: bool = False) -> FusedGRU:
    """Give a recurrent layer over fused cells."""
    return FusedGRU(FusedGRUCell(units), return_sequences=return_sequences)


def fused_weights(layers: Sequence[keras.layers.Layer]) -> list[np.ndarray]:
    """Give the weights of a trained network's layers as the served network holds them."""
    weights: list[np.ndarray] = []
    for layer in layers:
        own = layer.get_weights()
        if isinstance(layer, keras.layers.GRU):
            kernel, recurrent_kernel, biases = own
            own = [kernel, recurrent_kernel, biases[0], biases[1]]
        elif isinstance(layer, keras.layers.SimpleRNN):
            own = _as_gru(*own)
        weights += own
    return weights


def _as_gru(kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> list[np.ndarray]:
    """Give a GRU that forgets all and resets nothing: its candidate is a SimpleRNN's next state."""
    units = len(bias)
    gates = np.concatenate([np.full(units, -_OPEN), np.full(units, _OPEN)]).astype(np.float32)
    silent = [np.zeros((len(part), 2 * units), np.float32) for part in (kernel, recurrent_kernel)]
    return [
        np.concatenate([silent[0], kernel], axis=1),
        np.concatenate([silent[1], recurrent_kernel], axis=1),
        np.concatenate([gates, bias]),
        np.zeros(3 * units, np.float32),
    ]
