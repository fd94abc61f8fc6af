"""What a training of photos works with, and what it makes, whichever way it learns."""

from __future__ import annotations

from dataclasses import dataclass, field

import keras
import numpy as np

from models.checkpoint import Progress
from models.data.images import ImageRows
from models.data.splits import Split
from models.fit import Plan
from models.images.networks import Parts
from models.images.pixels import Preprocessing
from models.images.settings import Params
from models.job import Dataset, Job
from models.recipe import Json

EVALUATION_BATCH = 64


@dataclass(frozen=True)
class Run:
    """What one training works with."""

    params: Params
    data: Dataset
    rows: ImageRows
    split: Split
    job: Job

    @property
    def classes(self) -> int:
        """The number of classes."""
        return len(self.rows.label_names)

    def targets(self, part: np.ndarray) -> np.ndarray:
        """Give what the loss takes: `(n, 1)` of 0 and 1 for two classes, else class numbers."""
        assert self.rows.labels is not None, "only photos with classes are learned from"
        labels: np.ndarray = self.rows.labels[part]
        return labels.astype(np.float32)[:, None] if self.classes == 2 else labels

    def plan(self, epochs: int) -> Plan:
        """Give how long to train."""
        return Plan(epochs, self.params.batch_size, self.params.patience, evaluation_batch=EVALUATION_BATCH)


@dataclass(frozen=True)
class Learned:
    """A trained network.

    Attributes:
        parts: body and head.
        viewer: from prepared picture to the body's maps and the activations of the layers in `shown`.
        kernel: of the first convolution, `(h, w, 3, filters)`.
        logits: of the test photos.
        weights: provenance of the pretrained weights.
    """

    parts: Parts
    viewer: keras.Model
    shown: tuple[str, ...]
    kernel: np.ndarray
    preprocessing: Preprocessing
    progress: Progress
    logits: np.ndarray
    weights: Json | None = None
    figures: dict[str, float] = field(default_factory=dict)
