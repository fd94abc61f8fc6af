"""The video sample, generated: a disc that moves, in 8 frames of 16 x 16, with noise. Deterministic."""

from __future__ import annotations

import numpy as np

from models.data.examples import Examples, Task

ROWS, FRAMES, SIDE = 800, 8, 16
DIRECTIONS = ("left", "right", "up", "down")
LABELS = ("moves", "grows", "blinks")
NOISE = 0.3  # deviation; the disc is 1 brighter than the ground


def videos(task: Task) -> Examples:
    """Give videos and: moving left or right, one of four directions, what the disc does, or its speed in two numbers.

    No single frame tells the answer: place, radius (1.5 to 3) and brightness of the ground are drawn evenly, and so is
    the speed of 0.3 to 0.9 pixels a frame. Multi-label: it moves, grows and blinks independently, each in half of the
    rows. Values are rounded to 1/64.
    """
    rng = np.random.default_rng(23)
    radius = rng.uniform(1.5, 3.0, (ROWS, 1)).repeat(FRAMES, axis=1)
    speed, angle = rng.uniform(0.3, 0.9, ROWS), rng.uniform(0, 2 * np.pi, ROWS)
    light = np.ones((ROWS, FRAMES))
    way = rng.integers(0, 2 if task == "binary" else 4, ROWS)
    if task == "regression":
        velocity = np.stack([speed * np.cos(angle), speed * np.sin(angle)], axis=1).round(3)
        return _examples(task, velocity, radius, light, velocity, ("pixels right a frame", "pixels down a frame"), rng)
    velocity = np.array([(-1, 0), (1, 0), (0, -1), (0, 1)])[way] * speed[:, None]
    if task in ("binary", "single-label"):
        names = DIRECTIONS[:2] if task == "binary" else DIRECTIONS
        return _examples(task, velocity, radius, light, way.astype(np.int64), names, rng)
    on = rng.integers(0, 2, (ROWS, len(LABELS)))
    radius = radius + on[:, 1:2] * np.linspace(-0.8, 0.8, FRAMES)
    light = np.where(on[:, 2:] * (np.arange(FRAMES) % 2), 0.3, 1.0)
    return _examples(task, velocity * on[:, :1], radius, light, on.astype(np.uint8), LABELS, rng)


def _examples(
    task: Task, velocity: np.ndarray, radius: np.ndarray, light: np.ndarray, targets: np.ndarray,
    names: tuple[str, ...], rng: np.random.Generator,
) -> Examples:  # fmt: skip
    """Draw the frames: the disc crosses the drawn place in the middle of the video."""
    middle = rng.uniform(5, SIDE - 6, (ROWS, 1, 2))
    centre = middle + velocity[:, None] * (np.arange(FRAMES) - (FRAMES - 1) / 2)[None, :, None]  # (n, frames, 2)
    down, right = np.arange(SIDE)[:, None], np.arange(SIDE)[None]
    away = np.hypot(right - centre[..., 0, None, None], down - centre[..., 1, None, None])
    frames = np.clip(radius[..., None, None] - away + 0.5, 0, 1) * light[..., None, None]  # soft edge
    frames += rng.uniform(0, 0.5, (ROWS, 1, 1, 1)) + rng.normal(0, NOISE, frames.shape)
    return Examples("video", task, (np.rint(frames * 64) / 64).astype(np.float32)[..., None], targets, names)
