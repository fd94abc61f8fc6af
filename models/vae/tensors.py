"""The decoder as tensors: points of the latent space in, pictures out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.tensors import Tensor
from models.vae.answering import VaeAnswerer


class VaeTensors:
    """One row a point."""

    def __init__(self, answerer: VaeAnswerer) -> None:
        self._answerer = answerer
        self.inputs = (Tensor("latent", "FP32", (-1, answerer.latent)),)
        self.outputs = (Tensor("image", "UINT8", (-1, *answerer.shape)),)

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give uint8 pictures `(n, h, w, c)`."""
        return {"image": self._answerer.pictures_at(given["latent"])}


def of(answerer: VaeAnswerer) -> VaeTensors:
    """Give the tensors of a loaded version."""
    return VaeTensors(answerer)
