"""Draws samples from a generator and measures them against real pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.dcgan.adversaries import Adversaries
from models.dcgan.judge import Judge
from models.dcgan.quality import class_figures, contrast, frechet_distance
from models.dcgan.scales import codes, latents, shown
from models.dcgan.settings import Params

SAMPLES = 500
GRID = 64


@dataclass(frozen=True)
class Reference:
    """What samples are measured against.

    Attributes:
        features: what the judge sees in real pictures, `(n, k)`.
        contrast: of real pictures.
    """

    features: np.ndarray
    contrast: float


class Studio:
    """Draws with fixed random numbers, so that epochs can be compared with each other."""

    def __init__(self, params: Params, adversaries: Adversaries, judge: Judge, reference: Reference, seed: int) -> None:
        self._params, self._adversaries, self._judge, self._reference = params, adversaries, judge, reference
        self._grid = self._random_codes(np.random.default_rng([seed, 3]), GRID)
        self._samples = self._random_codes(np.random.default_rng([seed, 4]), SAMPLES)

    @property
    def codes(self) -> np.ndarray:
        """The codes of the fixed samples, `(64, latent + classes)`."""
        return self._grid

    def grid(self) -> np.ndarray:
        """Give the fixed samples, from 0 to 1."""
        return self._drawn(self._grid)

    def figures(self) -> dict[str, float]:
        """Give `frechet` and `contrast` (1 is that of real pictures); with classes `classes`, `entropy`, `confidence`.

        With labels to draw by also `label_accuracy`: how often the judge sees the class that was asked for.
        """
        pictures = self._drawn(self._samples)
        opinion = self._judge.look(pictures)
        figures = {"frechet": frechet_distance(opinion.features, self._reference.features)}
        figures["contrast"] = contrast(pictures) / self._reference.contrast
        if self._judge.classes:
            figures |= class_figures(opinion.probabilities)
        if self._adversaries.classes:
            asked = self._samples[:, self._params.latent_size :].argmax(axis=1)
            figures["label_accuracy"] = float(np.mean(asked == opinion.probabilities.argmax(axis=1)))
        return figures

    def _random_codes(self, rng: np.random.Generator, count: int) -> np.ndarray:
        vectors = latents(rng, count, self._params.latent_size, self._params.latent_distribution)
        return codes(vectors, np.arange(count), self._adversaries.classes)

    def _drawn(self, chosen: np.ndarray) -> np.ndarray:
        return shown(self._adversaries.draw(chosen), self._params.data_range)
