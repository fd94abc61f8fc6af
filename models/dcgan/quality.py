"""How good drawn pictures are, judged by what a classifier of the same data sees in them. NumPy only.

Source: Heusel et al. (2017), arXiv:1706.08500, for the distance; the classifier here is the recipe's own judge, not
Inception, so distances compare runs on one data set with each other and with nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.recipe import Words

WINNING_LOSS = 0.2  # of the discriminator: below it the generator gets no useful gradient
WINNING_STEPS = 200
SMALLEST_CONTRAST = 0.2
SMALLEST_ENTROPY = 0.6
WARM_UP_STEPS = 400  # a generator that has hardly learned is no collapsed one


@dataclass(frozen=True)
class Opinion:
    """What the judge sees in pictures.

    Attributes:
        features: its last hidden layer, `(n, k)`.
        probabilities: of the classes, `(n, classes)`.
    """

    features: np.ndarray
    probabilities: np.ndarray


def frechet_distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Give the squared Frechet distance between two normal distributions fitted to rows of features `(n, k)`.

    |m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2)), at least 0.
    """
    ours, theirs = ours.astype(np.float64), theirs.astype(np.float64)
    gap = ours.mean(axis=0) - theirs.mean(axis=0)
    one, other = (np.atleast_2d(np.cov(rows, rowvar=False)) for rows in (ours, theirs))
    root = _root(one)
    # the same eigenvalues as C1 C2, of a symmetric matrix: no complex numbers
    mixed = np.sqrt(np.clip(np.linalg.eigvalsh(root @ other @ root), 0, None)).sum()
    return max(0.0, float(gap @ gap + np.trace(one) + np.trace(other) - 2 * mixed))


def _root(matrix: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(matrix)
    root: np.ndarray = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    return root


def class_figures(probabilities: np.ndarray) -> dict[str, float]:
    """Give how many classes are present, how evenly, and how sure the judge is.

    Returns:
        `classes`: those that at least one picture is taken for; `entropy`: of these shares, 1 when all are equally
        frequent and 0 when there is only one; `confidence`: mean probability of the likeliest class.
    """
    width = probabilities.shape[1]
    shares = np.bincount(probabilities.argmax(axis=1), minlength=width) / len(probabilities)
    present = shares[shares > 0]
    entropy = max(0.0, float(-(present * np.log(present)).sum() / np.log(width)))
    confidence = float(probabilities.max(axis=1).astype(np.float64).mean())
    return {"classes": float(len(present)), "entropy": entropy, "confidence": confidence}


def contrast(pictures: np.ndarray) -> float:
    """Give how much pixels differ from picture to picture: the standard deviation at each pixel, averaged."""
    return float(pictures.astype(np.float64).std(axis=0).mean())


ALARMS: Mapping[str, Words] = {
    "discriminator_wins": Words(
        "The discriminator wins: its loss stayed under 0.2 for 200 steps. Lower its learning rate or raise dropout.",
        "判别器完胜：其损失连续 200 步低于 0.2。请降低它的学习率或提高它的随机失活比例。",
    ),
    "flat": Words(
        "The samples hardly differ (under a fifth of the spread of real pictures): the generator collapsed.",
        "样本之间几乎没有差别（不到真实图片的五分之一）：生成器已经坍缩。",
    ),
    "one_sided": Words(
        "The samples crowd in a few classes (entropy under 0.6): the generator is collapsing.",
        "样本集中在少数类别（熵低于 0.6）：生成器正在坍缩。",
    ),
}


def alarms(logs: Mapping[str, float], steps: int) -> list[str]:
    """Give the alarms, keys of `ALARMS`, that the figures of an epoch raise.

    Args:
        logs: with `winning_steps`, `contrast` (1 is that of real pictures) and, where there are classes, `entropy`.
        steps: taken since the start.
    """
    raised = ["discriminator_wins"] if logs["winning_steps"] >= WINNING_STEPS else []
    if steps < WARM_UP_STEPS:
        return raised
    raised += ["flat"] if logs["contrast"] < SMALLEST_CONTRAST else []
    return raised + (["one_sided"] if logs.get("entropy", 1.0) < SMALLEST_ENTROPY else [])
