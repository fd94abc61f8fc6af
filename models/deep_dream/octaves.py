"""Sizes of the octaves, and pictures brought to them. NumPy and Pillow only.

Source: Chollet, Deep Learning with Python, 1E §8.2: dream at small size first, enlarge, and put back the detail that
the photo lost by being made smaller.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

Size = tuple[int, int]  # height, width
Box = tuple[float, float, float, float]  # left, top, right, bottom


def fitted(height: int, width: int, longest_side: int) -> Size:
    """Give the size of a picture whose longer side is at most `longest_side`, in the same proportions."""
    factor = min(1.0, longest_side / max(height, width))
    return max(1, round(height * factor)), max(1, round(width * factor))


def octave_sizes(size: Size, octaves: int, scale: float) -> list[Size]:
    """Give the sizes to dream at, smallest first; the last is `size`."""
    return [(round(size[0] / scale**k), round(size[1] / scale**k)) for k in reversed(range(octaves))]


def resize(values: np.ndarray, size: Size) -> np.ndarray:
    """Give float32 values `(height, width, 3)` at another size: bicubic, averaged where it shrinks."""
    return values if values.shape[:2] == size else _resampled(values, size, None)


def lost_detail(photo: np.ndarray, before: Size, size: Size) -> np.ndarray:
    """Give what the photo at `size` holds beyond the photo at the size before."""
    detail: np.ndarray = resize(photo, size) - resize(resize(photo, before), size)
    return detail


def zoomed(values: np.ndarray, factor: float) -> np.ndarray:
    """Give the middle of a picture enlarged by `factor` to the size of the whole."""
    height, width = values.shape[:2]
    down, right = height * (1 - 1 / factor) / 2, width * (1 - 1 / factor) / 2
    return _resampled(values, (height, width), (right, down, width - right, height - down))


def middle_square(pixels: np.ndarray) -> np.ndarray:
    """Give the largest square in the middle of a picture."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


def _resampled(values: np.ndarray, size: Size, box: Box | None) -> np.ndarray:
    height, width = size
    # Pillow resamples float pixels one channel at a time
    channels = [Image.fromarray(np.ascontiguousarray(values[..., k], np.float32)) for k in range(values.shape[2])]
    resized = [channel.resize((width, height), Image.Resampling.BICUBIC, box) for channel in channels]
    return np.stack([np.asarray(channel) for channel in resized], axis=-1)
