"""The `generate` kind: run a recipe that makes pictures, and store each with its receipt inside."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from app import __version__
from models.job import Generated
from models.pictures.receipt import pixels_digest, png
from models.recipe import Canceled, Card, DeadlineExceeded, JobFailure
from workers.job import RunningJob
from workers.ledger import plain
from workers.outcome import Outcome

log = logging.getLogger(__name__)
Json = dict[str, Any]
LAST_FRAME = "last-frame.png"


def generate(job: RunningJob, card: Card) -> Outcome:
    """Make the pictures of one job.

    Raises:
        JobFailure: `diverged` when a figure of the result is not finite.
    """
    try:
        made = make(job, card, job.row.params)
    except (Canceled, DeadlineExceeded):
        _keep_last_frame(job)
        raise
    files = list(_keep_all(job, card, made))
    result = {"metrics": plain(dict(made.metrics)), "report": plain(made.report), "inputs": made.inputs, "files": files}
    return Outcome(result)


def make(job: RunningJob, card: Card, params: Json) -> Generated:
    """Run the recipe on settings that were validated when the job was queued."""
    generating = import_module(f"{card.package}.generating")
    job.begin()
    made: Generated = generating.generate(card.Params.model_validate(params), job)
    broken = [name for name, value in made.metrics.items() if not math.isfinite(value)]
    if broken:
        raise JobFailure(f"The run diverged: {', '.join(broken)} is not a number.", "diverged")
    return made


def receipt(job: RunningJob, card: Card, made: Generated, picture: str) -> Json:
    """Everything that decides the pixels of a picture."""
    steering = [item for item in job.heartbeat.steering if item["step"] is not None]
    return {
        "kind": "generate", "recipe": card.name, "params": job.row.params, "seed": job.seed, "picture": picture,
        "steering": steering, "inputs": plain(made.inputs), "code": __version__,
    }  # fmt: skip


def _keep_all(job: RunningJob, card: Card, made: Generated) -> Iterator[Json]:
    for name, pixels in made.pictures.items():
        content = png(pixels, receipt(job, card, made, name))
        yield _keep(job, f"{name}.png", "image/png", content) | _size(pixels)
    for name, animation in made.animations.items():
        yield _keep(job, name, animation.media_type, animation.content)


def _keep(job: RunningJob, name: str, media_type: str, content: bytes) -> Json:
    stored = job.keep(name, media_type, content)
    return {"name": name, "media_type": media_type, "sha256": stored.sha256, "bytes": stored.bytes}


def _size(pixels: np.ndarray) -> Json:
    return {"width": pixels.shape[1], "height": pixels.shape[0], "pixels": pixels_digest(pixels)}


def _keep_last_frame(job: RunningJob) -> None:
    """A person who stops a job keeps what is there; a failure here must not hide why the job stops."""
    if job.last_frame is None:
        return
    try:
        job.keep(LAST_FRAME, "image/png", png(job.last_frame))
    except Exception:
        log.exception("the last frame of %s was not kept", job.row.id)
