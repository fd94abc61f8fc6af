"""Brightens a picture in steps; the picture so far is the checkpoint."""

from __future__ import annotations

import os
import time

import numpy as np

from models.job import Generated, Job
from models.pictures.receipt import pixels_digest
from tests.sleepy_picture.card import Params


def generate(params: Params, job: Job) -> Generated:
    """Add the brightness in force at each step, and a little seeded noise."""
    start = job.picture(params.photo)
    file = job.checkpoint() / "state.npz"
    done, picture = 0, start.astype(np.int64)
    if file.exists():
        with np.load(file) as state:
            done, picture = int(state["done"]), state["picture"]
    for step in range(done, params.steps):
        job.tick(step, params.steps)
        time.sleep(params.step_s)
        brightness = job.steered(step).get("brightness", params.brightness)
        picture = picture + brightness + np.random.default_rng([job.seed, step]).integers(0, 2)
        _save(file, step + 1, picture)
        job.show("frame", _pixels(picture))
        job.report(step + 1, params.steps, brightness=float(picture.mean()))
    inputs = [{"name": "photo", "sha256": pixels_digest(start)}]
    return Generated({"result": _pixels(picture)}, {}, {"mean": float(picture.mean())}, {"resumed_at": done}, inputs)


def _pixels(picture: np.ndarray) -> np.ndarray:
    pixels: np.ndarray = np.clip(picture, 0, 255).astype(np.uint8)
    return pixels


def _save(file: object, done: int, picture: np.ndarray) -> None:
    path = str(file)
    with open(f"{path}.part", "wb") as stream:
        np.savez(stream, done=done, picture=picture)
    os.replace(f"{path}.part", path)
