"""Forecasts as tensors: windows of measurements in, the target and its interval at each step ahead out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.temperature.answering import TemperatureAnswerer
from models.temperature.card import Answer, Query
from models.tensors import Tensor


class ForecastTensors:
    """One row a window; the hour of the day is not known and counts as average."""

    def __init__(self, answerer: TemperatureAnswerer) -> None:
        self._answerer = answerer
        known = answerer.preparation
        self.inputs = (Tensor("window", "FP32", (-1, known.window, len(known.names)), known.names),)
        self.outputs = tuple(Tensor(name, "FP32", (-1, known.horizon)) for name in ("value", "low", "high"))

    def infer(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Give value, low and high in the target's unit, each `(n, horizon)`."""
        answers = self._answerer.answer([Query(window=window) for window in given["window"].tolist()])
        return {tensor.name: _of_each(answers, tensor.name) for tensor in self.outputs}


def _of_each(answers: list[Answer], name: str) -> np.ndarray:
    return np.array([[getattr(step, name) for step in answer.steps] for answer in answers], np.float32)


def of(answerer: TemperatureAnswerer) -> ForecastTensors:
    """Give the tensors of a loaded version."""
    return ForecastTensors(answerer)
