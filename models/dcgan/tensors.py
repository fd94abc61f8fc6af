"""The generator as tensors: latent vectors in (and a label, where it draws by class), pictures out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.dcgan.answering import Artist
from models.tensors import Tensor


class DcganTensors:
    """One row a picture."""

    def __init__(self, artist: Artist) -> None:
        self._artist = artist
        latent = Tensor("latent", "FP32", (-1, artist.latent_size))
        label = Tensor("label", "BYTES", (-1,), tuple(artist.labels))
        self.inputs = (latent, label) if artist.labels else (latent,)
        self.outputs = (Tensor("image", "UINT8", (-1, *artist.shape)),)

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give uint8 pictures `(n, h, w, c)`."""
        labels = given["label"].tolist() if "label" in given else [None] * len(given["latent"])
        return {"image": self._artist.pictures_of(given["latent"], labels)}


def of(artist: Artist) -> DcganTensors:
    """Give the tensors of a loaded version."""
    return DcganTensors(artist)
