"""Pictures as a network takes them. NumPy and Pillow only."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import numpy as np
from PIL import Image

from models.data.examples import Examples
from models.data.images import SMALLEST_SIDE, in_channels
from models.designer.questions import Query
from models.designer.reader import Inputs
from models.pictures.decode import decode
from models.pictures.inline import base64_png
from models.recipe import InputError, Json


class Pictures:
    """Pixels; the network divides them by 255."""

    field = "image"

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape = tuple(shape)

    def rows(self, examples: Examples) -> Inputs:
        """Give uint8 `(n, h, w, c)`."""
        return np.asarray(examples.inputs)

    def queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Give float32 `(n, h, w, c)`, 0 to 255: cut to the middle, resized and greyed as the training pictures were.

        Raises:
            InputError: `image_invalid` for what is no base64, and those of `models.pictures.decode`.
        """
        height, width, channels = self.shape
        pictures = [_decoded(query.image or "", position) for position, query in enumerate(queries)]
        fitted = np.stack([fitted_to(picture, height, width) for picture in pictures])
        return in_channels(fitted, channels == 3).astype(np.float32)

    def question(self, examples: Examples, row: int) -> Json:
        """Give the picture as a PNG in base64."""
        return {"image": base64_png(np.asarray(examples.inputs[row]))}

    def asset(self) -> Json:
        """Nothing but the shape is needed."""
        return {}


def _decoded(text: str, position: int) -> np.ndarray:
    pointer = f"/{position}/image"
    try:
        content = base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("image must be a PNG, JPEG or WebP file in base64.", "image_invalid", pointer) from None
    try:
        return decode(content, smallest_side=min(SMALLEST_SIDE, 8))
    except InputError as error:
        raise InputError(str(error), error.code, pointer) from None


def fitted_to(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    """Give the middle of a picture `(h, w, 3)` in the wanted proportion, resized with Lanczos."""
    tall, wide = pixels.shape[:2]
    if (tall, wide) == (height, width):
        return pixels
    scale = min(tall / height, wide / width)
    cut_height, cut_width = max(1, int(height * scale)), max(1, int(width * scale))
    top, left = (tall - cut_height) // 2, (wide - cut_width) // 2
    middle = Image.fromarray(pixels[top : top + cut_height, left : left + cut_width])
    return np.asarray(middle.resize((width, height), Image.Resampling.LANCZOS), np.uint8)
