"""What a recipe sees while it runs, what it hands back, and what answering gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from pydantic import BaseModel

from models.recipe import Headline, Json, PictureChoice


@dataclass(frozen=True)
class Dataset:
    """A data set or pretrained network on this machine, its bytes checked against the catalogue."""

    name: str
    source: Literal["canonical", "packaged", "installed", "uploaded"]
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
    def weights(self, name: str) -> Dataset: ...
    def upload(self, upload_id: str) -> Path: ...
    def picture(self, choice: PictureChoice) -> np.ndarray:
        """The pixels of a sample or uploaded picture: `uint8`, shape `(height, width, 3)`."""

    def steered(self, step: int) -> Mapping[str, Any]:
        """Settings that a person has changed since the start, in force from this step on.

        Steps count up from 0; a change takes effect at the first step that is asked for after it arrived, and that
        step is recorded: a resumed attempt and a repetition get the same answer for the same step.
        """

    def report(self, step: int, total: int, *, phase: str = "", **metrics: float) -> None:
        """Record a finished unit of work (an epoch) and its metrics: always written."""

    def tick(self, step: int, total: int, *, phase: str = "") -> None:
        """Show progress inside a unit (a batch): cheap, throttled, the place where a cancel is noticed."""

    def log(self, message: str) -> None: ...
    def show(self, name: str, image: np.ndarray) -> None:
        """Show a live preview frame: `uint8`, shape `(height, width, 3)`; cheap, at most one a second is stored.

        The last one shown is kept when the job is canceled.
        """

    def checkpoint(self) -> Path:
        """A folder that survives the death of this attempt; the next attempt finds what was left there."""

    def cache(self, name: str) -> Path:
        """A folder that all jobs of this machine share, for what can be computed again; it may be gone next time."""

    def snapshot(self, epoch: int, state: Path, picture: np.ndarray) -> None:
        """Keep an epoch for time travel: the training's state to fork from, and what it makes, `(h, w, 3)` uint8."""

    def origin(self) -> Path | None:
        """The state (as given to `snapshot`) that this run was forked from; None for a run from scratch."""


@dataclass(frozen=True)
class Animation:
    """A moving picture."""

    media_type: str  # "image/webp"
    content: bytes


@dataclass(frozen=True)
class Generated:
    """What a `generate` recipe hands back; the worker stores it, each picture with its receipt inside.

    Attributes:
        pictures: by name, the result first: `uint8`, shape `(height, width, 3)`.
        animations: by file name, `ascent.webp`.
        metrics: figures of the run; flat, finite.
        report: larger results for the run page.
        inputs: provenance of weights and pictures: what a receipt names.
    """

    pictures: Mapping[str, np.ndarray]
    animations: Mapping[str, Animation]
    metrics: Mapping[str, float]
    report: Json
    inputs: list[Json]


@dataclass(frozen=True)
class Trained:
    """What a training hands back; the worker exports, checks, stores and publishes it.

    Attributes:
        networks: Keras models by name; each is exported to ONNX under that name.
        probes: for each network, real input rows `(n, ...)` on which ONNX must equal Keras; a list for several inputs.
        assets: JSON documents that answering needs: vocabulary, labels, scaling.
        metrics: figures on rows never trained on; flat, finite, stable names.
        report: larger results for the run page: confusion matrix, ROC, calibration, folds.
        data: provenance of the data set, its rows and split sizes.
        decides: names of the networks whose largest output is a decision that ONNX must not change; None: all.
        question: what a client must know to ask: labels, features with unit and range.
        headline: the figure this version is judged by, where that depends on its data; None: the card's.
    """

    networks: Mapping[str, Any]
    probes: Mapping[str, np.ndarray | list[np.ndarray]]
    assets: Mapping[str, Any]
    metrics: Mapping[str, float]
    report: Json
    data: Json
    question: Json = field(default_factory=dict)
    decides: frozenset[str] | None = None
    headline: Headline | None = None


class Bundle(Protocol):
    """The published files of one model version, as answering sees them."""

    def session(self, network: str) -> Any:
        """An `onnxruntime.InferenceSession` of that network, one thread."""

    def asset(self, name: str) -> Any:
        """The JSON document of that name."""


@dataclass(frozen=True)
class Pictures:
    """Pictures that a model made online.

    Attributes:
        images: `uint8`, shape `(n, height, width, 3)`.
        columns: of the grid they form in one PNG.
        facts: what the JSON answer says beside the pictures: `{"latents": [[...]]}`.
    """

    images: np.ndarray
    columns: int
    facts: Json


class Answerer(Protocol):
    """Answers questions with one model version: NumPy and ONNX Runtime only, safe to call from many threads.

    Has also a method for each `Action` of its card, and `explain` only where the card has an `Explanation`. Where only
    some versions of a recipe with a light card are light, it says so itself: `light`, a bool.
    """

    def answer(self, queries: Sequence[Any]) -> Sequence[BaseModel]: ...
    def explain(self, query: Any) -> BaseModel: ...
