"""The sample pictures as files: some take seconds to draw, so each is kept in the cache folder once it was made."""

from __future__ import annotations

import hashlib
import inspect
from functools import cache
from pathlib import Path

from app.errors import AppError
from app.kept_pictures import write_whole
from models.pictures import drawn, painting
from models.pictures.receipt import png
from models.pictures.samples import Sample, sample_pixels
from models.recipe import JobFailure


def sample_file(cache_dir: Path, sample: Sample) -> Path:
    """The PNG of a sample, made when it is not there.

    Raises:
        AppError: 503 `picture_unavailable` when its package is missing.
    """
    path = cache_dir / "pictures" / f"{sample.name}-{sample_key(sample)[:16]}.png"
    if not path.is_file():
        try:
            write_whole(path, png(sample_pixels(sample.name)))
        except JobFailure as failure:
            raise AppError(503, failure.code, str(failure)) from None
    return path


def sample_size(sample: Sample) -> tuple[int, int] | None:
    """Width and height, without drawing; None for a photo whose package is not installed."""
    if sample.drawn:
        return painting.SIDE, painting.SIDE
    try:
        height, width = sample_pixels(sample.name).shape[:2]
    except JobFailure:
        return None
    return width, height


def sample_key(sample: Sample) -> str:
    """A digest of what decides how the picture looks: its file, or the code that draws it."""
    return hashlib.sha256(f"{sample.model_dump_json()}{_drawing_code()}".encode()).hexdigest()


@cache
def _drawing_code() -> str:
    return inspect.getsource(drawn) + inspect.getsource(painting)
