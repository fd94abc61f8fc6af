"""The stages of a dream in order: each octave, then each frame of the zoom. No state, no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.deep_dream.card import Params
from models.deep_dream.octaves import Size, lost_detail, octave_sizes, resize, zoomed


@dataclass(frozen=True)
class Stage:
    """Some steps of ascent at one size.

    Attributes:
        index: of its kind, from 0.
        first: number of its first step in the whole plan.
    """

    kind: Literal["octave", "zoom"]
    index: int
    size: Size
    steps: int
    first: int
    before: Size | None = None  # size of the octave before; None for the smallest

    @property
    def phase(self) -> str:
        """What people read while it runs."""
        return f"{self.kind} {self.index + 1}"

    def entered(self, picture: np.ndarray, photo: np.ndarray, params: Params) -> np.ndarray:
        """Give the picture that this stage begins with, from the one that the stage before ended with."""
        if self.kind == "zoom":
            return zoomed(picture, params.zoom_factor)
        larger = resize(picture, self.size)
        return larger + lost_detail(photo, self.before, self.size) if params.detail and self.before else larger


def plan(params: Params, size: Size) -> list[Stage]:
    """Give the stages for a picture of that size."""
    sizes = octave_sizes(size, params.octaves, params.octave_scale)
    before = [None, *sizes]
    stages = [Stage("octave", k, sizes[k], params.steps, k * params.steps, before[k]) for k in range(params.octaves)]
    if params.animation == "zoom":
        first = params.octaves * params.steps
        for k in range(params.zoom_frames - 1):  # the dream itself is the first frame
            stages.append(Stage("zoom", k, size, params.zoom_steps, first + k * params.zoom_steps))
    return stages


def total_steps(stages: list[Stage]) -> int:
    """Give how many steps the stages have together."""
    return stages[-1].first + stages[-1].steps
