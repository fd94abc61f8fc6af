"""From pixels to what a network is fed: shared by training and answering. NumPy only."""

from __future__ import annotations

from typing import Literal

import numpy as np

Preprocessing = Literal["unit", "lite", "caffe", "tf"]
_MEAN_BGR = np.array((103.939, 116.779, 123.68), np.float32)  # of ImageNet


def prepared(pixels: np.ndarray, preprocessing: Preprocessing) -> np.ndarray:
    """Give float32 input of a network for RGB pixels of 0 to 255, `(..., 3)`.

    Args:
        preprocessing: "unit": 0 to 1, for networks from scratch; "lite": EfficientNet-Lite0; "caffe": BGR with
            ImageNet's mean subtracted (VGG, ResNet50); "tf": -1 to 1 (Xception, MobileNetV2). A base that gets another
            one sees pictures unlike those it learned from: 1E §5.3 loses 7 points that way.
    """
    values = np.asarray(pixels, np.float32)
    if preprocessing == "unit":
        return values / np.float32(255)
    if preprocessing == "lite":
        return (values - np.float32(127)) / np.float32(128)
    if preprocessing == "tf":
        return values / np.float32(127.5) - np.float32(1)
    return np.ascontiguousarray(values[..., ::-1]) - _MEAN_BGR


class Prepared:
    """Pictures prepared when they are asked for: a quarter of the memory (`models.fit.Inputs`)."""

    def __init__(self, pixels: np.ndarray, preprocessing: Preprocessing) -> None:
        self._pixels, self._preprocessing = pixels, preprocessing

    def __len__(self) -> int:
        return len(self._pixels)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        return prepared(self._pixels[rows], self._preprocessing)
