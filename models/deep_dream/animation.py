"""Moving pictures of a dream. Pillow only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image

from models.job import Animation

MOST_FRAMES = 48  # of an ascent
LONGEST_SIDE = 480  # pixels
_FRAME_MS = 80
_HOLD_MS = 1200  # the last frame stays, so that it can be looked at
_QUALITY = 80


def small(pixels: np.ndarray) -> np.ndarray:
    """Give a picture at the size of an animation's frame."""
    image = Image.fromarray(pixels)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return np.asarray(image)


def animated(frames: Sequence[np.ndarray], media: Literal["webp", "gif"]) -> Animation:
    """Give frames of one size as a moving picture that repeats for ever.

    Args:
        frames: `uint8`, each `(height, width, 3)`.
    """
    images = [Image.fromarray(frame) for frame in frames]
    durations = [_FRAME_MS] * (len(images) - 1) + [_HOLD_MS]
    content = io.BytesIO()
    options = {"quality": _QUALITY, "method": 2} if media == "webp" else {"optimize": False, "disposal": 2}
    images[0].save(
        content, media.upper(), save_all=True, append_images=images[1:], duration=durations, loop=0, **options
    )
    return Animation(f"image/{media}", content.getvalue())
