"""The course of one run: its loss curve, what a person steers, and the checkpoint that a killed attempt resumes from.

Evaluations are counted from 0 over all sizes; whatever happens depends only on the state at an iteration's start.
"""

from __future__ import annotations

import json
import math
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.recipe import Json
from models.style_transfer import losses
from models.style_transfer.card import Params
from models.style_transfer.first_order import Adam, Sgd
from models.style_transfer.losses import Terms
from models.style_transfer.optimise import Descent, Lbfgs

FILE = "style.npz"
_ADAM_RATE, _ADAM_END = 10.0, 0.05  # cosine from the rate to this part of it
_SGD_RATE, _SGD_DECAY, _SGD_EVERY = 100.0, 0.96, 100  # the second edition's schedule


class Spent(Exception):
    """The evaluations of this size are used up."""


@dataclass
class Course:
    """Where a run stands.

    Attributes:
        level: the size that is worked on, from 0.
        history: the terms of every evaluation so far.
        accepted: the evaluation, from 0, of the picture that the optimiser stands at.
        steering: the settings in force that a person may change.
        start: terms of the first picture at full size.
        diverged: the 1-based evaluation whose loss was no number; 0 while all is well.
    """

    steering: dict[str, float]
    level: int = 0
    history: list[Terms] = field(default_factory=list)
    accepted: int = 0
    start: Terms | None = None
    diverged: int = 0

    def save(self, folder: Path, descent: Descent) -> None:
        """Write the state in one step: a kill leaves the former checkpoint or this one."""
        facts = asdict(self)
        arrays = {f"a_{name}": value for name, value in descent.arrays().items()}
        arrays["facts"] = np.frombuffer(json.dumps(facts).encode(), np.uint8)
        temporary = folder / f".{FILE}.{os.getpid()}"
        with open(temporary, "wb") as stream:
            np.savez(stream, **arrays)  # type: ignore[arg-type]  # its allow_pickle is not among the names
        os.replace(temporary, folder / FILE)


def restore(folder: Path) -> tuple[Course, dict[str, np.ndarray]] | None:
    """Give the course and the optimiser's arrays of the last checkpoint; None when there is none to be read."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as content:
            facts = json.loads(content["facts"].tobytes())
            arrays = {name[2:]: content[name] for name in content.files if name.startswith("a_")}
        history = [_terms(one) for one in facts.pop("history")]
        start = facts.pop("start")
        return Course(history=history, start=_terms(start) if start else None, **facts), arrays
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def steerable(params: Params, changes: Mapping[str, Any]) -> dict[str, float]:
    """Give the steerable settings, changes applied."""
    names = ("strength", "learning_rate", "smoothness")
    return {name: float(changes.get(name, getattr(params, name))) for name in names}


def weights(params: Params, steering: Mapping[str, float]) -> np.ndarray:
    """Give the weights of content, style and smoothness that are in force."""
    return losses.weights(
        params.losses,
        content=params.content_weight,
        strength=steering["strength"],
        smoothness=steering["smoothness"],
    )


def descent(params: Params, picture: np.ndarray, course: Course) -> Descent:
    """Give the chosen optimiser at a picture; its learning rate follows what a person steers."""
    if params.optimizer == "l-bfgs":
        return Lbfgs(picture)
    if params.optimizer == "sgd":
        return Sgd(picture, lambda step: _rate(course, _SGD_RATE) * _SGD_DECAY ** (step / _SGD_EVERY))
    return Adam(picture, lambda step: _rate(course, _ADAM_RATE) * _cosine(step / params.evaluations))


def _rate(course: Course, fitting: float) -> float:
    return course.steering["learning_rate"] or fitting


def _cosine(part: float) -> float:
    return _ADAM_END + (1 - _ADAM_END) * 0.5 * (1 + math.cos(math.pi * min(part, 1.0)))


def weighted(terms: Terms, weight: np.ndarray) -> dict[str, float]:
    """Give the terms as they add up to the loss."""
    content, style, smooth = (weight * np.array([terms.content, terms.style, terms.smooth])).tolist()
    return {"loss": terms.total, "content": content, "style": style, "smoothness": smooth}


def _terms(facts: Json) -> Terms:
    return Terms(**{**facts, "layers": tuple(facts["layers"])})
