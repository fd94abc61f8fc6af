"""The networks of the forecasting programs, in plain Keras."""

from __future__ import annotations


def network(architecture: str) -> str:
    """Give the lines that build `model`: windows `(n, WINDOW, width)` in, one number a step ahead out."""
    return f"{_BEGINNING}{_READERS[architecture]}{_END}"


_BEGINNING = """
keras.utils.set_random_seed(SEED)
entry = x = keras.Input((WINDOW, inputs.shape[1]))
"""
_CONVOLUTIONS = """x = layers.Conv1D(UNITS, 5, activation="relu", padding="same")(x)
x = layers.MaxPooling1D(3)(x)
x = layers.Conv1D(UNITS, 5, activation="relu", padding="same")(x)
"""
_RECURRENT = "x = layers.{}(UNITS, recurrent_dropout=RECURRENT_DROPOUT)(x)\n"
_GRU = _RECURRENT.format("GRU")
_READERS = {
    "dense": 'x = layers.Dense(UNITS, activation="relu")(layers.Flatten()(x))\n',
    "conv1d": f"{_CONVOLUTIONS}x = layers.GlobalAveragePooling1D()(x)\n",
    "conv1d-gru": f"{_CONVOLUTIONS}{_GRU}",
    "simple-rnn": _RECURRENT.format("SimpleRNN"),
    "lstm": _RECURRENT.format("LSTM"),
    "gru": _GRU,
    "stacked": "x = layers.GRU(UNITS, recurrent_dropout=RECURRENT_DROPOUT, return_sequences=True)(x)\n" + _GRU,
    "bidirectional": "x = layers.Bidirectional(layers.GRU(UNITS, recurrent_dropout=RECURRENT_DROPOUT))(x)\n",
}
_END = """x = layers.Dropout(DROPOUT)(x) if DROPOUT else x
model = keras.Model(entry, layers.Dense(HORIZON)(x))
"""
