"""The ascent through all stages of a plan, with its checkpoints, its live frames and what a person steers."""

from __future__ import annotations

import time
from math import ceil
from pathlib import Path

import numpy as np

from models.deep_dream.animation import MOST_FRAMES, small
from models.deep_dream.ascent import Ascent
from models.deep_dream.card import Params
from models.deep_dream.octaves import Size, resize
from models.deep_dream.plan import Stage, plan, total_steps
from models.deep_dream.progress import Progress, keep, keep_frame, kept, restore, save
from models.job import Job
from models.pretrained.efficientnet_lite0 import deprocess

REPORT_EVERY = 10  # steps
CHECKPOINT_PAUSE_S = 1.0
FRAME_PAUSE_S = 0.2
_SMALLEST = 1e-6  # a layer may be silent on the photo
DREAM = "dream"  # what the last octave ended with, where a zoom goes on


class Dream:
    """One dream of one photo.

    Args:
        photo: input of the network, `(height, width, 3)`, at the size of the result.
        folder: where its checkpoints live; None for a dream too short to keep.
        first, total: where its steps lie among those of the job; by default they are the job.
        phase: what people read while it runs; by default the stage.
    """

    def __init__(
        self, params: Params, job: Job, ascent: Ascent, photo: np.ndarray, *, folder: Path | None = None,
        first: int = 0, total: int | None = None, phase: str = "",
    ) -> None:  # fmt: skip
        self.stages = plan(params, (photo.shape[0], photo.shape[1]))
        self._params, self._job, self._ascent, self._photo = params, job, ascent, photo
        self._folder, self._first, self._phase = folder, first, phase
        self._total = total or total_steps(self.stages)
        self._coefficients = np.array([choice.coefficient for choice in params.layers], np.float32)
        self._frame_every = ceil(params.octaves * params.steps / MOST_FRAMES)
        self._next_checkpoint = self._next_frame = 0.0

    def run(self) -> Progress:
        """Give the finished dream; a job that was killed goes on from its last checkpoint."""
        former = restore(self._folder) if self._folder else None
        progress = former or Progress(resize(self._photo, self.stages[0].size))
        if former is None and self._params.animation == "ascent":
            self._keep_frame(0, self._photo)
        for number in range(progress.stage, len(self.stages)):
            stage = self.stages[number]
            if number > progress.stage:
                progress.stage, progress.done = number, 0
                progress.losses.append([])
                progress.picture = stage.entered(progress.picture, self._photo, self._params)
            self._climb(stage, progress)
        return progress

    def result(self, progress: Progress) -> np.ndarray:
        """Give the picture that the last octave ended with, for a zoom goes on from it."""
        before_zoom = kept(self._folder, DREAM) if self._folder and self._params.animation == "zoom" else None
        return progress.picture if before_zoom is None else before_zoom

    def strength(self, picture: np.ndarray) -> dict[str, float]:
        """Give how many times as strongly each layer answers to a picture of full size as to the photo."""
        ratios = self._ascent.squares(picture) / self._reference(self.stages[-1].size)
        return dict(zip(self._ascent.layers, map(float, ratios), strict=True))

    def _reference(self, size: Size) -> np.ndarray:
        squares: np.ndarray = np.clip(self._ascent.squares(resize(self._photo, size)), np.float32(_SMALLEST), None)
        return squares

    def _climb(self, stage: Stage, progress: Progress) -> None:
        reference = self._reference(stage.size)
        shares = self._coefficients / self._coefficients.sum()
        weights = (shares / reference).astype(np.float32)
        losses = progress.losses[-1]
        while progress.done < stage.steps:
            step = self._first + stage.first + progress.done
            self._job.tick(step, self._total, phase=self._phase or stage.phase)
            size = float(self._job.steered(step).get("step_size", self._params.step_size))
            changed, squares = self._ascent.step(progress.picture, weights, size, self._shift(step, stage.size))
            loss = float(np.dot(squares, weights))
            if self._params.max_loss is not None and loss > self._params.max_loss:
                self._job.log(f"{stage.phase}: the loss {loss:.2f} is past the limit after {progress.done} steps.")
                break
            progress.picture, progress.done = changed, progress.done + 1
            losses.append(loss)
            self._after(stage, progress, loss, squares / reference)
        self._ended(stage, progress.picture)

    def _shift(self, step: int, size: Size) -> tuple[int, int]:
        """Give how far the picture is rolled: a little, or anywhere where parts have borders to hide."""
        random = np.random.default_rng([self._job.seed, step])
        reach = np.where(np.array(size) > self._params.tile, np.array(size) // 2, self._params.jitter)
        down, right = random.integers(-reach, reach + 1)
        return int(down), int(right)

    def _after(self, stage: Stage, progress: Progress, loss: float, ratios: np.ndarray) -> None:
        at = stage.first + progress.done
        if progress.done == stage.steps or (stage.kind == "octave" and progress.done % REPORT_EVERY == 0):
            layers = dict(zip(self._ascent.layers, map(float, ratios), strict=True))
            self._job.report(self._first + at, self._total, phase=self._phase or stage.phase, loss=loss, **layers)
        if self._params.animation == "ascent" and at % self._frame_every == 0:
            self._keep_frame(at, progress.picture)
        self._show(progress.picture)
        if self._folder and time.monotonic() >= self._next_checkpoint:
            save(self._folder, progress)
            self._next_checkpoint = time.monotonic() + CHECKPOINT_PAUSE_S

    def _show(self, picture: np.ndarray) -> None:
        if time.monotonic() >= self._next_frame:
            self._job.show("frame", self._full(picture))
            self._next_frame = time.monotonic() + FRAME_PAUSE_S

    def _keep_frame(self, number: int, picture: np.ndarray) -> None:
        if self._folder:
            keep_frame(self._folder, number, small(self._full(picture)))

    def _full(self, picture: np.ndarray) -> np.ndarray:
        return deprocess(resize(picture, self.stages[-1].size))

    def _ended(self, stage: Stage, picture: np.ndarray) -> None:
        """Keep what the zoom is made of: the dream that it begins with, and a frame a stage."""
        if self._params.animation != "zoom" or self._folder is None:
            return
        if stage is self.stages[self._params.octaves - 1]:
            keep(self._folder, DREAM, picture)
            self._keep_frame(0, picture)
        elif stage.kind == "zoom":
            self._keep_frame(stage.index + 1, picture)
