"""Small versions of stored pictures, made once and kept in the cache folder, which may be emptied at any time."""

from __future__ import annotations

import io
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Annotated

from fastapi import Query, Request, Response
from PIL import Image, UnidentifiedImageError

from app.errors import AppError
from app.kept_pictures import folder, write_whole
from app.services import Services

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
PICTURES = frozenset(f"image/{name.lower()}" for name in FORMATS)
IMMUTABLE = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Security-Policy": "sandbox"}


class Size(IntEnum):
    """The longest side of a thumbnail, in pixels."""

    TINY = 64
    SMALL = 128
    MIDDLE = 256
    LARGE = 512


AskedSize = Annotated[Size | None, Query(description="longest side of a thumbnail of a picture; never scaled up")]


async def thumbnail(request: Request, house: Services, sha256: str, size: Size, source: Callable[[], Path]) -> Response:
    """The picture of that digest as a WebP that fits a square.

    Args:
        sha256: of the picture, or anything else of that form that changes when the picture does.
        source: gives its file; asked only when the thumbnail is not kept.

    Raises:
        AppError: 503 `artifact_corrupt` when the picture cannot be read.
    """
    headers = {"ETag": f'"{sha256}-{int(size)}"', **IMMUTABLE}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    place = folder(house.settings.cache_dir) / sha256[:2] / f"{sha256}-{int(size)}.webp"
    content = await house.in_thread(_kept, place)
    if content is None:
        content = await house.decoding(_made, place, await house.fetching(source), size)
    return Response(content, media_type="image/webp", headers=headers)


def _kept(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None


def _made(place: Path, source: Path, size: Size) -> bytes:
    """Draw and keep it, unless another request was faster. The source is a file of our own making, so it is trusted."""
    content = _kept(place)
    if content is None:
        try:
            content = _small(source, size)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise AppError(503, "artifact_corrupt", "The stored picture is missing or damaged.") from None
        write_whole(place, content)
    return content


def _small(source: Path, size: Size) -> bytes:
    """The first frame, within the square."""
    small = io.BytesIO()
    with Image.open(source, formats=FORMATS) as image:
        image.thumbnail((size, size), Image.Resampling.LANCZOS)
        mode = "RGBA" if image.has_transparency_data else "RGB"
        image.convert(mode).save(small, format="WEBP", quality=85)
    return small.getvalue()
