"""Trainings in 16 bits on a GPU: Keras' `mixed_float16`. What is published afterwards is in 32 bits like any other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.settings import Settings
from models.job import Trained
from models.recipe import Card

HALF, FULL = "mixed_float16", "float32"


def uses_halves(settings: Settings, card: Card, device: str) -> bool:
    """Whether a training computes in 16 bits: the operator wants it, the recipe bears it, a GPU gains by it."""
    return settings.mixed_precision and card.half_precision and device != "cpu"


@contextlib.contextmanager
def half_precision(*, wanted: bool) -> Iterator[None]:
    """Layers that are made inside compute in 16 bits and keep their weights in 32, if that is wanted."""
    if not wanted:
        yield
        return
    import keras

    keras.config.set_dtype_policy(HALF)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(FULL)


def in_full_precision(trained: Trained) -> Trained:
    """The same weights in networks that compute in 32 bits: what is exported, compared and served."""
    return replace(trained, networks={name: _full(network) for name, network in trained.networks.items()})


def _full(network: Any) -> Any:
    full = type(network).from_config(_without_halves(network.get_config()))
    full.set_weights(network.get_weights())
    return full


def _without_halves(config: Any) -> Any:
    """A configuration whose layers all have the policy of 32 bits."""
    if isinstance(config, dict):
        return {name: _without_halves(value) for name, value in config.items()}
    if isinstance(config, list | tuple):
        return type(config)(_without_halves(value) for value in config)
    return FULL if config in (HALF, "float16") else config
