"""From Keras to ONNX, and the proof that both give the same answers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.job import Trained
from workers.job import RunningJob

Probes = np.ndarray | list[np.ndarray]
log = logging.getLogger(__name__)
logging.getLogger("tf2onnx").setLevel(logging.WARNING)  # it tells every optimiser pass
_NUMBERS: dict[str, type] = {"tensor(int32)": np.int32, "tensor(int64)": np.int64}
TOLERANCE = 1e-4  # largest |ONNX - Keras| on real rows


@dataclass
class Exported:
    """The networks of a training as bytes.

    Attributes:
        keras: each network in Keras' own format: what a later training starts from.
        onnx: each network as ONNX; empty when one of them was refused.
        parity: the largest difference seen; None without networks.
        refused: why ONNX is not served; None when it is.
    """

    keras: dict[str, bytes] = field(default_factory=dict)
    onnx: dict[str, bytes] = field(default_factory=dict)
    parity: float | None = None
    refused: str | None = None


def export(trained: Trained, job: RunningJob) -> Exported:
    """Export every network, and check each against Keras on its probes."""
    exported = Exported()
    for name, network in trained.networks.items():
        job.enter(f"exporting {name}")
        exported.keras[name] = _keras_bytes(network, job.workdir / f"{name}.keras")
        if exported.refused is None:
            exported.refused = _export_one(exported, name, trained, job.workdir)
    if exported.refused is not None:
        exported.onnx = {}
        job.warn("warning", f"Served by the worker instead of ONNX Runtime: {exported.refused}")
    return exported


def _export_one(exported: Exported, name: str, trained: Trained, folder: Path) -> str | None:
    """Add one network; gives the reason when it is refused."""
    network, probes = trained.networks[name], trained.probes[name]
    try:
        expected = _by_keras(network, probes)  # first: Keras exports only what has been called
        content = _onnx_bytes(network, folder / f"{name}.onnx")
        found = _by_onnx(content, probes)
    except Exception as error:  # converters fail in many ways, and a model that works must not be lost to one
        log.exception("network %s was not exported", name)
        return f"{name} could not be exported ({type(error).__name__})"
    difference = max(largest_difference(ours, theirs) for ours, theirs in zip(found, expected, strict=True))
    exported.parity = max(difference, exported.parity or 0.0)
    if not difference < TOLERANCE:
        return f"{name} differs from Keras by {difference:.2g}"
    decides = trained.decides is None or name in trained.decides
    if decides and not all(same_decision(ours, theirs) for ours, theirs in zip(found, expected, strict=True)):
        return f"{name} decides differently from Keras"
    exported.onnx[name] = content
    return None


def _keras_bytes(network: Any, path: Path) -> bytes:
    network.save(path)
    return path.read_bytes()


def _onnx_bytes(network: Any, path: Path) -> bytes:
    network.export(str(path), format="onnx", verbose=False)
    return path.read_bytes()


def _by_keras(network: Any, probes: Probes) -> list[np.ndarray]:
    answer = network(probes, training=False)
    return [np.asarray(part) for part in (answer if isinstance(answer, list | tuple) else [answer])]


def _by_onnx(content: bytes, probes: Probes) -> list[np.ndarray]:
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    rows = probes if isinstance(probes, list) else [probes]
    feed: dict[str, np.ndarray] = {
        entry.name: values.astype(_NUMBERS.get(entry.type, np.float32))
        for entry, values in zip(session.get_inputs(), rows, strict=True)
    }
    return [np.asarray(part) for part in session.run(None, feed)]


def largest_difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest absolute difference; infinite when the shapes differ or a number is missing."""
    if ours.shape != theirs.shape:
        return float("inf")
    difference = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
    return float(difference.max(initial=0.0)) if np.isfinite(difference).all() else float("inf")


def same_decision(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Whether both choose the same class in every row."""
    return bool((ours.argmax(axis=-1) == theirs.argmax(axis=-1)).all())
