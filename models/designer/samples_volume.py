"""The volume sample, generated: bodies in 12 x 12 x 12 voxels, with noise. Deterministic."""

from __future__ import annotations

import numpy as np

from models.data.examples import Examples, Task

ROWS, SIDE = 600, 12
BODIES = ("ball", "cube", "rod")
NOISE = 0.35  # deviation; a body is 1 brighter than the ground


def volumes(task: Task) -> Examples:
    """Give volumes and: whole or hollow ball, which body, which of three bodies are there, or a ball's radius.

    Place and size are drawn evenly. A rod is four times as long as thick and lies along one of the axes. Multi-label:
    each body is there or not, independently, and may cut another. Values are rounded to 1/64.
    """
    rng = np.random.default_rng(29)
    if task == "binary":
        hollow = rng.integers(0, 2, ROWS)
        return _examples(task, [_ball(rng, bool(kind))[0] for kind in hollow], hollow, ("whole", "hollow"), rng)
    if task == "regression":
        balls = [_ball(rng, False) for _ in range(ROWS)]
        return _examples(task, [body for body, _ in balls], np.array([[r] for _, r in balls]), ("radius",), rng)
    if task == "single-label":
        kinds = rng.integers(0, len(BODIES), ROWS)
        return _examples(task, [_body(rng, kind) for kind in kinds], kinds, BODIES, rng)
    on = rng.integers(0, 2, (ROWS, len(BODIES))).astype(np.uint8)
    nothing = np.zeros((SIDE,) * 3)
    drawn = [np.maximum.reduce([nothing, *(_body(rng, kind) for kind in np.flatnonzero(row).tolist())]) for row in on]
    return _examples(task, drawn, on, BODIES, rng)


def _away(rng: np.random.Generator, margin: float) -> np.ndarray:
    """Give each voxel's distance from a drawn centre along the axes: `(3, side, side, side)`."""
    centre = rng.uniform(margin, SIDE - 1 - margin, 3)
    return np.abs(np.stack(np.meshgrid(*[np.arange(SIDE)] * 3, indexing="ij")) - centre[:, None, None, None])


def _ball(rng: np.random.Generator, hollow: bool) -> tuple[np.ndarray, float]:
    radius = round(float(rng.uniform(2.0, 4.5)), 2)
    away = np.sqrt((_away(rng, radius) ** 2).sum(axis=0))
    inner = np.clip(away - 0.5 * radius + 0.5, 0, 1) if hollow else 1.0
    return np.clip(radius - away + 0.5, 0, 1) * inner, radius


def _body(rng: np.random.Generator, kind: int) -> np.ndarray:
    if kind == 0:
        return _ball(rng, False)[0]
    half = rng.uniform(1.6, 3.6, 3) * np.ones(3) if kind == 1 else np.full(3, rng.uniform(0.8, 1.2))
    if kind == 1:
        half[:] = half[0]
    else:
        half[rng.integers(0, 3)] *= 4
    return np.asarray((_away(rng, 3.6) <= half[:, None, None, None]).all(axis=0).astype(np.float64))


def _examples(
    task: Task, bodies: list[np.ndarray], targets: np.ndarray, names: tuple[str, ...], rng: np.random.Generator
) -> Examples:
    noisy = np.stack(bodies) + rng.normal(0, NOISE, (ROWS, SIDE, SIDE, SIDE))
    answers = targets.astype(np.int64) if task in ("binary", "single-label") else targets
    return Examples("volume", task, (np.rint(noisy * 64) / 64).astype(np.float32)[..., None], answers, names)
