"""The image sample: 2,000 MNIST digits, asked four ways."""

from __future__ import annotations

import numpy as np

from models.data.examples import Examples, Task
from models.data.images import DIGITS, read_images
from models.job import Dataset

DATA_SET = "digits"
ROWS = 2_000
LABELS = ("even", "prime", "has a loop", "above four")
_MEMBERS = ((0, 2, 4, 6, 8), (2, 3, 5, 7), (0, 6, 8, 9), (5, 6, 7, 8, 9))


def images(task: Task, data: Dataset) -> Examples:
    """Give digits and: even or odd, the digit, four properties of the number, or how far the writing leans.

    The lean is measured on the pixels: the angle of the ink's main axis against the vertical, from its second moments.
    """
    rows = read_images(data)
    chosen = np.sort(np.random.default_rng(7).permutation(len(rows.images))[:ROWS])
    pixels = rows.images[chosen]
    assert rows.labels is not None, "every digit of the catalogue has its label"
    digits = rows.labels[chosen]
    if task == "regression":
        return Examples("image", task, pixels, lean(pixels)[:, None], ("lean in degrees",))
    if task == "binary":
        return Examples("image", task, pixels, (digits % 2 == 0).astype(np.int64), ("odd", "even"))
    if task == "single-label":
        return Examples("image", task, pixels, digits, DIGITS)
    k_hot = np.stack([np.isin(digits, members) for members in _MEMBERS], axis=1).astype(np.uint8)
    return Examples("image", task, pixels, k_hot, LABELS)


def lean(pixels: np.ndarray) -> np.ndarray:
    """Give the angle in degrees, positive to the right, float64 `(n,)`, rounded to a tenth."""
    ink = pixels[..., 0].astype(np.float64)
    total = ink.sum(axis=(1, 2))
    down, right = np.arange(ink.shape[1])[None, :, None], np.arange(ink.shape[2])[None, None, :]
    y = down - ((ink * down).sum(axis=(1, 2)) / total)[:, None, None]
    x = right - ((ink * right).sum(axis=(1, 2)) / total)[:, None, None]
    angle = np.degrees(np.arctan2(-(ink * x * y).sum(axis=(1, 2)), (ink * y * y).sum(axis=(1, 2))))
    return np.asarray(angle.round(1))
