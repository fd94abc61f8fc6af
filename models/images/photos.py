"""The photos of a training, and what a frozen base sees in them: read and computed once, then kept for the next run."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.data.images import ImageRows, read_images_zip
from models.images.pixels import Preprocessing, prepared
from models.job import Dataset, Job
from models.recipe import InputError, JobFailure

KEPT_BYTES = 2_000_000_000  # of photos and features; the longest unused go first
BATCH = 32  # photos given to a base at once
FORMAT = 1  # raised when reading gives other pixels
_ARRAYS = ("images", "labels", "test", "validation")
Arrays = dict[str, np.ndarray]
Network = Callable[[np.ndarray], Any]


def read_photos(data: Dataset, side: int, job: Job) -> ImageRows:
    """Give the photos of a zip in colour, each in the class of its folder.

    Raises:
        InputError: a code of `models.data.images`, `dataset_without_classes`, `dataset_single_class`.
        JobFailure: `dataset_kind` when the data set is no zip of pictures.
    """
    if data.format != "images-zip":
        raise JobFailure(f"Data set {data.name} ({data.format}) is no zip of photos.", "dataset_kind")
    kept = _Kept(job, f"photos {FORMAT} {data.sha256} {side}")
    found = kept.get()
    if found is None:
        job.tick(0, 1, phase="reading photos")
        rows = read_images_zip(data.path, side=side, colour=True, name=data.name)
        kept.put(_arrays(rows))
    else:
        rows = _rows(found)
    _check_classes(rows)
    return rows


def _check_classes(rows: ImageRows) -> None:
    if rows.labels is None and len(rows.folders) == 1 and rows.folders[0]:
        message = f"All photos lie in one folder, {rows.folders[0][:80]!a}: a second class is needed."
        raise InputError(message, "dataset_single_class")
    if rows.labels is None:
        raise InputError("Put each photo into the folder of its class.", "dataset_without_classes")
    counts = np.bincount(rows.labels, minlength=len(rows.label_names))
    if counts.min() < 5:  # so that training, validation and test each hold every class
        rarest = rows.label_names[int(counts.argmin())]
        message = f"Class {rarest[:80]!a} has {counts.min()} different photos; at least 5 are needed."
        raise InputError(message, "dataset_too_small")


def _arrays(rows: ImageRows) -> Arrays:
    arrays = {name: value for name in _ARRAYS if (value := getattr(rows, name)) is not None}
    facts = {name: value for name, value in vars(rows).items() if name not in _ARRAYS}
    return arrays | {"facts": np.frombuffer(json.dumps(facts).encode(), np.uint8)}


def _rows(arrays: Mapping[str, np.ndarray]) -> ImageRows:
    facts = json.loads(arrays["facts"].tobytes())
    facts |= {name: tuple(facts[name]) for name in ("label_names", "folders")}
    known: dict[str, Any] = {name: arrays.get(name) for name in _ARRAYS} | facts
    return ImageRows(**known)


def seen(
    network: Network, pixels: np.ndarray, preprocessing: Preprocessing, job: Job, *, key: str, pooled: bool
) -> np.ndarray:
    """Give what a frozen network makes of photos: float32 `(n, rows, columns, channels)`, or `(n, channels)` pooled.

    Args:
        network: from prepared pictures to maps.
        key: names the network and its weights; with the pixels it names the result, which is kept.
    """
    digest = hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()
    kept = _Kept(job, f"seen {key} {preprocessing} {pooled} {pixels.shape} {digest}")
    found = kept.get()
    if found is not None:
        job.log("features of these photos are there already")
        return found["maps"]
    parts = []
    for start in range(0, len(pixels), BATCH):
        job.tick(start, len(pixels), phase="extracting features")
        maps = np.asarray(network(prepared(pixels[start : start + BATCH], preprocessing)))
        parts.append(maps.mean(axis=(1, 2)) if pooled else maps)
    maps = np.concatenate(parts)
    kept.put({"maps": maps})
    return maps


class _Kept:
    """Arrays in the folder that jobs share, under the digest of a name."""

    def __init__(self, job: Job, name: str) -> None:
        self._path = job.cache("images") / f"{hashlib.sha256(name.encode()).hexdigest()}.npz"

    def get(self) -> Arrays | None:
        """Give the arrays; None where there are none that can be read."""
        try:
            with np.load(self._path, allow_pickle=False) as arrays:
                found = {name: arrays[name] for name in arrays.files}
            os.utime(self._path)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return found

    def put(self, arrays: Arrays) -> None:
        """Keep the arrays, in one step, and forget what was not used for longest."""
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            with open(temporary, "wb") as stream:
                np.savez(stream, **arrays)  # type: ignore[arg-type]  # names are ours
            os.replace(temporary, self._path)
        finally:
            temporary.unlink(missing_ok=True)
        _forget_oldest(self._path.parent)


def _forget_oldest(folder: Path) -> None:
    states = sorted(((path.stat(), path) for path in folder.iterdir()), key=lambda item: -item[0].st_mtime)
    total = 0
    for state, path in states:
        total += state.st_size
        if total > KEPT_BYTES:
            path.unlink(missing_ok=True)
