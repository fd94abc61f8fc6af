"""What all text networks end with: the last layer, and how they are compiled."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from models.text_networks.settings import TextParams

OPTIMIZERS = {"rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}


@dataclass(frozen=True)
class Head:
    """The last layer and what it is trained to do."""

    outputs: int
    activation: str
    loss: str


def finished(params: TextParams, head: Head, inputs: keras.KerasTensor, features: keras.KerasTensor) -> keras.Model:
    """Give the compiled network from its inputs to one score an output.

    Args:
        features: `(batch, any width)`, what the layers before have made of the inputs.
    """
    scores = keras.layers.Dense(head.outputs, head.activation, name="scores")(features)
    model = keras.Model(inputs, scores)
    model.compile(
        OPTIMIZERS[params.optimizer](params.learning_rate),
        loss=head.loss,
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model
