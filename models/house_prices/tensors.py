"""House prices as tensors: features in, prices in dollars with their interval out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.house_prices.answering import HousePricesAnswerer
from models.recipe import InputError
from models.tensors import Tensor


class HouseTensors:
    """One row a house, the features in the order of the model."""

    def __init__(self, answerer: HousePricesAnswerer) -> None:
        self._answerer = answerer
        names = tuple(answerer.names)
        self.inputs = (Tensor("features", "FP32", (-1, len(names)), names),)
        self.outputs = tuple(Tensor(name, "FP32", (-1, 1)) for name in ("price", "low", "high"))

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give price, low and high in dollars, each `(n, 1)`."""
        rows = given["features"].astype(np.float64)
        if not np.isfinite(rows).all():
            raise InputError("features: every number must be finite.", "number_not_finite")
        columns = self._answerer.prices(rows).astype(np.float32).T[..., None]
        return dict(zip(("price", "low", "high"), columns, strict=True))


def of(answerer: HousePricesAnswerer) -> HouseTensors:
    """Give the tensors of a loaded version."""
    return HouseTensors(answerer)
