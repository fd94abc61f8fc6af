"""The network that predicts the next character: one to train on windows, one that takes a single step.

Both share their weights. The step network carries what it remembers as extra inputs and outputs, so that writing one
more character costs one step, however long the text is.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras

from models.text_generator.attention import Block, memory_shape
from models.text_generator.card import Params


@dataclass(frozen=True)
class Network:
    """Two views of the same weights, for `n` texts and `v` characters.

    Attributes:
        windows: numbers `(n, t)` and the states before them, to logits `(n, t, v)` and the states after them; a
            Transformer has no states here, it sees its window only.
        step: one number `(n, 1)` and states, to logits `(n, v)` and the states after it.
    """

    windows: keras.Model
    step: keras.Model


def build(params: Params, characters: int) -> Network:
    """Give both views for that many characters, the unknown one included."""
    return _transformer(params, characters) if params.architecture == "transformer" else _recurrent(params, characters)


def _recurrent(params: Params, characters: int) -> Network:
    """Stack GRU or LSTM layers; the step view calls their cells, so that its ONNX graph has no loop."""
    kind = keras.layers.LSTM if params.architecture == "lstm" else keras.layers.GRU
    each = 2 if params.architecture == "lstm" else 1
    embed, output = _embedding(params, characters), keras.layers.Dense(characters, name="logits")
    layers = [kind(params.units, return_sequences=True, return_state=True) for _ in range(params.layers)]
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    before = [keras.Input((params.units,), name=f"state_{i}") for i in range(each * params.layers)]
    x, after = embed(tokens), []
    for i, layer in enumerate(layers):
        x, *states = layer(x, initial_state=before[each * i : each * (i + 1)])
        x = keras.layers.Dropout(params.dropout)(x)
        after += states
    windows = keras.Model([tokens, *before], [output(x), *after], name="windows")
    token = keras.Input((1,), dtype="int32", name="token")
    x, after = keras.ops.squeeze(embed(token), axis=1), []
    for i, layer in enumerate(layers):
        layer.cell.name = f"cell_{i}"  # Keras calls them all alike, and a model's parts must differ
        x, states = layer.cell(x, before[each * i : each * (i + 1)])
        after += states
    return Network(windows, keras.Model([token, *before], [output(x), *after], name="step"))


def _transformer(params: Params, characters: int) -> Network:
    """Stack causal blocks; the step view keeps the keys and values of the characters that still count."""
    embed, output = keras.layers.Embedding(characters, params.units), keras.layers.Dense(characters, name="logits")
    blocks = [Block(params.units, params.window, params.dropout, name=f"block_{i}") for i in range(params.layers)]
    norm = keras.layers.LayerNormalization(epsilon=1e-5)
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    x = embed(tokens)
    for block in blocks:
        x, _ = block(x)
    windows = keras.Model([tokens], [output(norm(x))], name="windows")
    token = keras.Input((1,), dtype="int32", name="token")
    before = [keras.Input(memory_shape(params.units, params.window), name=f"state_{i}") for i in range(params.layers)]
    x, after = keras.ops.squeeze(embed(token), axis=1), []
    for block, memory in zip(blocks, before, strict=True):
        x, memory = block(x, memory)
        after.append(memory)
    return Network(windows, keras.Model([token, *before], [output(norm(x)), *after], name="step"))


def _embedding(params: Params, characters: int) -> keras.layers.Embedding:
    """Give the input layer: learned vectors, or with size 0 the rows of the identity, which is one-hot."""
    if params.embedding:
        return keras.layers.Embedding(characters, params.embedding)
    return keras.layers.Embedding(characters, characters, embeddings_initializer=_identity(), trainable=False)


def _identity() -> keras.initializers.Initializer:
    return keras.initializers.Identity()
