"""Sample styles drawn by our own code: each function gives the same picture every time, `uint8`, 512 x 512 RGB.

They are made for style transfer: strong palettes, one texture at a clear scale, contrast from edge to edge.
"""

from __future__ import annotations

import numpy as np
from PIL import ImageDraw

from models.pictures import painting
from models.pictures.painting import SIDE, grid, noise, ramp, to_bytes

_GOLD_AND_SEA = ("#0b1d51", "#14599b", "#1fa6a0", "#f2e3b3", "#f4b42c", "#d9531e", "#8c1c13")
_JEWELS = ("#0a2a8a", "#c1121f", "#0f8b4c", "#f2b705", "#6a1b9a", "#0092c7", "#e85d04", "#f5efdc")
_NIGHT = ("#0a1440", "#14317d", "#2d62b8", "#6fa8d6", "#d8e4c0", "#f6d24a", "#e8961e")
_SEA = ("#071a3d", "#0f3a6b", "#1f6f9f", "#7fb7be", "#f3ead2")
_DUSK = ("#21114f", "#5b2a86", "#c2386b", "#f2743e", "#f9c74f", "#fff1c1")


def mosaic() -> np.ndarray:
    """Give a Byzantine mosaic: small stone tiles in gold and sea colours between dark joints."""
    rows, columns = grid()
    swirl = _swirl(rows, columns, 1.6) + 0.9 * noise(11, 3)
    picture = ramp(0.5 + 0.5 * np.sin(5.0 * swirl), _GOLD_AND_SEA)
    number, _, border = painting.cells(12, 13, 0.75)
    tiles = painting.cell_means(number, picture) + painting.shaken(13, number, 0.16)
    bevel = np.clip(border / 4.0, 0, 1)[..., None]
    return to_bytes(np.where(border[..., None] < 1.1, 0.10, tiles * (0.72 + 0.33 * bevel)))


def stained_glass() -> np.ndarray:
    """Give a church window: jewel colours that glow inside thick lead."""
    number, middle, border = painting.cells(21, 44, 0.95)
    colours = painting.palette(_JEWELS)
    chosen = np.random.default_rng(22).integers(0, len(colours), int(number.max()) + 1)
    glow = np.clip(1.25 - middle / 42, 0.45, 1.3)[..., None] + 0.22 * (noise(23, 24) - 0.5)[..., None]
    glass = colours[chosen[number]] * glow
    lead = np.clip((border - 2.6) / 1.6, 0, 1)[..., None]
    return to_bytes(glass * lead + 0.03 * (1 - lead))


def waves() -> np.ndarray:
    """Give a printed sea: rolling bands of indigo and foam with dark contour lines."""
    rows, columns = grid()
    bend = 0.075 * np.sin(2 * np.pi * (1.7 * columns + 0.6 * rows)) + 0.05 * np.sin(2 * np.pi * (3.9 * columns - rows))
    height = (rows + bend + 0.13 * (noise(31, 3) - 0.5)) * 9.0
    within = height % 1.0
    curl = 0.5 + 0.5 * np.sin(2 * np.pi * (7 * columns + 0.37 * np.floor(height) + 0.8 * within))
    picture = ramp(np.clip(within * 0.85 + 0.18 * curl * within, 0, 1), _SEA)
    foam = (within > 0.74) & (noise(32, 34, 2) * 0.8 + 0.35 * curl > 0.72)
    picture[foam] = painting.palette(("#fbf6e6",))[0]
    line = np.minimum(within, 1 - within) < 0.045
    stripes = (np.abs((within * 5.0) % 1.0 - 0.5) > 0.44) & (within < 0.7)
    picture[stripes] *= 0.72
    picture[line] = painting.palette(("#06122b",))[0]
    return to_bytes(picture)


def starry_strokes() -> np.ndarray:
    """Give a night sky in thick short strokes that turn around glowing stars."""
    rows, columns = grid()
    stars = ((0.24, 0.22, 0.12), (0.16, 0.66, 0.16), (0.50, 0.44, 0.14), (0.68, 0.82, 0.12), (0.80, 0.20, 0.11))
    angle, light = 0.25 * np.sin(6 * columns) + 0.6 * (noise(41, 3) - 0.5), 0.42 * noise(42, 5)
    for row, column, reach in stars:
        away = np.hypot(rows - row, columns - column)
        near = np.exp(-((away / reach) ** 2))
        turn = np.arctan2(rows - row, columns - column) + np.pi / 2
        angle = angle * (1 - near) + turn * near
        light = light + 0.85 * np.exp(-((away / reach * 1.5) ** 2)) + 0.10 * near * np.cos(40 * away)
    picture = ramp(light, _NIGHT)
    return to_bytes(
        painting.strokes(picture, angle, seed=43, layers=((2500, 34, 10), (6500, 24, 6), (3000, 16, 4)), vary=0.12)
    )


def brush_strokes() -> np.ndarray:
    """Give an autumn landscape in broad impasto strokes."""
    rows, columns = grid()
    land = rows + 0.16 * (noise(51, 3) - 0.5) + 0.05 * np.sin(9 * columns)
    warm = ramp(noise(52, 6), ("#7a1f0b", "#c8401a", "#e98a15", "#f6c945", "#5b6b1f", "#2e4a1f"))
    sky = ramp(noise(53, 5), ("#2f5d8c", "#6ea3c1", "#cfe0d8", "#f5e3b8"))
    picture = np.where((land > 0.42)[..., None], warm, sky)
    angle = np.where(land > 0.42, 1.2 * np.sin(7 * columns + 3 * rows) + 0.9, 0.35 * np.sin(8 * rows))
    angle = angle + 1.4 * (noise(54, 4) - 0.5)
    return to_bytes(
        painting.strokes(picture, angle, seed=55, layers=((1800, 52, 18), (2600, 36, 11), (1500, 22, 6)), vary=0.13)
    )


def pointillism() -> np.ndarray:
    """Give a sunset over water in dots of pure colour, each area with dots of its opposite."""
    rows, columns = grid()
    sun = np.exp(-(((rows - 0.36) / 0.2) ** 2 + ((columns - 0.62) / 0.24) ** 2))
    picture = ramp(0.25 + 0.75 * sun + 0.35 * (noise(61, 4) - 0.5), _DUSK)
    water = ramp(0.25 + 0.5 * noise(62, 9) + 0.5 * sun, ("#0b2f6b", "#1769aa", "#3fb8c4", "#f2d16b"))
    picture = np.where((rows > 0.58)[..., None], water, picture)
    result = np.full((SIDE, SIDE, 3), 0.93)
    for seed, size in ((63, 9), (64, 8), (65, 7), (66, 7)):
        number, middle, _ = painting.cells(seed, size, 0.95)
        colours = painting.cell_means(number, picture)
        opposite = np.random.default_rng(seed).random(int(number.max()) + 1)[number] < 0.16
        colours = np.where(opposite[..., None], 1.0 - colours, colours) + painting.shaken(seed, number, 0.2)
        cover = np.clip((size * 0.46 - middle) + 0.5, 0, 1)[..., None]
        result = result * (1 - cover) + np.clip(colours, 0, 1) * cover
    return to_bytes(result)


def ink() -> np.ndarray:
    """Give an ink wash: mountain ridges in mist on paper, with bamboo in front."""
    rows, _ = grid()
    picture = ramp(noise(71, 60, 2), ("#efe6d0", "#f8f2e2"))
    for layer in range(6):
        ridge = 0.16 + 0.13 * layer + 0.22 * (noise(72 + layer, 3 + layer, 4)[256][None, :] - 0.5)
        depth = rows - ridge
        wash = np.where(depth > 0, np.exp(-depth / 0.10), 0.0) * (0.30 + 0.11 * layer)
        grain = 0.62 + 0.7 * noise(82 + layer, 26, 3)
        dry = np.where((depth > 0) & (depth < 0.012 + 0.02 * noise(92, 20)), 0.5 + 0.08 * layer, 0.0)
        picture = picture * (1 - np.clip(wash * grain + dry, 0, 0.95))[..., None] + 0.04 * wash[..., None]
    return to_bytes(painting.figures(picture, _bamboo))


def woodcut() -> np.ndarray:
    """Give a woodcut: black lines that swell and thin around hills, a red sun on cream paper."""
    rows, columns = grid()
    shape = noise(101, 3, 2)
    height, slant = 34 * (rows + 0.55 * shape), 40 * (columns + 0.5 * shape + 0.3 * rows)
    light = np.clip(0.5 + 2.2 * (np.gradient(shape)[1] * 100) + 0.25 * (noise(102, 4) - 0.5), 0.08, 0.92)
    cut = np.abs(height % 1.0 - 0.5) * 2 + 0.12 * (noise(103, 60, 1) - 0.5) < light
    cross = (np.abs(slant % 1.0 - 0.5) * 2 < 0.55) | (light > 0.34)
    paper, black = painting.palette(("#f2e5c4", "#15110d"))
    picture = np.where((cut & cross)[..., None], paper, black)
    sun = np.hypot(rows - 0.3, columns - 0.7) < 0.15
    return to_bytes(np.where((sun & cut)[..., None], painting.palette(("#c8281e",))[0], picture))


def circles() -> np.ndarray:
    """Give rings of strong colours in squares, as Kandinsky's study of 1913 sets them."""
    random = np.random.default_rng(111)
    rings = painting.palette((*_JEWELS, "#111111", "#f28fa5", "#2ec4b6", "#ffd166"))
    texture = (noise(112, 40, 2) - 0.5)[..., None] * 0.22
    rows, columns = np.mgrid[:SIDE, :SIDE]
    picture = np.zeros((SIDE, SIDE, 3))
    wobble = 5 * (noise(113, 12, 2) - 0.5)
    for top in range(0, SIDE, 128):
        for left in range(0, SIDE, 128):
            order = random.permutation(len(rings))[:7]
            middle = 64 + random.uniform(-7, 7, 2)
            away = np.hypot(rows - top - middle[0], columns - left - middle[1]) + wobble
            ring = np.minimum((away / 11.5).astype(int), 6)
            inside = (rows // 128 == top // 128) & (columns // 128 == left // 128)
            picture[inside] = rings[order[ring]][inside]
    return to_bytes(picture * 0.97 + texture)


def watercolour() -> np.ndarray:
    """Give a wet watercolour: translucent pools with darker rims on grained paper."""
    random = np.random.default_rng(121)
    rows, columns = grid()
    pigments = painting.palette(("#e4572e", "#17bebb", "#ffc914", "#2e4fa3", "#76b041", "#b5179e", "#f28482"))
    picture = np.full((SIDE, SIDE, 3), 0.97)
    for pool in range(34):
        row, column, reach = random.random(), random.random(), random.uniform(0.09, 0.22)
        edge = noise(130 + pool, 5, 4) - 0.5
        depth = reach - np.hypot(rows - row, columns - column) + 0.16 * edge
        wet = np.clip(depth / 0.012, 0, 1) * (0.34 + 0.5 * np.exp(-np.clip(depth, 0, 1) / 0.012) + 0.35 * edge)
        colour = pigments[random.integers(len(pigments))]
        picture *= 1 - np.clip(wet, 0, 1)[..., None] * (1 - colour)
    return to_bytes(picture * (0.93 + 0.09 * noise(122, 150, 1))[..., None])


def _swirl(rows: np.ndarray, columns: np.ndarray, turns: float) -> np.ndarray:
    away = np.hypot(rows - 0.45, columns - 0.55)
    around = np.arctan2(rows - 0.45, columns - 0.55)
    return np.asarray(turns * away + 0.2 * np.sin(3 * around + 8 * away))


def _bamboo(draw: ImageDraw.ImageDraw, scale: int) -> None:
    random = np.random.default_rng(99)
    for stem in (60, 118, 430, 474):
        lean = random.uniform(-0.08, 0.08)
        for joint in range(6):
            top, bottom = joint * 92 + 4, joint * 92 + 88
            line = [((stem + lean * y) * scale, y * scale) for y in (top, bottom)]
            draw.line(line, fill=(22, 22, 24), width=int(random.integers(7, 12)) * scale)
        for _ in range(26):
            x, y = stem + random.uniform(-16, 16), random.uniform(0, SIDE)
            length, slope = random.uniform(34, 78), random.uniform(-0.4, 1.3) * random.choice((-1, 1))
            tip = (x + length * np.cos(slope) * np.sign(slope), y + length * abs(np.sin(slope)))
            side = np.array([-(tip[1] - y), tip[0] - x]) / length * random.uniform(4, 8)
            middle = np.array([(2 * x + tip[0]) / 3, (2 * y + tip[1]) / 3])
            shade = int(random.integers(12, 90))
            leaf = [(x, y), tuple(middle + side), tip, tuple(middle - side)]
            draw.polygon([(a * scale, b * scale) for a, b in leaf], fill=(shade, shade, shade + 3))
