"""The judge: a small classifier of the same data, which says what drawn pictures look like.

It learns from the training part alone; its accuracy on held-out pictures says how far it can be trusted. Where pictures
have no classes it learns by how many right angles a picture was turned (Gidaris et al. 2018, arXiv:1803.07728), which
needs to know what pictures look like, too. It does not depend on the job's seed: runs on one data set have one judge.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import keras
import numpy as np
from keras import layers

from models.dcgan.networks import ImageShape
from models.dcgan.quality import Opinion
from models.job import Job

FILE = "judge.npz"
SEED = 113
STEPS = 1500
BATCH = 64
LEARNING_RATE = 2e-3
SHIFT = 2  # pixels, either way
TURNS = 4
LOOKED_AT_ONCE = 500


class Judge:
    """A convolutional classifier whose last hidden layer serves as features."""

    def __init__(self, shape: ImageShape, classes: int, steps: int = STEPS) -> None:
        """Build an ignorant judge; `classes` 0 makes one that tells turned pictures apart."""
        keras.utils.set_random_seed(SEED)
        self.classes, self._steps = classes, steps
        picture = keras.Input(shape, name="picture")
        hidden = layers.MaxPooling2D()(layers.Conv2D(16, 3, padding="same", activation="relu")(picture))
        hidden = layers.MaxPooling2D()(layers.Conv2D(32, 3, padding="same", activation="relu")(hidden))
        hidden = layers.Dropout(0.2)(layers.Flatten()(hidden))
        features = layers.Dense(64, activation="relu")(hidden)
        answer = layers.Dense(classes or TURNS, activation="softmax")(layers.Dropout(0.4)(features))
        self.network = keras.Model(picture, answer, name="judge")
        self._views = keras.Model(picture, [features, answer])
        rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)
        self.network.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")

    def look(self, pictures: np.ndarray) -> Opinion:
        """Give the opinion on pictures `(n, h, w, c)` from 0 to 1."""
        starts = range(0, len(pictures), LOOKED_AT_ONCE)
        parts = [self._views(pictures[start : start + LOOKED_AT_ONCE], training=False) for start in starts]
        features, probabilities = (np.concatenate([np.asarray(part[i]) for part in parts]) for i in (0, 1))
        return Opinion(features, probabilities)

    def learn(self, pictures: np.ndarray, labels: np.ndarray, job: Job, total: int) -> None:
        """Learn from pictures `uint8 (n, h, w, c)`; a resumed attempt takes up what was learned.

        Args:
            labels: int64 `(n,)`; not looked at when the judge has no classes.
            total: steps of the whole job, for its progress bar.
        """
        path = job.checkpoint() / FILE
        if self._restored(path):
            return
        for step in range(self._steps):
            seen, truth = self._lesson(pictures, labels, np.random.default_rng([SEED, step]))
            self.network.train_on_batch(seen.astype(np.float32) / 255, truth)
            job.tick(0, total, phase=f"teaching the judge, {100 * step // self._steps} %")
        self._save(path)

    def _lesson(
        self, pictures: np.ndarray, labels: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        rows = rng.integers(len(pictures), size=BATCH)
        shifted = np.roll(pictures[rows], rng.integers(-SHIFT, SHIFT + 1, 2), axis=(1, 2))
        if self.classes:
            return shifted, labels[rows]
        turns = rng.integers(TURNS, size=BATCH)
        return np.stack([np.rot90(one, turn) for one, turn in zip(shifted, turns, strict=True)]), turns

    def _save(self, path: Path) -> None:
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        with open(temporary, "wb") as stream:
            np.savez(stream, *self.network.get_weights())
        os.replace(temporary, path)

    def _restored(self, path: Path) -> bool:
        try:
            with np.load(path, allow_pickle=False) as arrays:
                values = [arrays[name] for name in arrays.files]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return False
        if [value.shape for value in values] != [value.shape for value in self.network.get_weights()]:
            return False
        self.network.set_weights(values)
        return True
