"""The `Job` that a recipe sees while it runs, backed by SQL and the store."""

from __future__ import annotations

import io
import math
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.db.clock import now
from app.db.tables import JobRow
from app.jobs.saved_epochs import epoch_picture, epoch_state
from app.jobs.steering import in_force, stamp
from app.storage import Stored, stage
from models.job import Dataset
from models.pictures.decode import decode
from models.pictures.receipt import png
from models.pictures.samples import sample_pixels
from models.recipe import JobFailure, PictureChoice
from workers.datasets import find_dataset, find_upload
from workers.gpus import device_in_use
from workers.heartbeat import Heartbeat
from workers.ledger import Ledger, plain
from workers.resources import Resources

Json = dict[str, Any]
PROGRESS_PAUSE_S = 0.5
FRAME_PAUSE_S = 0.7  # a frame at least every second
FRAME_QUALITY = 85
LONGEST_LOG = 2000
NOTHING_DONE: Json = {"fraction": 0.0, "step": 0, "total": 1, "phase": "", "eta_s": None}


class RunningJob:
    """One attempt of a job, as its recipe sees it (`models.job.Job`)."""

    def __init__(self, row: JobRow, resources: Resources, heartbeat: Heartbeat) -> None:
        self.row, self.resources, self.heartbeat = row, resources, heartbeat
        self.ledger = Ledger(resources.database, row, heartbeat)
        self.seed, self.data_set = row.seed, row.data_set
        folder = resources.settings.work_dir / row.id
        if row.attempt == 1:  # a deleted job of the same id, another owner's perhaps, may have left a checkpoint
            shutil.rmtree(folder, ignore_errors=True)
        self.workdir = folder / f"attempt-{row.attempt}"
        self.workdir.mkdir(parents=True, exist_ok=True)
        self._pace = Pace()
        self._progress = NOTHING_DONE
        self._next_progress = 0.0
        self._next_frame = 0.0
        self._frames = 0
        self.last_frame: np.ndarray | None = None

    def begin(self) -> str:
        """Say what runs, and give the device it computes on; called when the recipe, and TensorFlow, are loaded."""
        row, device = self.row, device_in_use()
        message = f"Attempt {row.attempt} of {row.recipe}, seed {self.seed}, on {device}"
        self.ledger.append(("log", {"level": "info", "message": message}), device=device)
        return device

    def report(self, step: int, total: int, *, phase: str = "", **metrics: float) -> None:
        """Record a finished unit of work and its metrics."""
        self.heartbeat.check()
        progress = self._pace.progress(step, total, phase)
        entries = [("progress", progress)]
        if metrics:
            entries.append(("metric", _measured(step, metrics)))
        self._write_progress(progress, entries)

    def tick(self, step: int, total: int, *, phase: str = "") -> None:
        """Show progress inside a unit, at most twice a second."""
        self.heartbeat.check()
        progress = self._pace.progress(step, total, phase)
        if time.monotonic() >= self._next_progress:
            self._write_progress(progress, [("progress", progress)])

    def enter(self, phase: str) -> None:
        """Name what goes on after the last step, without moving the bar."""
        self.heartbeat.check()
        progress = {**self._progress, "phase": phase}
        self._write_progress(progress, [("progress", progress)])

    @property
    def complete(self) -> Json:
        """The progress of a job that is done; a training that stopped early has not taken all its steps."""
        return {**self._progress, "fraction": 1.0, "eta_s": 0.0}

    def _write_progress(self, progress: Json, entries: list[tuple[str, Json]]) -> None:
        self._progress = progress
        self.ledger.append(*entries, progress=progress, progress_at=now())
        self._next_progress = time.monotonic() + PROGRESS_PAUSE_S

    def log(self, message: str) -> None:
        """Write a line that people see on the job's page."""
        self.warn("info", message)

    def warn(self, level: str, message: str) -> None:
        """Write a line of that level."""
        self.ledger.append(("log", {"level": level, "message": message[:LONGEST_LOG]}))

    def show(self, name: str, image: np.ndarray) -> None:
        """Store a preview frame, at most one a second; frames between are dropped, but for the last."""
        self.heartbeat.check()
        self.last_frame = image
        if time.monotonic() < self._next_frame:
            return
        self._frames += 1
        content = io.BytesIO()
        Image.fromarray(image).save(content, format="WEBP", quality=FRAME_QUALITY)  # a tenth of a PNG
        self.keep(f"{name}-{self._frames:04d}.webp", "image/webp", content.getvalue())
        self._next_frame = time.monotonic() + FRAME_PAUSE_S

    def keep(self, name: str, media_type: str, content: bytes) -> Stored:
        """Stage a file of this attempt and announce it."""
        resources = self.resources
        stored = stage(
            resources.database, resources.storage, self.row.id, self.row.attempt, name, media_type, content
        )  # fmt: skip
        self.ledger.append(("artifact", {"name": name, "url": f"/api/v1/artifacts/sha256-{stored.sha256}"}))
        return stored

    def checkpoint(self) -> Path:
        """The folder that the attempts of this job share."""
        folder = self.resources.settings.work_dir / self.row.id / "checkpoint"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def cache(self, name: str) -> Path:
        """A folder that the jobs of this machine share; who keeps something there bounds its size."""
        folder = self.resources.settings.cache_dir / "jobs" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def dataset(self, name: str) -> Dataset:
        """The data set of that name: a person's own, or one of the catalogue."""
        self.heartbeat.check()
        return find_dataset(self.resources, name)

    def upload(self, upload_id: str) -> Path:
        """The file a person sent."""
        return find_upload(self.resources, upload_id)

    def weights(self, name: str) -> Dataset:
        """The pretrained network of that name."""
        return self.dataset(name)

    def picture(self, choice: PictureChoice) -> np.ndarray:
        """The pixels of a sample or uploaded picture."""
        if choice.upload is None:
            return sample_pixels(str(choice.sample))
        return decode(self.upload(choice.upload).read_bytes())

    def steered(self, step: int) -> Mapping[str, Any]:
        """What people changed since the start, in force from this step on."""
        self.heartbeat.check()
        if any(item["step"] is None for item in self.heartbeat.steering):
            row = self.row
            self.heartbeat.steering = self.ledger.commit(lambda session: stamp(session, row.id, row.attempt, step))
        return in_force(self.heartbeat.steering, step)

    def snapshot(self, epoch: int, state: Path, picture: np.ndarray) -> None:
        """Keep an epoch for time travel."""
        self.keep(epoch_picture(epoch), "image/png", png(picture))
        self.keep(epoch_state(epoch), "application/octet-stream", state.read_bytes())

    def origin(self) -> Path | None:
        """The state that this run was forked from."""
        if self.row.origin is None:
            return None
        sha256 = self.row.origin["sha256"]
        if not self.resources.storage.has(sha256):
            raise JobFailure("The saved epoch that this run was forked from was deleted.", "snapshot_not_found")
        return self.resources.storage.path(sha256)


class Pace:
    """Turns steps into a fraction and the seconds left."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._first: float | None = None  # a resumed attempt starts above zero

    def progress(self, step: int, total: int, phase: str) -> Json:
        """The `progress` of the job at this step."""
        fraction = min(1.0, max(0.0, step / total)) if total > 0 else 0.0
        if self._first is None or fraction < self._first:
            self._first, self._started = fraction, time.monotonic()
        return {"fraction": fraction, "step": step, "total": total, "phase": phase, "eta_s": self._left(fraction)}

    def _left(self, fraction: float) -> float | None:
        done = fraction - (self._first or 0.0)
        if done <= 0:
            return None
        return round((time.monotonic() - self._started) * (1 - fraction) / done, 1)


def _measured(step: int, metrics: dict[str, float]) -> Json:
    """A `metric` event; JSON has no NaN, so a figure that is not finite becomes null and is named."""
    values = {name: float(value) for name, value in metrics.items()}
    broken = [name for name, value in values.items() if not math.isfinite(value)]
    event: Json = {"step": step, "epoch": step, "values": plain(values)}
    return {**event, "non_finite": broken} if broken else event
