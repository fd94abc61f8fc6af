"""Pictures inside JSON."""

from __future__ import annotations

import base64
import binascii
import io

import numpy as np
from PIL import Image

from models.recipe import InputError


def base64_png(image: np.ndarray) -> str:
    """Give a picture `(h, w, 1 or 3)`, `uint8`, as the base64 of a PNG.

    Level 1 of the compression costs a few bytes and saves half the time.
    """
    content = io.BytesIO()
    Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image).save(content, "PNG", compress_level=1)
    return base64.b64encode(content.getvalue()).decode("ascii")


def from_base64(text: str) -> bytes:
    """Give the bytes of a file in base64; what a data URL says in front of them is left out.

    Raises:
        InputError: `image_base64_invalid`.
    """
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("The picture is not valid base64.", "image_base64_invalid") from None
