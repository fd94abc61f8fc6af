"""Which changes of a picture count as small: broad ones do. This is L-BFGS's first guess of the curvature.

The gradient through VGG19 is mostly fine grain, though what must change first is broad: colours and large shapes. Seen
through the cosine transform, each wave of the gradient is divided by its frequency, so that broad waves move at once.
Measured with the second edition's losses at 300x200: 43 evaluations in place of 60 to the same loss.
"""

from __future__ import annotations

import numpy as np
import scipy.fft  # type: ignore[import-untyped]  # it ships no types

FLOOR = 0.02  # frequency, in waves per pixel, below which all waves count alike


class Broadening:
    """Amplifies the broad waves of pictures of one size; symmetric and positive, as L-BFGS needs it.

    Args:
        shape: `(height, width, channels)`.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        rows, columns = (np.arange(length) / (2 * length) for length in shape[:2])
        frequency = np.sqrt(rows[:, None] ** 2 + columns[None] ** 2 + FLOOR**2)
        self._factors = (FLOOR / frequency)[..., None].astype(np.float32)

    def __call__(self, gradient: np.ndarray) -> np.ndarray:
        """Give the gradient with each wave divided by its frequency, float32, same shape."""
        waves = scipy.fft.dctn(gradient, axes=(0, 1), norm="ortho") * self._factors
        return np.asarray(scipy.fft.idctn(waves, axes=(0, 1), norm="ortho"), np.float32)
