"""VGG19's convolutions with ImageNet weights: the network that both editions use for neural style transfer.

Source: Simonyan and Zisserman, ICLR 2015; 1E §8.3, 2E chapter 12.3. The packaged file stores each kernel as indices
into a table of 256 values (k-means); biases are float32.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras
import numpy as np

from models.data.torch_file import TorchFileError, read_torch_file
from models.job import Dataset
from models.recipe import JobFailure

MEAN_BGR = (103.939, 116.779, 123.68)  # of ImageNet, subtracted from each channel: "caffe" units
CONVOLUTIONS = tuple(
    f"block{block}_conv{number}"
    for block, count in enumerate((2, 2, 4, 4, 4), start=1)
    for number in range(1, count + 1)
)
SMALLEST_SIDE = 32  # below it the last pooled block has nothing left to look at


def load(weights: Dataset) -> keras.Model:
    """Give the convolutional base: caffe units `(n, h, w, 3)` in, any size of at least 32 pixels.

    Raises:
        JobFailure: `weights_unreadable` when the file does not hold VGG19's layers.
    """
    model = keras.applications.VGG19(weights=None, include_top=False)
    try:
        if weights.format == "keras-weights":
            model.load_weights(str(weights.path))
            model.trainable = False
            return model
        tensors = read_torch_file(weights.path)
        for name in CONVOLUTIONS:
            model.get_layer(name).set_weights([kernel(tensors, name), tensors[f"{name}_b"]])
    except (TorchFileError, KeyError, ValueError, IndexError, OSError) as error:
        raise JobFailure(f"The file of VGG19's weights cannot be used: {error}", "weights_unreadable") from error
    model.trainable = False
    return model


def kernel(tensors: Mapping[str, np.ndarray], layer: str) -> np.ndarray:
    """Give a layer's kernel `(3, 3, in, out)` from its table and its indices `(out, in, 3, 3)`."""
    values = tensors[f"{layer}_W_table"].reshape(-1)[tensors[f"{layer}_W_q"]]
    return np.ascontiguousarray(values.transpose(2, 3, 1, 0), np.float32)


def features(base: keras.Model, layers: Sequence[str]) -> keras.Model:
    """Give a network that answers with the activations of two or more layers, as a list in their order."""
    return keras.Model(base.input, [base.get_layer(name).output for name in layers])


def to_caffe(pixels: np.ndarray) -> np.ndarray:
    """Give `uint8` RGB `(h, w, 3)` as float32 BGR with the mean subtracted."""
    return np.ascontiguousarray(pixels[..., ::-1], np.float32) - np.array(MEAN_BGR, np.float32)


def to_pixels(caffe: np.ndarray) -> np.ndarray:
    """Give caffe units `(h, w, 3)` as `uint8` RGB, rounded and clipped."""
    values = np.rint(np.asarray(caffe, np.float32) + np.array(MEAN_BGR, np.float32))
    return np.ascontiguousarray(np.clip(values, 0, 255).astype(np.uint8)[..., ::-1])
