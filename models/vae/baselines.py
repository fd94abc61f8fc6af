"""What the autoencoder must beat: PCA, and a linear autoencoder of the same latent size trained the same way.

PCA has no likelihood of its own. It is given every advantage: its code costs nothing, and the margin that keeps its
pixels off 0 and 1 is the one that serves it best on the very test pictures. The linear autoencoder is the fair rival:
it pays for its code as we do.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse.linalg import svds  # type: ignore[import-untyped]  # no stubs are published with it

from models.job import Job
from models.vae.card import Params
from models.vae.networks import build_linear
from models.vae.objective import Trainer

MARGINS = (1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.02, 0.03, 0.05, 0.1)


def pca_reconstruction(train: np.ndarray, test: np.ndarray, latent: int) -> float:
    """Give the binary cross-entropy, summed over pixels, of test pictures rebuilt from their `latent` components.

    Args:
        train: uint8 `(n, h, w, c)`.
        test: uint8 `(m, h, w, c)`.
    """
    rows = _flat(train)
    centre = rows.mean(axis=0)
    axes = principal_axes(rows - centre, latent)
    target = _flat(test)
    rebuilt = centre + (target - centre) @ axes.T @ axes
    return min(_cross_entropy(target, rebuilt, margin) for margin in MARGINS)


def principal_axes(centred: np.ndarray, number: int) -> np.ndarray:
    """Give the first right singular vectors, `(number, d)`, largest first; fewer where the rows have fewer."""
    smallest = min(centred.shape)
    start = np.ones(smallest, centred.dtype)  # fixed: the same vectors in every run
    _, values, axes = svds(centred, k=min(number, smallest - 1), v0=start)
    found: np.ndarray = axes[np.argsort(values)[::-1]]
    return found


def linear_autoencoder(train: np.ndarray, test: np.ndarray, params: Params, samples: int, job: Job) -> dict[str, float]:
    """Give `loss`, `reconstruction` and `kl` of the linear autoencoder on the test pictures, in nats."""
    networks = build_linear(params.latent, train.shape[1], train.shape[3])
    trainer = Trainer(networks, train, params, job)
    for epoch in range(params.epochs):
        trainer.epoch(epoch, "linear baseline")
    return trainer.measured(test, samples)


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1).astype(np.float32) / 255


def _cross_entropy(target: np.ndarray, rebuilt: np.ndarray, margin: float) -> float:
    pixels = np.clip(rebuilt.astype(np.float64), margin, 1 - margin)
    cost = -(target * np.log(pixels) + (1 - target) * np.log1p(-pixels))
    return float(cost.sum(axis=1).mean())
