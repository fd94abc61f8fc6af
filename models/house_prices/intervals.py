"""Price intervals by normalised split-conformal prediction on errors that no network could cheat on.

In each pass of the iterated K-fold, every training row is left out of exactly one network. Averaged over the passes,
those networks give an honest estimate for the row; its error, measured against how far they disagree, is its score.
The interval of a new house is its price plus or minus the score's quantile times the networks' disagreement about it.
Source: Lei et al. 2018, arXiv:1604.04173, section 5.2 (locally weighted), with K-fold estimates. NumPy only.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np

from models.recipe import Json

STEADINESS = 3.0  # medians of disagreement in the floor: a handful of networks measure disagreement only roughly


@dataclass(frozen=True)
class Intervals:
    """Turns the networks' outputs into a price with an interval.

    Attributes:
        reach: half width per unit of disagreement.
        floor: added to every disagreement, in the target's unit: networks that agree can all be wrong.
        trust: 1 to use the disagreement; 0 when there was a single pass, which shows none.
        coverage: share of houses whose price should lie inside.
    """

    reach: float
    floor: float
    trust: float
    coverage: float

    def around(self, outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give price, low and high, each `(n,)`, from outputs `(n, networks)`, all in one unit; low is at least 0."""
        outputs = outputs.astype(np.float64)
        price = outputs.mean(axis=1)
        half = self.reach * (self.floor + self.trust * _disagreement(outputs))
        return price, np.maximum(price - half, np.minimum(price, 0.0)), price + half

    def asset(self) -> Json:
        """Give the JSON document that answering reads back with `Intervals(**document)`."""
        return asdict(self)


def _disagreement(outputs: np.ndarray) -> np.ndarray:
    deviation: np.ndarray = outputs.std(axis=1, ddof=1 if outputs.shape[1] > 1 else 0)
    return deviation


def calibrate(left_out: np.ndarray, truth: np.ndarray, networks: int, coverage: float) -> Intervals:
    """Learn the interval from estimates for training rows by networks that did not see them.

    Args:
        left_out: one estimate a pass, `(n, passes)`.
        truth: `(n,)`.
        networks: how many will be averaged in an answer.
    """
    errors = np.abs(left_out.mean(axis=1) - truth)
    passes = left_out.shape[1]
    if passes == 1:  # a single estimate a row shows no disagreement
        return Intervals(_quantile(errors, coverage), 1.0, 0.0, coverage)
    disagreement = left_out.std(axis=1, ddof=1)
    floor = STEADINESS * float(np.median(disagreement)) or 1.0
    # A row's estimate averages a few networks, an answer all of them: less of their noise is left in it.
    mean_square = float(np.mean(errors**2))
    noise = float(np.mean(disagreement**2)) * (1 / passes - 1 / networks)
    calmer = math.sqrt(max(mean_square - noise, 0.5 * mean_square) / mean_square) if mean_square else 1.0
    return Intervals(_quantile(errors / (floor + disagreement), coverage) * calmer, floor, 1.0, coverage)


def _quantile(scores: np.ndarray, coverage: float) -> float:
    rank = min(math.ceil((len(scores) + 1) * coverage), len(scores))  # the +1 pays for the new house itself
    return float(np.sort(scores)[rank - 1])
