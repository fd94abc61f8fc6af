"""Model versions in memory: ONNX sessions and assets, checked against their digests, the least used dropped first."""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import onnxruntime as ort
from prometheus_client import Counter, Histogram
from pydantic import BaseModel, TypeAdapter

from app.db.tables import ModelFileRow, ModelVersionRow
from app.errors import AppError
from app.registry.service import require_files
from app.serving.batching import Line, Pace
from app.storage import Store
from models.catalog import CARDS, load_answerer
from models.job import Answerer
from models.recipe import Card
from models.tensors import Tensors, tensors_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredBundle:
    """The files of a version out of the store (a `models.job.Bundle`)."""

    storage: Store
    digests: dict[str, str]  # file name -> sha256

    def session(self, network: str) -> Any:
        """One thread each: parallel requests share the cores better than one request's operators do."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        content = self.storage.verified(self.digests[f"{network}.onnx"])
        return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def asset(self, name: str) -> Any:
        """The JSON document of that name."""
        return json.loads(self.storage.verified(self.digests[f"{name}.json"]))


QUERIES = Counter("chapterhouse_predictions_total", "Answered queries", ["model", "version"])
SECONDS = Histogram("chapterhouse_prediction_seconds", "Time of one run of a model", ["model"],
                    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1))  # fmt: skip
BATCH = Histogram("chapterhouse_prediction_batch_size", "Queries that were answered together", ["model"],
                  buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256))  # fmt: skip


@dataclass(frozen=True)
class Meters:
    """The measurements of one version, looked up once."""

    queries: Counter
    seconds: Histogram
    batch: Histogram


@dataclass(frozen=True)
class Loaded:
    """A version that is ready to answer."""

    model: str
    version: int
    owner: str
    digest: str
    card: Card
    answerer: Answerer
    queries: TypeAdapter[list[BaseModel]] = field(repr=False)
    meters: Meters = field(repr=False)
    pace: Pace = field(repr=False)
    line: Line = field(repr=False)

    @cached_property
    def light(self) -> bool:
        """Whether a small call takes less time than a thread takes to wake: some versions of a light recipe do not."""
        return self.card.light and bool(getattr(self.answerer, "light", True))

    @cached_property
    def tensors(self) -> Tensors:
        """How the version is asked with tensors."""
        return tensors_of(self.card, self.answerer)


def load(storage: Store, row: ModelVersionRow, files: list[ModelFileRow], owner: str) -> Loaded:
    """Read a version into memory.

    Raises:
        AppError: 503 `artifact_corrupt`; 410 `artifact_expired`; 409 `model_not_servable` when its export was
            refused, or its files are not what this release reads.
    """
    require_files(row)
    card = CARDS.get(row.recipe)
    if card is None or row.serving != "onnx":
        raise AppError(409, "model_not_servable", f"Version {row.version} of {row.model!r} cannot answer online.")
    if row.bundle_format != card.bundle_format:
        detail = f"Version {row.version} of {row.model!r} was made for another release; train it again."
        raise AppError(409, "model_outdated", detail)
    answerer = _answerer(card, StoredBundle(storage, {file.name: file.sha256 for file in files}), row)
    adapter: TypeAdapter[list[BaseModel]] = TypeAdapter(list[card.Query])  # type: ignore[name-defined]  # a value
    meters = Meters(QUERIES.labels(row.model, row.version), SECONDS.labels(row.model), BATCH.labels(row.model))
    pace = Pace()
    return Loaded(row.model, row.version, owner, row.digest, card, answerer, adapter, meters, pace, Line(pace))


def _answerer(card: Card, bundle: StoredBundle, row: ModelVersionRow) -> Answerer:
    """What answers. Whole files that this release cannot use are the version's trouble and must not be the house's."""
    try:
        return load_answerer(card, bundle)
    except (AppError, MemoryError):
        raise
    except Exception:
        log.exception("version %d of %s cannot be loaded", row.version, row.model)
        detail = f"The files of version {row.version} of {row.model!r} cannot be used; train it again."
        raise AppError(409, "model_not_servable", detail) from None


Key = tuple[str, int, str]  # model, version, digest


class Shelf:
    """At most `size` loaded versions; one that is replaced goes first, then what was not asked for the longest time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._lock = threading.Lock()
        self._shelf: dict[Key, Loaded] = {}
        self._making: dict[Key, threading.Lock] = {}

    def get(self, row: ModelVersionRow, make: Callable[[], Loaded], instead_of: Loaded | None = None) -> Loaded:
        """The loaded version; made once even when many ask at once, while others are made beside it.

        Args:
            instead_of: the version that answered under the same name.
        """
        key = (row.model, row.version, row.digest)
        with self._lock:
            if key in self._shelf:
                return self._shelf[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            held = self._shelf.get(key)
            if held is None:
                try:
                    held = make()
                    self._put(key, held, instead_of)
                finally:
                    self._making.pop(key, None)
            return held

    def _put(self, key: Key, made: Loaded, instead_of: Loaded | None) -> None:
        def used(place: Key) -> float:
            held = self._shelf[place]
            return -math.inf if held is instead_of else held.pace.used

        with self._lock:
            while len(self._shelf) >= self.size:
                del self._shelf[min(self._shelf, key=used)]
            self._shelf[key] = made

    def holds(self, loaded: Loaded) -> bool:
        """Whether it is still in memory for the next caller."""
        return self._shelf.get((loaded.model, loaded.version, loaded.digest)) is loaded

    def __len__(self) -> int:
        return len(self._shelf)
