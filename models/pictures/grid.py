"""Several pictures as one."""

from __future__ import annotations

import math

import numpy as np

GAP = 2  # pixels of background between pictures


def grid(images: np.ndarray, columns: int, gap: int = GAP, background: int = 255) -> np.ndarray:
    """Lay pictures out in rows.

    Args:
        images: `uint8`, shape `(n, height, width, 3)`, n > 0.
        columns: pictures in a row; the last row may stay unfilled.

    Returns:
        `uint8`, shape `(rows * (height + gap) - gap, columns * (width + gap) - gap, 3)`.
    """
    number, height, width = images.shape[:3]
    columns = min(columns, number)
    rows = math.ceil(number / columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), background, np.uint8)
    for place, image in enumerate(images):
        top, left = place // columns * (height + gap), place % columns * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet
