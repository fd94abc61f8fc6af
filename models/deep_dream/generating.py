"""Dreams about a photo.

Task: a picture in which chosen layers of a network answer more strongly than to the photo.
Source: Chollet, Deep Learning with Python, 1E §8.2, 2E chapter 12.2; Mordvintsev et al., Inceptionism (2015).
Weights: `efficientnet-lite0`. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np

from models.deep_dream import atlas
from models.deep_dream.animation import animated, small
from models.deep_dream.ascent import Ascent
from models.deep_dream.card import Params
from models.deep_dream.dreaming import Dream
from models.deep_dream.octaves import fitted, resize
from models.deep_dream.progress import Progress, kept_frames
from models.job import Animation, Dataset, Generated, Job
from models.pictures.receipt import pixels_digest
from models.pretrained.efficientnet_lite0 import deprocess, efficientnet_lite0, preprocess
from models.recipe import Json

_NOISE = 0.1  # standard deviation of the noise a dream may start from, in units of the network's input
# A network by the setting `base`: another one needs its loader, its layers and its weights in the catalogue.
_BASES: dict[str, Callable[[Dataset], keras.Model]] = {
    "efficientnet-lite0": lambda weights: efficientnet_lite0(weights.path)
}


def generate(params: Params, job: Job) -> Generated:
    """Dream.

    Raises:
        JobFailure: `dataset_unavailable` when the weights are not on this machine, `picture_unavailable`.
    """
    keras.utils.set_random_seed(job.seed)
    weights = job.weights(params.base)
    pixels = job.picture(params.photo)
    network = _BASES[params.base](weights)
    inputs = [weights.provenance(), _picture_provenance(pixels)]
    made = _atlas if params.view == "atlas" else _photo
    return made(params, job, network, pixels, inputs)


def _photo(params: Params, job: Job, network: keras.Model, pixels: np.ndarray, inputs: list[Json]) -> Generated:
    size = fitted(pixels.shape[0], pixels.shape[1], params.longest_side)
    start = _start(params, job, resize(preprocess(pixels), size))
    ascent = Ascent(network, [choice.layer for choice in params.layers], params.tile)
    dream = Dream(params, job, ascent, start, folder=job.checkpoint())
    progress = dream.run()
    picture = dream.result(progress)
    strength = dream.strength(picture)
    return Generated(
        pictures={"dream": deprocess(picture)},
        animations=_animations(params, job, deprocess(progress.picture)),
        metrics=_metrics(params, progress, strength),
        report={"octaves": _curves(dream, progress), "layers": strength},
        inputs=inputs,
    )


def _atlas(params: Params, job: Job, network: keras.Model, pixels: np.ndarray, inputs: list[Json]) -> Generated:
    start = _start(params, job, preprocess(atlas.square(pixels)))
    dreams = atlas.layer_dreams(params, job, network, start)
    thumbnails = {name: atlas.thumbnail(dream) for name, dream in dreams.items()}
    return Generated(
        pictures={"atlas": atlas.sheet(dreams)} | thumbnails,
        animations={},
        metrics={"layers": float(len(dreams))},
        report={"layers": list(dreams)},
        inputs=inputs,
    )


def _start(params: Params, job: Job, photo: np.ndarray) -> np.ndarray:
    if params.start == "photo":
        return photo
    return np.random.default_rng(job.seed).normal(0.0, _NOISE, photo.shape).astype(np.float32)


def _animations(params: Params, job: Job, last: np.ndarray) -> dict[str, Animation]:
    if params.animation == "none":
        return {}
    name = f"{params.animation}.{params.animation_format}"
    return {name: animated([*kept_frames(job.checkpoint()), small(last)], params.animation_format)}


def _metrics(params: Params, progress: Progress, strength: dict[str, float]) -> dict[str, float]:
    losses = [loss for stage in progress.losses for loss in stage]
    shares = np.array([choice.coefficient for choice in params.layers])
    end = float(np.dot(shares / shares.sum(), list(strength.values())))
    return {"loss_start": losses[0] if losses else end, "loss_end": end, "steps": float(len(losses))}


def _curves(dream: Dream, progress: Progress) -> list[Json]:
    return [
        {"phase": stage.phase, "height": stage.size[0], "width": stage.size[1], "loss": losses}
        for stage, losses in zip(dream.stages, progress.losses, strict=True)
    ]


def _picture_provenance(pixels: np.ndarray) -> Json:
    digest = pixels_digest(pixels)
    return {"name": "photo", "pixels": digest, "width": pixels.shape[1], "height": pixels.shape[0]}
