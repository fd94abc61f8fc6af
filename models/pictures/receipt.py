"""A picture that says how it was made: a PNG whose text chunk holds recipe, settings, seed and digests."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

Json = dict[str, Any]
KEY = "chapterhouse"
LONGEST_RECEIPT = 200_000


def pixels_digest(pixels: np.ndarray) -> str:
    """Give the SHA-256 of shape and values of a picture, whatever file it is stored in."""
    height, width = pixels.shape[:2]
    return hashlib.sha256(f"{width}x{height}:".encode() + np.ascontiguousarray(pixels, np.uint8).tobytes()).hexdigest()


def png(pixels: np.ndarray, receipt: Json | None = None) -> bytes:
    """Give the PNG of a picture `(height, width, 3)`, with its receipt inside.

    The receipt gets the digest of the pixels as `pixels`; text is ASCII with escapes, so any reader shows it.
    """
    info = PngImagePlugin.PngInfo()
    if receipt is not None:
        info.add_itxt(KEY, json.dumps(receipt | {"pixels": pixels_digest(pixels)}, sort_keys=True))
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, format="PNG", pnginfo=info)
    return content.getvalue()


def read_receipt(content: bytes) -> Json | None:
    """Give the receipt inside a PNG; None when there is none that can be read.

    The caller has checked that the file is a PNG of bounded size (`models.pictures.decode`).
    """
    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        image.load()
        text = getattr(image, "text", {}).get(KEY)
    if not text or len(text) > LONGEST_RECEIPT:
        return None
    try:
        receipt = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return receipt if isinstance(receipt, dict) else None
