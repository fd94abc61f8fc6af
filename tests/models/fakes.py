"""A job and a bundle that need no database, no worker and no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnxruntime

from models.data.sources import SourceSettings, locate
from models.recipe import Canceled, Dataset, Trained


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

    def dataset(self, name: str) -> Dataset:
        if name in self.data:
            return self.data[name]
        return locate(name, SourceSettings(self.workdir / "cache", allow_network=False))

    def weights(self, name: str) -> Path:
        raise KeyError(name)

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
        raise AssertionError("no recipe here shows pictures")

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
            network(trained.probes[name][:1])  # Keras exports only a model that was called
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
        session = bundle.session(name)
        ours = session.run(None, {session.get_inputs()[0].name: trained.probes[name]})[0]
        worst = max(worst, float(np.abs(ours - keras.ops.convert_to_numpy(network(trained.probes[name]))).max()))
    return worst
