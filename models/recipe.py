"""What a recipe is: its card, the job it sees while it runs, what it hands back, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict

Json = dict[str, Any]


class Schema(BaseModel):
    """Base of every settings, question and answer class: no unknown keys, no coercion, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class InputError(ValueError):
    """A person's input cannot be used: says what was received and what is allowed.

    Args:
        message: one sentence for the person.
        code: stable word for programs, such as `text_empty`.
        pointer: JSON pointer to the field, relative to the list of queries or to the params: `/0/RM`.
    """

    def __init__(self, message: str, code: str = "validation_error", pointer: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.pointer = pointer


class JobFailure(RuntimeError):
    """A job cannot go on for a reason that a person can act on; trying again would not help."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Interrupted(BaseException):
    """The job must stop now. Not an Exception: a careless `except Exception` cannot swallow it."""


class Canceled(Interrupted):
    """A person asked for the job to stop."""


class LeaseLost(Interrupted):
    """Another worker owns the job now: write nothing more."""


class Stopping(Interrupted):
    """The worker is shutting down: the job goes back to the queue and resumes from its checkpoint."""


class DeadlineExceeded(Interrupted):
    """The job ran past the deadline it was submitted with."""


@dataclass(frozen=True)
class Words:
    """A text that people read, in both languages of the dashboard."""

    en: str
    zh: str


@dataclass(frozen=True)
class Headline:
    """The figure a model is judged by, beside the book's own."""

    metric: str  # key in Trained.metrics
    title: Words
    unit: str  # "fraction", "k$", ...
    higher_is_better: bool
    book_figure: float
    book_source: str  # "1E §3.5"


@dataclass(frozen=True)
class Card:
    """A recipe's public face. pydantic and plain data only: the API reads it, so no Keras here."""

    name: str  # "house-prices"
    package: str  # "models.house_prices", where training.py and answering.py live
    kind: Literal["train", "generate"]
    title: Words
    summary: Words
    chapter: str  # "1E §3.5, 2E ch. 4"
    task: str  # a row of the book's task table: "binary classification"
    headline: Headline
    data_sets: tuple[str, ...]  # names in the catalogue of data sets, best first
    Params: type[Schema]
    Query: type[BaseModel]
    Answer: type[BaseModel]
    Explanation: type[BaseModel]
    examples: tuple[Json, ...]  # queries that work as they stand
    estimate_s: float  # seconds on two cores with default params, until past runs tell better
    explain_limit: int = 8  # queries in one explain call
    bundle_format: int = 1  # raised when answering.py can no longer read what an older training published


@dataclass(frozen=True)
class Dataset:
    """A data set on this machine, its bytes checked against the catalogue."""

    name: str
    source: Literal["canonical", "packaged", "uploaded"]
    version: str
    sha256: str
    path: Path
    format: str  # tells the reader how to parse it

    def provenance(self) -> Json:
        """What a run records so that two runs can be compared."""
        return {"name": self.name, "source": self.source, "version": self.version, "sha256": self.sha256}


class Job(Protocol):
    """What a recipe sees while it runs. `report` and `tick` may raise an `Interrupted`."""

    workdir: Path
    seed: int
    data_set: str | None  # the one the person chose; None: the recipe's own preference

    def dataset(self, name: str) -> Dataset: ...
    def weights(self, name: str) -> Path: ...
    def upload(self, upload_id: str) -> Path: ...

    def report(self, step: int, total: int, *, phase: str = "", **metrics: float) -> None:
        """Record a finished unit of work (an epoch) and its metrics: always written."""

    def tick(self, step: int, total: int, *, phase: str = "") -> None:
        """Show progress inside a unit (a batch): cheap, throttled, the place where a cancel is noticed."""

    def log(self, message: str) -> None: ...
    def show(self, name: str, image: np.ndarray) -> None:
        """Show a live preview frame: `uint8`, shape `(height, width, 3)`."""

    def checkpoint(self) -> Path:
        """A folder that survives the death of this attempt; the next attempt finds what was left there."""


@dataclass(frozen=True)
class Trained:
    """What a training hands back; the worker exports, checks, stores and publishes it.

    Attributes:
        networks: Keras models by name; each is exported to ONNX under that name.
        probes: for each network, real input rows `(n, ...)` on which ONNX must equal Keras.
        assets: JSON documents that answering needs: vocabulary, labels, scaling.
        metrics: figures on rows never trained on; flat, finite, stable names.
        report: larger results for the run page: confusion matrix, ROC, calibration, folds.
        data: provenance of the data set, its rows and split sizes.
        question: what a client must know to ask: labels, features with unit and range.
    """

    networks: Mapping[str, Any]
    probes: Mapping[str, np.ndarray]
    assets: Mapping[str, Any]
    metrics: Mapping[str, float]
    report: Json
    data: Json
    question: Json = field(default_factory=dict)


class Bundle(Protocol):
    """The published files of one model version, as answering sees them."""

    def session(self, network: str) -> Any:
        """An `onnxruntime.InferenceSession` of that network, one thread."""

    def asset(self, name: str) -> Any:
        """The JSON document of that name."""


class Answerer(Protocol):
    """Answers questions with one model version: NumPy and ONNX Runtime only, safe to call from many threads."""

    def answer(self, queries: Sequence[Any]) -> Sequence[BaseModel]: ...
    def explain(self, query: Any) -> BaseModel: ...
