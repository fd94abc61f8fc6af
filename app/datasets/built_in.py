"""The profile of a data set that came with the service: read when somebody asks, then remembered."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from app.datasets.array_profile import of_arrays
from app.datasets.profiles import profile
from app.errors import AppError, not_found
from models.data.catalogue import catalogue
from models.data.own import IMAGES, TABLES, Wish, read_own
from models.data.sources import SourceSettings, locate
from models.job import Dataset
from models.recipe import JobFailure

Json = dict[str, Any]


def built_in_profile(name: str, cache_dir: Path) -> Json:
    """What a data set of the catalogue holds, where it is on this machine.

    Raises:
        AppError: 404 `data_set_not_found`; 409 `dataset_kind` for network weights, `dataset_unavailable` where no
            source is on this machine.
    """
    entry = catalogue().get(name)
    if entry is None:
        raise not_found("data_set", name)
    if entry.kind == "weights":
        raise AppError(409, "dataset_kind", f"{name!r} holds the weights of a network, not rows.")
    try:
        return _profile(locate(name, SourceSettings(cache_dir=cache_dir, allow_network=False)), entry.kind)
    except JobFailure as error:
        raise AppError(409, error.code, str(error)) from None


@lru_cache(maxsize=32)
def _profile(data: Dataset, kind: str) -> Json:
    if data.format in TABLES + IMAGES:
        examples = read_own(data, Wish())
        return {"format": data.format, **of_arrays(examples), "kind": kind, "target": examples.target_names[0]}
    return profile(data) | {"kind": kind}
