"""Where a class is seen: the heat of each place of the feature maps, and how it is painted. NumPy and Pillow only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

MOST_VALUES = 8_000_000  # of float32 maps given to the head at once: 32 MB
_LARGEST_SHARE = 0.6  # of the colour at the hottest place
# cold to hot: dark blue, violet, red, orange, light yellow
_COLOURS = np.array([(13, 22, 120), (126, 3, 168), (204, 71, 70), (248, 149, 64), (240, 249, 110)], np.float64)


def heat_of(maps: np.ndarray, logits: np.ndarray, label: int, score: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Give the heat of each place for a class, 0 to 1, `(rows, columns)`.

    Args:
        maps: of one photo, `(1, rows, columns, channels)`.
        logits: what the head makes of them, `(1, 1)` for two classes or `(1, classes)`.
        score: the head, for any number of maps.
    """
    _, rows, columns, channels = maps.shape
    places = rows * columns
    lost = np.empty(places)
    step = max(1, MOST_VALUES // (places * channels))
    for start in range(0, places, step):
        chosen = np.arange(start, min(start + step, places))
        without = np.repeat(maps, len(chosen), axis=0)
        without[np.arange(len(chosen)), chosen // columns, chosen % columns] = 0
        lost[chosen] = _for_class(logits, label) - _for_class(score(without), label)
    heat = np.maximum(lost, 0.0).reshape(rows, columns)
    hottest = heat.max()
    return heat / hottest if hottest > 0 else heat


def _for_class(logits: np.ndarray, label: int) -> np.ndarray:
    if logits.shape[1] > 1:
        return logits[:, label].astype(np.float64)
    return logits[:, 0].astype(np.float64) * (1 if label == 1 else -1)


def coloured(photo: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Give a photo `(h, w, 3)` with the heat over it, smooth between places; cold places keep the photo as it is."""
    height, width = photo.shape[:2]
    fine = np.asarray(
        Image.fromarray(heat.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC), np.float64
    ).clip(0, 1)  # fmt: skip
    steps = np.linspace(0, 1, len(_COLOURS))
    colour = np.stack([np.interp(fine, steps, _COLOURS[:, channel]) for channel in range(3)], axis=-1)
    share = (fine * _LARGEST_SHARE)[..., None]
    painted: np.ndarray = np.rint(photo * (1 - share) + colour * share).astype(np.uint8)
    return painted


def stretched(values: np.ndarray) -> np.ndarray:
    """Give numbers as grey of the full range: uint8, same shape; equal numbers are black."""
    low, spread = values.min(), np.ptp(values)
    if not spread > 0:
        return np.zeros(values.shape, np.uint8)
    grey: np.ndarray = np.rint((values - low) / spread * 255).astype(np.uint8)
    return grey
