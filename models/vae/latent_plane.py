"""The plane of the latent space that is shown as a map, and the points of the manifold picture. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from models.recipe import Json

EDGE = 0.05  # the picture leaves out this much of the prior on each side, as in the book (1E §8.4)


@dataclass(frozen=True)
class Plane:
    """A point of the map `(a, b)` is the code `origin + a * axes[0] + b * axes[1]`.

    Attributes:
        origin: `(latent,)`.
        axes: orthonormal, `(2, latent)`.
        spread: how far the codes reach along both axes, `(2,)`: 1 each where the map is the whole latent space.
    """

    origin: np.ndarray
    axes: np.ndarray
    spread: np.ndarray

    def codes(self, points: np.ndarray) -> np.ndarray:
        """Give the codes of map points `(n, 2)`: float32 `(n, latent)`."""
        codes: np.ndarray = self.origin + points @ self.axes
        return codes.astype(np.float32)

    def points(self, codes: np.ndarray) -> np.ndarray:
        """Give the map points nearest to codes `(n, latent)`: `(n, 2)`."""
        projected: np.ndarray = (codes - self.origin) @ self.axes.T
        return projected

    def document(self) -> Json:
        """Give the plane as JSON."""
        return {"origin": self.origin.tolist(), "axes": self.axes.tolist(), "spread": self.spread.tolist()}


def plane_from(document: Json) -> Plane:
    """Read what `Plane.document` wrote."""
    return Plane(*(np.asarray(document[name], np.float64) for name in ("origin", "axes", "spread")))


def plane_through(means: np.ndarray) -> Plane:
    """Give the plane that shows most of the codes `(n, latent)`.

    Two dimensions are their own map. Of more, the two directions of largest variance span it.
    """
    latent = means.shape[1]
    if latent == 2:
        return Plane(np.zeros(2), np.eye(2), np.ones(2))
    origin = means.mean(axis=0, dtype=np.float64)
    centred = means - origin
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]  # the sign of an SVD is arbitrary
    return Plane(origin, axes, (centred @ axes.T).std(axis=0))


def quantiles(side: int) -> np.ndarray:
    """Give the values of the standard normal at evenly spaced probabilities: as dense as the prior is."""
    normal = NormalDist()
    return np.array([normal.inv_cdf(share) for share in np.linspace(EDGE, 1 - EDGE, side)])


def manifold_points(plane: Plane, side: int) -> np.ndarray:
    """Give the map points of the manifold picture, row by row, `(side * side, 2)`; the top row is highest."""
    along = quantiles(side)
    across, up = np.meshgrid(along, along[::-1])
    points: np.ndarray = np.stack([across.ravel(), up.ravel()], axis=1) * plane.spread
    return points
