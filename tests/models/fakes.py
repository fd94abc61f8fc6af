"""A job and a bundle that need no database, no worker and no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnxruntime

from models.data.sources import SourceSettings, locate
from models.job import Dataset, Trained
from models.pictures.samples import sample_pixels
from models.recipe import Canceled, PictureChoice


class Killed(BaseException):
    """The process died here, as far as a test is concerned."""


@dataclass
class FakeJob:
    """Remembers what it was told; stops where a test asks it to."""

    workdir: Path
    seed: int = 7
    data_set: str | None = None
    data: Mapping[str, Dataset] = field(default_factory=dict)
    cancel_at_tick: int | None = None
    kill_after_report: int | None = None
    reports: list[dict[str, Any]] = field(default_factory=list)
    ticks: int = 0
    logs: list[str] = field(default_factory=list)
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)  # uploads, by id
    steering: Sequence[tuple[int, Mapping[str, Any]]] = ()  # from step, settings
    forked_from: Path | None = None
    snapshots: dict[int, Path] = field(default_factory=dict)
    frames: list[np.ndarray] = field(default_factory=list)

    def dataset(self, name: str) -> Dataset:
        if name in self.data:
            return self.data[name]
        return locate(name, SourceSettings(self.workdir / "cache", allow_network=False))

    def weights(self, name: str) -> Dataset:
        return locate(name, SourceSettings(self.workdir / "cache", allow_network=False))

    def picture(self, choice: PictureChoice) -> np.ndarray:
        return self.pictures[choice.upload] if choice.upload else sample_pixels(str(choice.sample))

    def steered(self, step: int) -> Mapping[str, Any]:
        return {name: value for at, changed in self.steering for name, value in changed.items() if at <= step}

    def cache(self, name: str) -> Path:
        folder = self.workdir / "shared" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def snapshot(self, epoch: int, state: Path, picture: np.ndarray) -> None:
        assert picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3
        kept = self.workdir / f"epoch-{epoch:04d}.state"
        kept.write_bytes(state.read_bytes())
        self.snapshots[epoch] = kept

    def origin(self) -> Path | None:
        return self.forked_from

    def upload(self, upload_id: str) -> Path:
        raise KeyError(upload_id)

    def report(self, step: int, total: int, *, phase: str = "", **metrics: float) -> None:
        self.reports.append({"step": step, "total": total, "phase": phase, **metrics})
        if self.kill_after_report is not None and step >= self.kill_after_report:
            raise Killed

    def tick(self, step: int, total: int, *, phase: str = "") -> None:
        assert 0 <= step <= total, f"{phase}: step {step} of {total}"
        self.ticks += 1
        if self.cancel_at_tick is not None and self.ticks >= self.cancel_at_tick:
            raise Canceled

    def log(self, message: str) -> None:
        self.logs.append(message)

    def show(self, name: str, image: np.ndarray) -> None:
        assert name and image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
        self.frames.append(image.copy())

    def checkpoint(self) -> Path:
        folder = self.workdir / "checkpoint"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class FakeBundle:
    """Exports a training to ONNX as the worker does, and hands it to answering."""

    def __init__(self, trained: Trained, folder: Path) -> None:
        self._trained = trained
        self._folder = folder
        for name, network in trained.networks.items():
            network(trained.probes[name])  # Keras exports only a model that was called
            network.export(str(folder / f"{name}.onnx"), format="onnx", verbose=False)

    def session(self, network: str) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(str(self._folder / f"{network}.onnx"), options)

    def asset(self, name: str) -> Any:
        return json.loads(json.dumps(self._trained.assets[name]))


def largest_difference(trained: Trained, bundle: FakeBundle) -> float:
    """Give how far ONNX is from Keras on the probes, at most."""
    worst = 0.0
    for name, network in trained.networks.items():
        session, probes = bundle.session(name), trained.probes[name]
        rows = probes if isinstance(probes, list) else [probes]
        ours = session.run(None, {entry.name: row for entry, row in zip(session.get_inputs(), rows, strict=True)})
        outputs = network(probes)
        theirs = outputs if isinstance(outputs, list | tuple) else [outputs]
        for mine, yours in zip(ours, theirs, strict=True):
            worst = max(worst, float(np.abs(mine - keras.ops.convert_to_numpy(yours)).max()))
    return worst
