"""From the chosen pictures to what the network sees, at each size of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.job import Job
from models.pictures.receipt import pixels_digest
from models.pretrained.vgg19 import to_caffe
from models.recipe import Json, PictureChoice
from models.style_transfer.card import Params, fitted

MIDDLE_GREY, NOISE = 0.0, 60.0  # of a picture that starts from noise: mean and half width in caffe units


@dataclass(frozen=True)
class Level:
    """One size of a run: `content` and the styles in caffe units, and the evaluation at which it ends."""

    content: np.ndarray
    styles: list[tuple[np.ndarray, float]]
    end: int


@dataclass(frozen=True)
class Prepared:
    """The pictures of a run: the content at its final size in RGB, the levels, and what a receipt names."""

    pixels: np.ndarray
    levels: list[Level]
    inputs: list[Json]


def prepare(params: Params, job: Job) -> Prepared:
    """Read the pictures and bring them to size: one level, or two from coarse to fine."""
    chosen = _chosen(params)
    pictures = {name: job.picture(choice) for name, (choice, _) in chosen.items()}
    shares = {name: share for name, (_, share) in chosen.items() if name != "content"}
    inputs = [_provenance(name, chosen[name][0], pixels) for name, pixels in pictures.items()]
    levels, ends = [], _ends(params)
    for scale, end in ends:
        side = max(1, round(params.longest_side * scale))
        content = sized(pictures["content"], side)
        styles = [(to_caffe(_style(params, pictures[name], content, side)), share) for name, share in shares.items()]
        levels.append(Level(to_caffe(content), styles, end))
    return Prepared(sized(pictures["content"], params.longest_side), levels, inputs)


def sized(pixels: np.ndarray, longest_side: int) -> np.ndarray:
    """Give the picture with that longest side and its own proportions."""
    return resized(pixels, *fitted(pixels.shape[1], pixels.shape[0], longest_side))


def resized(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    """Give the picture in that size."""
    return np.array(Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS))


def enlarged(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """Give float values `(h, w, 3)` in a larger size, smoothly."""
    channels = [Image.fromarray(np.ascontiguousarray(values[..., channel], np.float32)) for channel in range(3)]
    return np.stack([np.asarray(one.resize((width, height), Image.Resampling.BICUBIC)) for one in channels], axis=-1)


def first_picture(params: Params, level: Level, seed: int) -> np.ndarray:
    """Give the picture that a run starts from: the content, or noise from the seed."""
    if params.start == "content":
        return level.content
    noise = np.random.default_rng(seed).uniform(-NOISE, NOISE, level.content.shape)
    return (MIDDLE_GREY + noise).astype(np.float32)


def carried_over(params: Params, picture: np.ndarray, before: Level, level: Level) -> np.ndarray:
    """Give a finished coarse picture at the next size; what the style changed is enlarged, the content stays sharp."""
    height, width = level.content.shape[:2]
    if params.start == "noise":
        return enlarged(picture, height, width)
    moved: np.ndarray = level.content + enlarged(picture - before.content, height, width)
    return moved


def _chosen(params: Params) -> dict[str, tuple[PictureChoice, float]]:
    """Give the pictures by role, each style with its share; a style without a share is not read."""
    if params.second_style is None:
        return {"content": (params.content, 0.0), "style": (params.style, 1.0)}
    both = {"style": (params.style, 1 - params.mix), "second_style": (params.second_style, params.mix)}
    return {"content": (params.content, 0.0)} | {name: one for name, one in both.items() if one[1] > 0}


def _ends(params: Params) -> list[tuple[float, int]]:
    """Give each level's scale and the evaluation at which it ends."""
    if not params.coarse_to_fine:
        return [(1.0, params.evaluations)]
    return [(0.5, max(1, round(0.4 * params.evaluations))), (1.0, params.evaluations)]


def _style(params: Params, pixels: np.ndarray, content: np.ndarray, side: int) -> np.ndarray:
    """Give a style at the content's scale; the book's sums need exactly its size, so the book stretches it."""
    if params.losses != "scale-free":
        return resized(pixels, content.shape[1], content.shape[0])
    return sized(pixels, min(side, max(pixels.shape[:2])))


def _provenance(role: str, choice: PictureChoice, pixels: np.ndarray) -> Json:
    named = f"sample {choice.sample}" if choice.sample else f"upload {choice.upload}"
    return {"name": role, "source": named, "version": "", "sha256": pixels_digest(pixels)}
