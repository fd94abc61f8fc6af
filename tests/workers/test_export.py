"""ONNX is served only where it answers as Keras does."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import keras
import numpy as np
import pytest

from models.job import Trained
from workers import export
from workers.job import RunningJob

ROWS = np.random.default_rng(7).random((32, 4)).astype(np.float32)


class Quiet:
    """As much of a job as the export needs."""

    def __init__(self, folder: Path) -> None:
        self.workdir = folder
        self.warnings: list[str] = []

    def enter(self, phase: str) -> None:
        """Nothing to show."""

    def warn(self, level: str, message: str) -> None:
        """Remember."""
        self.warnings.append(f"{level}: {message}")


class Broken:
    """A network that cannot be exported."""

    def __call__(self, rows: np.ndarray, *, training: bool) -> np.ndarray:
        """Answer."""
        return rows

    def save(self, path: Path) -> None:
        """Keep something."""
        path.write_bytes(b"kept")

    def export(self, path: str, **options: Any) -> None:
        """Fail as a converter fails."""
        raise ZeroDivisionError(path, options)


def network(classes: int = 3) -> Any:
    """A small softmax network."""
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(classes, activation="softmax")])


def run(networks: dict[str, Any], job: Quiet) -> export.Exported:
    """Export these networks."""
    trained = Trained(networks, dict.fromkeys(networks, ROWS), assets={}, metrics={}, report={}, data={})
    return export.export(trained, cast(RunningJob, job))


def test_a_network_becomes_onnx_that_answers_alike(tmp_path: Path) -> None:
    exported = run({"network": network()}, Quiet(tmp_path))

    assert exported.refused is None
    assert set(exported.onnx) == set(exported.keras) == {"network"}
    assert exported.parity is not None and exported.parity < 1e-5


def test_a_network_that_differs_is_left_to_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_by_onnx", lambda content, probes: [np.zeros((32, 3), np.float32)])
    job = Quiet(tmp_path)

    exported = run({"network": network()}, job)

    assert exported.refused is not None and "differs from Keras" in exported.refused
    assert exported.onnx == {} and set(exported.keras) == {"network"}
    assert job.warnings and job.warnings[0].startswith("warning: Served by the worker")


def test_one_refused_network_takes_the_others_with_it(tmp_path: Path) -> None:
    broken = Broken()

    exported = run({"good": network(), "broken": broken}, Quiet(tmp_path))

    assert exported.refused == "broken could not be exported (ZeroDivisionError)"
    assert exported.onnx == {} and exported.keras["broken"] == b"kept"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [([0.1, 0.9], [0.1, 0.4], 0.5), ([0.1], [0.1, 0.4], float("inf")), ([float("nan")], [0.0], float("inf"))],
)
def test_the_largest_difference(ours: list[float], theirs: list[float], expected: float) -> None:
    assert export.largest_difference(np.array(ours), np.array(theirs)) == pytest.approx(expected)
