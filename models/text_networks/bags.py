"""Dense networks over bags of words (1E §3.5, 2E ch. 11.2), trained on dense rows and served on numbers."""

from __future__ import annotations

import keras
import numpy as np

from models.text import RESERVED
from models.text_networks.heads import Head, finished
from models.text_networks.settings import TextParams


def build(params: TextParams, head: Head, *, inputs: int) -> keras.Model:
    """Give a compiled dense network on vectors of width `inputs`."""
    regularizer = keras.regularizers.L2(params.l2) if params.l2 else None
    x = tokens = keras.Input((inputs,), name="words")
    for _ in range(params.hidden_layers):
        x = keras.layers.Dense(params.hidden_units, params.activation, kernel_regularizer=regularizer)(x)
        if params.dropout:
            x = keras.layers.Dropout(params.dropout)(x)
    return finished(params, head, tokens, x)


def on_indices(model: keras.Model, weights: np.ndarray | None = None) -> keras.Model:
    """Give the same network, asked with the indices of a text's terms instead of a vector.

    A vector times the first kernel is the sum of the kernel's rows at those indices, each as often as it is named:
    some hundred rows instead of 20,000. Plain Keras layers only: the rows stand in an embedding, the bias and
    activation in a dense layer whose kernel is the identity. Input int32 `(n, longest)`, padded with `RESERVED`,
    whose row is zero.

    Args:
        weights: what each occurrence of a term adds to the vector, `(width,)`; None for 1. They go into the rows.
    """
    first, *rest = model.layers[1:]
    kernel, bias = (np.array(part) for part in first.get_weights())
    if weights is not None:
        kernel *= weights[:, None]
    kernel[RESERVED] = 0.0
    terms = keras.Input((None,), dtype="int32", name="terms")
    table = keras.layers.Embedding(len(kernel), first.units, name="rows")
    ending = keras.layers.Dense(first.units, first.activation, name=f"{first.name}_ending")
    x = ending(keras.ops.sum(table(terms), axis=1))
    for layer in rest:
        x = layer(x)
    table.set_weights([kernel])
    ending.set_weights([np.eye(first.units, dtype=np.float32), bias])
    return keras.Model(terms, x)
