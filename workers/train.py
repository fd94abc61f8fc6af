"""The `train` kind: run the recipe's training, export its networks, and stage everything a version is made of."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from typing import Any

from app import tracing
from app.registry.publish import ModelFile, Release
from models.job import Trained
from models.recipe import Card, JobFailure
from workers.export import Exported, export
from workers.job import RunningJob
from workers.ledger import plain
from workers.memory import within_memory
from workers.outcome import Outcome
from workers.precision import HALF, half_precision, in_full_precision, uses_halves

Json = dict[str, Any]


def train(job: RunningJob, card: Card) -> Outcome:
    """Train one version of the job's model.

    Raises:
        JobFailure: `diverged` when a figure of the result is not finite.
    """
    params = card.Params.model_validate(job.row.params)
    training = import_module(f"{card.package}.training")
    halves = uses_halves(job.resources.settings, card, job.begin())
    trained: Trained
    with tracing.span("learn"), half_precision(wanted=halves):
        trained, smaller_batch = within_memory(training.train, params, job)
    trained = in_full_precision(trained) if halves else trained
    _refuse_diverged(trained)
    headline = trained.headline or card.headline
    if headline is not None:
        job.log(f"{headline.metric} {trained.metrics[headline.metric]:.4g} on rows never trained on")
    with tracing.span("export"):
        exported = export(trained, job)
    if exported.parity is not None:
        job.log(f"ONNX Runtime and Keras differ by at most {exported.parity:.2g} on real rows")
    with tracing.span("keep files"):
        files = tuple(_keep(job, name, media_type, content) for name, media_type, content in _files(trained, exported))
    release = Release(
        serving="onnx" if exported.refused is None else "worker",
        files=files,
        metrics=plain(dict(trained.metrics)),
        report=plain(_report(trained)),
        data=plain(trained.data),
        question=plain(trained.question),
        parity=exported.parity,
        bundle_format=card.bundle_format,
    )
    result = _result(release, exported) | ({"precision": HALF} if halves else {})
    return Outcome(result if smaller_batch is None else {**result, "batch_size_used": smaller_batch}, release)


def _report(trained: Trained) -> Json:
    """The report, with the headline that the training chose for its own data."""
    return {**trained.report, "headline": asdict(trained.headline)} if trained.headline else dict(trained.report)


def _refuse_diverged(trained: Trained) -> None:
    broken = [name for name, value in trained.metrics.items() if not math.isfinite(value)]
    if broken:
        advice = "a smaller learning rate may help"
        raise JobFailure(f"The training diverged: {', '.join(broken)} is not a number; {advice}.", "diverged")


def _files(trained: Trained, exported: Exported) -> Iterator[tuple[str, str, bytes]]:
    for name, content in exported.keras.items():
        yield f"{name}.keras", "application/zip", content
    for name, content in exported.onnx.items():
        yield f"{name}.onnx", "application/octet-stream", content
    for name, document in trained.assets.items():
        text = json.dumps(plain(document), ensure_ascii=False, separators=(",", ":"))
        yield f"{name}.json", "application/json", text.encode()


def _keep(job: RunningJob, name: str, media_type: str, content: bytes) -> ModelFile:
    stored = job.keep(name, media_type, content)
    return ModelFile(name=name, media_type=media_type, sha256=stored.sha256, bytes=stored.bytes)


def _result(release: Release, exported: Exported) -> Json:
    result = {
        "metrics": release.metrics,
        "report": release.report,
        "data": release.data,
        "files": [vars(file) for file in release.files],
        "serving": release.serving,
        "parity": release.parity,
    }
    return result if exported.refused is None else {**result, "export_refused": exported.refused}
