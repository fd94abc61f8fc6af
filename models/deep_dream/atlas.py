"""What each layer alone makes of one small picture: the thumbnails by which a person chooses layers."""

from __future__ import annotations

import keras
import numpy as np
from PIL import Image

from models.deep_dream.ascent import Ascent
from models.deep_dream.card import LayerChoice, Params
from models.deep_dream.dreaming import Dream
from models.deep_dream.layers import LAYERS
from models.deep_dream.octaves import middle_square
from models.deep_dream.plan import plan, total_steps
from models.deep_dream.progress import keep, kept
from models.job import Job
from models.pretrained.efficientnet_lite0 import deprocess

SIDE = 160  # pixels to dream at
THUMBNAIL = 112  # pixels to show
COLUMNS = 6
_STRONGER = 1.25  # a thumbnail must show at a glance what its layer likes
_SETTINGS = {"octaves": 2, "octave_scale": 1.4, "steps": 16, "jitter": 8, "animation": "none", "max_loss": None}


def square(pixels: np.ndarray) -> np.ndarray:
    """Give the middle of a photo as the small picture that every layer starts from."""
    image = Image.fromarray(np.ascontiguousarray(middle_square(pixels)))
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def layer_dreams(params: Params, job: Job, network: keras.Model, photo: np.ndarray) -> dict[str, np.ndarray]:
    """Give the dream of each layer by its name, `(160, 160, 3)`; those that a killed attempt finished are kept.

    Args:
        photo: input of the network, `(160, 160, 3)`.
    """
    folder, each = job.checkpoint(), total_steps(plan(params.model_copy(update=_SETTINGS), (SIDE, SIDE)))
    dreams: dict[str, np.ndarray] = {}
    for number, layer in enumerate(LAYERS):
        made = kept(folder, layer.name)
        if made is None:
            update = {"layers": [LayerChoice(layer=layer.name)], "step_size": _STRONGER * params.step_size}
            settings = params.model_copy(update=_SETTINGS | update)
            ascent = Ascent(network, [layer.name], params.tile)
            dream = Dream(settings, job, ascent, photo, first=number * each, total=len(LAYERS) * each, phase=layer.name)
            made = deprocess(dream.run().picture)
            keep(folder, layer.name, made)
        dreams[layer.name] = made
    return dreams


def sheet(dreams: dict[str, np.ndarray]) -> np.ndarray:
    """Give all dreams in one picture, in the order of the layers."""
    images = list(dreams.values())
    rows = [np.hstack(images[start : start + COLUMNS]) for start in range(0, len(images), COLUMNS)]
    return np.vstack(rows)


def thumbnail(pixels: np.ndarray) -> np.ndarray:
    """Give a dream at the size of a thumbnail."""
    return np.asarray(Image.fromarray(pixels).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS))
