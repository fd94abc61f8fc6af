"""Pictures that people send: known by their bytes, decoded, and kept only as our own PNG of their pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from PIL import Image

from app.errors import AppError, FieldError, invalid
from app.http.strict_json import too_large
from models.pictures.decode import decode
from models.pictures.header import magic
from models.recipe import InputError

PNG = "image/png"
MAX_BYTES = 10_000_000
_NAMES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".eps")
_FAST = 1  # of zlib's levels: 24 million pixels take seconds, and the file is a tenth larger than at best


@dataclass(frozen=True)
class Picture:
    """The file that is kept of a picture."""

    png: bytes
    width: int
    height: int


def is_picture(head: bytes, name: str, content_type: str | None) -> bool:
    """Whether a file is to be taken in as a picture: by its first bytes, or because it claims to be one.

    Raises:
        AppError: 415 `image_format_unsupported` for a claim that the bytes do not keep.
    """
    if magic(head) is not None:
        return True
    if not (name.lower().endswith(_NAMES) or (content_type or "").lower().startswith("image/")):
        return False
    if head:
        code, detail = "image_format_unsupported", "The file claims to be a picture but is neither PNG, JPEG nor WebP."
        raise invalid("/file", code, detail, status=415)
    return True


def read_picture(file: IO[bytes]) -> Picture:
    """The pixels of a picture file as a PNG of our own: nothing else that the file held goes further.

    Raises:
        AppError: 413; 415 `image_format_unsupported`; 422 with what the decoder found.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    try:
        pixels = decode(content)
    except InputError as error:
        raise refused(error, "/file") from None
    png = io.BytesIO()
    Image.fromarray(pixels).save(png, format="PNG", compress_level=_FAST)
    height, width = pixels.shape[:2]
    return Picture(png.getvalue(), width, height)


def refused(error: InputError, pointer: str) -> AppError:
    """The answer to a picture that cannot be used: 415 for a format that is not read here, else 422."""
    status = 415 if error.code == "image_format_unsupported" else 422
    return AppError(status, error.code, str(error), errors=[FieldError(pointer, error.code, str(error))])
