"""A dream through the recipe against a bare TensorFlow loop of the same steps: `python -m bench.dream`.

Both load the packaged network and take 4 octaves of 20 steps on a photo of 480x320 pixels. The loop traces one function
a size and does nothing else: no mirrored margin, no live frames, no checkpoints, no figures.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from bench.report import write
from models.deep_dream.card import Params
from models.deep_dream.generating import generate
from models.deep_dream.octaves import lost_detail, octave_sizes, resize
from models.pictures.samples import sample_pixels
from models.pretrained.efficientnet_lite0 import deprocess, efficientnet_lite0, preprocess
from tests.models.fakes import FakeJob

ROUNDS = 5
WIDTH, HEIGHT = 480, 320
LAYERS = ("block10_add", "block13_add")
OCTAVES, SCALE, STEPS, STEP_SIZE, JITTER = 4, 1.35, 20, 0.02, 16
SETTINGS = {
    "photo": {"upload": "photo"}, "layers": [{"layer": name} for name in LAYERS], "octaves": OCTAVES,
    "octave_scale": SCALE, "steps": STEPS, "step_size": STEP_SIZE, "jitter": JITTER, "longest_side": WIDTH,
}  # fmt: skip


def main() -> None:
    """In turn: one dream of the recipe, one of the loop; the first round of each is not counted."""
    write("dream", "DeepDream, 480x320", lines(rounds(ROUNDS + 1)[1:]))


def rounds(count: int) -> list[tuple[float, float]]:
    """Give the seconds of the recipe and of the loop, in pairs."""
    photo = _photo()
    with tempfile.TemporaryDirectory() as folder:
        return [(_ours(Path(folder) / str(number), photo), _bare(Path(folder), photo)) for number in range(count)]


def lines(pairs: list[tuple[float, float]]) -> list[str]:
    """Give the table and the median ratio."""
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    return [
        f"{OCTAVES} octaves of {STEPS} steps on {WIDTH}x{HEIGHT} pixels, with loading and tracing; the recipe also "
        "adds a mirrored margin, shows frames, keeps checkpoints and measures.",
        "",
        "| recipe s | bare TensorFlow loop s | ratio |",
        "|---|---|---|",
        *(f"| {ours:.2f} | {bare:.2f} | {ours / bare:.2f} |" for ours, bare in pairs),
        "",
        f"Median ratio recipe / loop: **{ratio:.2f}** (allowed: 1.3).",
    ]


def _photo() -> np.ndarray:
    return np.asarray(Image.fromarray(sample_pixels("coffee")).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _ours(folder: Path, photo: np.ndarray) -> float:
    folder.mkdir()
    job = FakeJob(folder, pictures={"photo": photo})
    started = time.perf_counter()
    generate(Params.model_validate(SETTINGS), job)
    return time.perf_counter() - started


def _bare(folder: Path, pixels: np.ndarray) -> float:
    path = FakeJob(folder).weights("efficientnet-lite0").path
    started = time.perf_counter()
    network = efficientnet_lite0(path)
    features = keras.Model(network.inputs, [network.get_layer(name).output for name in LAYERS])
    photo = preprocess(pixels)
    sizes = octave_sizes((HEIGHT, WIDTH), OCTAVES, SCALE)
    picture, before = resize(photo, sizes[0]), sizes[0]
    for size in sizes:
        picture = resize(picture, size) + (lost_detail(photo, before, size) if size != before else 0)
        picture, before = _climbed(features, picture), size
    deprocess(picture)
    return time.perf_counter() - started


def _climbed(features: keras.Model, picture: np.ndarray) -> np.ndarray:
    def step(image: Any, shift: Any) -> Any:
        image = tf.roll(image, shift, (1, 2))
        with tf.GradientTape() as tape:
            tape.watch(image)
            loss = tf.add_n([tf.reduce_mean(tf.square(output)) for output in features(image, training=False)])
        gradient = tape.gradient(loss, image)
        image = tf.clip_by_value(image + STEP_SIZE * gradient / tf.math.reduce_std(gradient), -1, 1)
        return tf.roll(image, -shift, (1, 2))

    traced, image = tf.function(step), tf.constant(picture[None])
    random = np.random.default_rng(0)
    for _ in range(STEPS):
        image = traced(image, tf.constant(random.integers(-JITTER, JITTER + 1, 2), tf.int32))
    result: np.ndarray = image.numpy()[0]
    return result


if __name__ == "__main__":
    main()
