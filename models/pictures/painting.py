"""What the drawn styles are painted with: smooth noise, palettes, cells, flows and brush strokes.

Everything is a function of its arguments and a seed. Pictures are float RGB between 0 and 1, `(SIDE, SIDE, 3)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

SIDE = 512
_FINE = 2  # strokes are drawn at twice the size and brought down, for smooth edges


def grid() -> tuple[np.ndarray, np.ndarray]:
    """Give the row and column of every pixel, each float between 0 and 1, `(SIDE, SIDE)`."""
    axis = (np.arange(SIDE) + 0.5) / SIDE
    rows, columns = np.meshgrid(axis, axis, indexing="ij")
    return rows, columns


def noise(seed: int, cells: int, octaves: int = 3) -> np.ndarray:
    """Give smooth noise between 0 and 1, `(SIDE, SIDE)`; each octave has twice the cells and half the height."""
    random = np.random.default_rng([seed, cells])
    total = np.zeros((SIDE, SIDE))
    for octave in range(octaves):
        coarse = random.random((cells * 2**octave + 1,) * 2).astype(np.float32)
        fine = Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        total += np.asarray(fine, np.float64) / 2**octave
    return np.asarray((total - total.min()) / (total.max() - total.min()))


def ramp(values: np.ndarray, colours: Sequence[str]) -> np.ndarray:
    """Give each value between 0 and 1 its colour on an even scale of `#rrggbb` colours."""
    stops = palette(colours)
    at = np.clip(values, 0, 1) * (len(stops) - 1)
    lower = np.minimum(at.astype(int), len(stops) - 2)
    part = (at - lower)[..., None]
    blended: np.ndarray = stops[lower] * (1 - part) + stops[lower + 1] * part
    return blended


def palette(colours: Sequence[str]) -> np.ndarray:
    """Give `#rrggbb` colours as float rows `(n, 3)` between 0 and 1."""
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours]) / 255


def cells(seed: int, size: int, jitter: float = 0.9) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Divide the picture into irregular cells around the points of a shaken grid.

    Returns:
        For every pixel its cell's number, the distance to its cell's point and to the nearest border, in pixels.
    """
    random = np.random.default_rng([seed, size])
    count = SIDE // size + 3
    shake = (random.random((count, count, 2)) - 0.5) * jitter + 0.5
    rows, columns = np.mgrid[:SIDE, :SIDE]
    home_row, home_column = rows // size + 1, columns // size + 1
    distances, numbers = [], []
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            row, column = home_row + down, home_column + right
            point = shake[row, column]
            high = (row - 1 + point[..., 0]) * size - rows
            wide = (column - 1 + point[..., 1]) * size - columns
            distances.append(np.hypot(high, wide))
            numbers.append(row * count + column)
    order = np.argsort(distances, axis=0)[:2]
    first, second = np.take_along_axis(np.array(distances), order, axis=0)
    number = np.take_along_axis(np.array(numbers), order[:1], axis=0)[0]
    return number, first, (second - first) / 2


def cell_means(number: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Give every pixel the mean colour of its cell."""
    flat = number.reshape(-1)
    sizes = np.maximum(np.bincount(flat), 1)
    means = [np.bincount(flat, picture[..., channel].reshape(-1)) / sizes for channel in range(3)]
    coloured: np.ndarray = np.stack(means, axis=-1)[number]
    return coloured


def shaken(seed: int, number: np.ndarray, amount: float) -> np.ndarray:
    """Give each cell its own shift of lightness, `(SIDE, SIDE, 1)`, at most `amount` up or down."""
    shifts = np.random.default_rng(seed).uniform(-amount, amount, int(number.max()) + 1)
    return np.asarray(shifts[number][..., None])


def strokes(
    picture: np.ndarray,
    angle: np.ndarray,
    *,
    seed: int,
    layers: Sequence[tuple[int, float, int]],
    vary: float = 0.08,
) -> np.ndarray:
    """Paint over a picture with strokes of its own colours along a field of angles.

    Args:
        angle: in radians for every pixel, `(SIDE, SIDE)`.
        layers: count, length and width in pixels of the strokes, coarse layers first.
        vary: how far a stroke's lightness and a bristle's may differ from the picture.
    """
    random = np.random.default_rng(seed)
    canvas = Image.fromarray(to_bytes(picture)).resize((SIDE * _FINE,) * 2)
    draw = ImageDraw.Draw(canvas)
    for count, length, width in layers:
        starts = random.integers(0, SIDE, (count, 2))
        shades = picture[starts[:, 0], starts[:, 1]] + random.uniform(-vary, vary, (count, 1))
        shades = shades + random.uniform(-vary, vary, (count, 3)) / 2
        bristles = _bristles(_paths(angle, starts, length), width)
        lightness = random.uniform(-vary, vary, (count, bristles.shape[1], 1))
        lightness[:, [0, -1]] -= vary / 2  # a darker rim makes strokes stand apart
        fills = to_bytes(shades[:, None] + lightness).tolist()
        for lines, colours in zip((bristles * _FINE).tolist(), fills, strict=True):
            for line, colour in zip(lines, colours, strict=True):
                draw.line(line, fill=tuple(colour), width=4 * _FINE)
    return from_image(canvas)


def _paths(angle: np.ndarray, starts: np.ndarray, length: float) -> np.ndarray:
    """Follow the angles from each start in steps of 5 pixels: rows and columns, `(count, steps, 2)`."""
    at, found = starts.astype(np.float64), [starts.astype(np.float64)]
    for _ in range(int(length // 5)):
        row, column = np.clip(at, 0, SIDE - 1).astype(int).T
        here = angle[row, column]
        at = at + 5 * np.stack([np.sin(here), np.cos(here)], axis=1)
        found.append(at)
    return np.stack(found, axis=1)


def _bristles(paths: np.ndarray, width: int) -> np.ndarray:
    """Set parallel lines side by side to the width of a brush: flat x, y points, `(count, bristles, 2 * steps)`."""
    along = paths[:, -1] - paths[:, 0]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None].clip(1e-6)
    offsets = np.linspace(-0.5, 0.5, max(width // 3, 2)) * width
    lines = paths[:, None] + (across[:, None] * offsets[:, None])[:, :, None]
    return np.asarray(lines[..., ::-1].reshape(len(paths), len(offsets), -1))


def figures(picture: np.ndarray, paint: Callable[[ImageDraw.ImageDraw, int], None]) -> np.ndarray:
    """Draw with Pillow over a picture.

    Args:
        paint: gets the drawing surface and the factor from pixels of the picture to those of the surface.
    """
    canvas = Image.fromarray(to_bytes(picture)).resize((SIDE * _FINE,) * 2)
    paint(ImageDraw.Draw(canvas), _FINE)
    return from_image(canvas)


def from_image(canvas: Image.Image) -> np.ndarray:
    """Give a Pillow picture at the size of the styles."""
    return np.asarray(canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.float64) / 255


def to_bytes(picture: np.ndarray) -> np.ndarray:
    """Give the picture as `uint8`."""
    return np.asarray(np.rint(np.clip(picture, 0, 1) * 255), np.uint8)
