"""Latent codes, and the way between the numbers networks work with and pixels. NumPy only: answering needs it too."""

from __future__ import annotations

import numpy as np


def latents(rng: np.random.Generator, count: int, size: int, distribution: str) -> np.ndarray:
    """Give random latent vectors, float32 `(count, size)`: "gaussian", or "uniform" from -1 to 1."""
    drawn = rng.standard_normal((count, size)) if distribution == "gaussian" else rng.uniform(-1, 1, (count, size))
    return drawn.astype(np.float32)


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Give float32 `(n, classes)`; labels are taken modulo the number of classes; width 0 for no classes."""
    if not classes:
        return np.zeros((len(labels), 0), np.float32)
    return np.asarray(np.eye(classes, dtype=np.float32)[labels % classes])


def codes(vectors: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Give what the generator reads: each latent vector followed by its one-hot label."""
    return np.concatenate([vectors, one_hot(labels, classes)], axis=1)


def scaled(images: np.ndarray, data_range: str) -> np.ndarray:
    """Give `uint8` pixels in the range that networks see: "signed" is -1 to 1, "unit" is 0 to 1."""
    unit = images.astype(np.float32) / 255
    return unit * 2 - 1 if data_range == "signed" else unit


def shown(drawn: np.ndarray, data_range: str) -> np.ndarray:
    """Give what the generator drew, from 0 to 1: what lies outside the range of the real pictures is cut off."""
    unit: np.ndarray = np.clip((drawn + 1) / 2 if data_range == "signed" else drawn, 0, 1)
    return unit


def pixels(unit: np.ndarray) -> np.ndarray:
    """Give pictures from 0 to 1 as `uint8`, three channels."""
    whole = np.round(unit * 255).astype(np.uint8)
    return np.repeat(whole, 3, axis=-1) if whole.shape[-1] == 1 else whole
