"""Keeps a photo's own colours: the result's brightness, the content's hue and saturation. Pillow only."""

from __future__ import annotations

import numpy as np
from PIL import Image


def with_colours_of(result: np.ndarray, content: np.ndarray) -> np.ndarray:
    """Give the result with the chroma (YCbCr) of the content, both `uint8` RGB of the same shape.

    Source: Gatys et al., Preserving Color in Neural Artistic Style Transfer (2016), the luminance variant.
    """
    brightness = Image.fromarray(result).convert("YCbCr").getchannel(0)
    _, blue, red = Image.fromarray(content).convert("YCbCr").split()
    return np.array(Image.merge("YCbCr", (brightness, blue, red)).convert("RGB"))
