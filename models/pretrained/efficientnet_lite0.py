"""EfficientNet-Lite0 as a Keras network, with the ImageNet weights of the packaged checkpoint.

Source: Tan and Le, EfficientNet (ICML 2019), the Lite variant: no squeeze-and-excitation, ReLU6 in place of swish.
Each batch normalisation is folded into the convolution before it: the same function with a third less time per
gradient. Outputs that recipes ask for have stable names: `stem`, `block0_project` to `block15_project` (`block2_add`
where a shortcut is added), `head`. Blocks are counted from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from models.data.torch_file import read_torch_file

CLASSES = 1000
INPUT_SIZE = 224  # what the classifier was trained on; features can be had at any size
_MEAN, _SCALE = 127.0, 128.0
_EPSILON = 1e-3
_WIDTH = 1280
# repeats, kernel, stride of the first, expansion, channels out
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


class _Block(NamedTuple):
    name: str  # "block3"
    kernel: int
    stride: int
    expansion: int
    channels: int
    shortcut: bool


def preprocess(pixels: np.ndarray) -> np.ndarray:
    """Give float32 input of the network, about -1 to 1, for pixels of 0 to 255 in any shape."""
    return (np.asarray(pixels, np.float32) - _MEAN) / _SCALE


def deprocess(values: np.ndarray) -> np.ndarray:
    """Give `uint8` pixels for input of the network: the reverse of `preprocess`, clipped to 0 to 255."""
    pixels: np.ndarray = np.clip(np.rint(values * _SCALE + _MEAN), 0, 255).astype(np.uint8)
    return pixels


def efficientnet_lite0(weights: Path, *, top: bool = False) -> keras.Model:
    """Give the frozen network with the weights of a checkpoint.

    Args:
        weights: the packaged `.pth` file.
        top: with pooling and the classifier; the output is then class probabilities `(n, 1000)` and the input should
            be 224 pixels square. Without: the output of the layer `head`, `(n, height / 32, width / 32, 1280)`.

    Raises:
        TorchFileError: the file cannot be read.
        KeyError, ValueError: the file holds another network.
    """
    tensors = read_torch_file(weights)
    inputs = keras.Input((None, None, 3), name="picture")
    outputs = _body(inputs)
    if top:
        outputs = keras.layers.GlobalAveragePooling2D(name="pool")(outputs)
        outputs = keras.layers.Dense(CLASSES, activation="softmax", name="classifier")(outputs)
    network = keras.Model(inputs, outputs, name="efficientnet_lite0")
    for layer, convolution, normalisation in _convolutions():
        network.get_layer(layer).set_weights(_folded(tensors, convolution, normalisation))
    if top:
        network.get_layer("classifier").set_weights([tensors["_fc.weight"].T, tensors["_fc.bias"]])
    network.trainable = False
    return network


def _blocks() -> Iterator[_Block]:
    index = 0
    for repeats, kernel, stride, expansion, channels in _STAGES:
        for repeat in range(repeats):
            yield _Block(f"block{index}", kernel, 1 if repeat else stride, expansion, channels, repeat > 0)
            index += 1


def _body(inputs: keras.KerasTensor) -> keras.KerasTensor:
    stem = keras.layers.Conv2D(32, 3, strides=2, padding="same", name="stem_conv")(inputs)
    values = _relu6("stem")(stem)
    for block in _blocks():
        values = _block(values, block)
    return _relu6("head")(keras.layers.Conv2D(_WIDTH, 1, name="head_conv")(values))


def _block(values: keras.KerasTensor, block: _Block) -> keras.KerasTensor:
    before, name = values, block.name
    if block.expansion > 1:
        wide = keras.layers.Conv2D(block.expansion * int(values.shape[-1]), 1, name=f"{name}_expand_conv")(values)
        values = _relu6(f"{name}_expand")(wide)
    depthwise = keras.layers.DepthwiseConv2D(
        block.kernel, strides=block.stride, padding="same", name=f"{name}_depthwise_conv"
    )(values)
    values = _relu6(f"{name}_depthwise")(depthwise)
    values = keras.layers.Conv2D(block.channels, 1, name=f"{name}_project")(values)
    return keras.layers.Add(name=f"{name}_add")([values, before]) if block.shortcut else values


def _relu6(name: str) -> keras.layers.Layer:
    return keras.layers.ReLU(6.0, name=name)


def _convolutions() -> Iterator[tuple[str, str, str]]:
    """Give, for each convolution, our name of it and what the checkpoint calls it and the normalisation after it."""
    yield "stem_conv", "_conv_stem", "_bn0"
    for index, block in enumerate(_blocks()):
        prefix = f"_blocks.{index}"
        if block.expansion > 1:
            yield f"{block.name}_expand_conv", f"{prefix}._expand_conv", f"{prefix}._bn0"
        yield f"{block.name}_depthwise_conv", f"{prefix}._depthwise_conv", f"{prefix}._bn1"
        yield f"{block.name}_project", f"{prefix}._project_conv", f"{prefix}._bn2"
    yield "head_conv", "_conv_head", "_bn1"


def _folded(tensors: Mapping[str, np.ndarray], convolution: str, normalisation: str) -> list[np.ndarray]:
    """Give kernel and bias in Keras order of a convolution with its normalisation inside."""
    weight, bias, mean, variance = (
        tensors[f"{normalisation}.{part}"].astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = weight / np.sqrt(variance + _EPSILON)
    kernel = tensors[f"{convolution}.weight"] * scale[:, None, None, None]
    # PyTorch: (out, in, height, width); a depthwise kernel is (channels, 1, height, width) there
    depthwise = convolution.endswith("_depthwise_conv")
    order = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
    return [kernel.transpose(order).astype(np.float32), (bias - mean * scale).astype(np.float32)]
