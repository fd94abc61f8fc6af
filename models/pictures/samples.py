"""Sample photos and styles: found in installed packages or drawn by our own code, so that nobody needs a file."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from models.data.catalogue import Title
from models.data.digests import digest
from models.recipe import InputError, JobFailure, Schema


class Sample(Schema):
    """One sample picture of the catalogue."""

    name: str
    role: Literal["photo", "style"]
    title: Title
    licence: str
    distribution: str = ""
    file: str = ""
    sha256: str = ""
    crop: list[int] | None = None
    drawn: str = ""


@cache
def samples() -> dict[str, Sample]:
    """Give the sample pictures by name, in the order they are shown."""
    raw = tomllib.loads(Path(__file__).with_name("samples.toml").read_text(encoding="utf-8"))
    entries = [Sample.model_validate(entry) for entry in raw["picture"]]
    return {entry.name: entry for entry in entries}


@lru_cache(maxsize=32)
def sample_pixels(name: str) -> np.ndarray:
    """Give the pixels of a sample: `uint8`, shape `(height, width, 3)`, read-only.

    Raises:
        InputError: `picture_not_found` for an unknown name.
        JobFailure: `picture_unavailable` when its package is missing or holds another file.
    """
    sample = samples().get(name)
    if sample is None:
        raise InputError(
            f"There is no sample picture of that name; known are {', '.join(samples())}.", "picture_not_found"
        )
    pixels = _drawn(sample) if sample.drawn else _packaged(sample)
    pixels.flags.writeable = False
    return pixels


def _drawn(sample: Sample) -> np.ndarray:
    # not at the top: most processes never draw
    pixels: np.ndarray = getattr(import_module("models.pictures.drawn"), sample.drawn)()
    return pixels


def _packaged(sample: Sample) -> np.ndarray:
    try:
        path = Path(str(metadata.distribution(sample.distribution).locate_file(sample.file)))
        found = digest(path)
    except (metadata.PackageNotFoundError, OSError):
        message = f"The sample picture {sample.name} needs the Python package {sample.distribution}."
        raise JobFailure(message, "picture_unavailable") from None
    if found != sample.sha256:
        raise JobFailure(f"The file of the sample picture {sample.name} has changed.", "picture_unavailable")
    with Image.open(path) as image:
        whole = image.convert("RGB")
        return np.array(whole.crop(tuple(sample.crop)) if sample.crop else whole)  # type: ignore[arg-type]  # four numbers
