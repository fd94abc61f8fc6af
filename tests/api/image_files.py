"""Picture files built byte by byte, good and bad."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

MAGIC = b"\x89PNG\r\n\x1a\n"


def noise(width: int = 64, height: int = 48) -> np.ndarray:
    """A picture without two equal rows, the same every time."""
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def smooth(width: int = 64, height: int = 48) -> np.ndarray:
    """A picture of slow gradients, which JPEG and WebP hardly change."""
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([rows * 3, columns * 3, 255 - rows * 2], axis=-1).astype(np.uint8)


def saved(picture: Image.Image | np.ndarray, format: str = "PNG", **more: Any) -> bytes:
    """The file of a picture."""
    content = io.BytesIO()
    image = Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture
    image.save(content, format, **more)
    return content.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG with its check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes, rows: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of these parts: `rows` as they are before packing, each after its filter byte; `more` are chunks."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return MAGIC + head + b"".join(more) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def black(width: int, height: int, *more: bytes) -> bytes:
    """A good black PNG, with these chunks inside."""
    return png(width, height, *more, rows=(b"\0" * (3 * width + 1)) * height)


def bomb(kind: bytes, size: int) -> bytes:
    """A chunk (zTXt, iCCP) that unpacks to that many zeros."""
    return chunk(kind, b"a\0\0" + zlib.compress(b"\0" * size, 9))


def animated(format: str) -> bytes:
    """Three frames: APNG or animated WebP."""
    frames = [Image.fromarray(np.roll(noise(), 8 * step, axis=1)) for step in range(3)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], duration=50)


def photo_from_a_phone(orientation: int = 6) -> bytes:
    """A JPEG that lies on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    return saved(smooth(), "JPEG", quality=95, exif=exif)


def with_text(secret: str) -> bytes:
    """A PNG with a comment."""
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", secret)
    return saved(noise(), pnginfo=info)
