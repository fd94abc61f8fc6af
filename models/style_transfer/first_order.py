"""Adam, and the book's plain SGD, for the pixels of a picture. NumPy only."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Mapping

import numpy as np

from models.style_transfer.optimise import HIGHEST, LOWEST, Arrays, Descent, Evaluate, numbers


class FirstOrder(Descent):
    """An optimiser whose step follows from one gradient and the step's number.

    Attributes:
        rate: the learning rate of a step, by its number from 0; may be replaced while running.
    """

    def __init__(self, picture: np.ndarray, rate: Callable[[int], float]) -> None:
        super().__init__(picture)
        self.rate = rate
        self._step = 0
        self._next: np.ndarray | None = None  # where the last gradient led: evaluated by the next iteration

    def advance(self, evaluate: Evaluate) -> None:
        """Evaluate where the last step led, and find the next."""
        here = self.picture if self._next is None else self._next
        _, gradient = numbers(evaluate, here)
        self.picture, self._next = here, self._stepped(here, gradient)
        self._step += 1

    def arrays(self) -> Arrays:
        """Give the point, where it leads, and the number of steps."""
        found = super().arrays() | {"step": np.array(self._step)}
        return found if self._next is None else found | {"next": self._next}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Stand where `arrays()` was taken."""
        super().restore(arrays)
        self._step, self._next = int(arrays["step"]), arrays.get("next")

    @abstractmethod
    def _stepped(self, picture: np.ndarray, gradient: np.ndarray) -> np.ndarray: ...


class Sgd(FirstOrder):
    """Plain gradient steps without bounds, as the second edition's script makes them."""

    def _stepped(self, picture: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        return picture - np.float32(self.rate(self._step)) * gradient


class Adam(FirstOrder):
    """Adam (Kingma and Ba, 2015); pixels are clipped to the bounds after each step."""

    FIRST_DECAY, SECOND_DECAY, EPSILON = 0.9, 0.999, 1e-7

    def __init__(self, picture: np.ndarray, rate: Callable[[int], float]) -> None:
        super().__init__(np.clip(picture, LOWEST, HIGHEST), rate)
        self._mean: np.ndarray = np.zeros_like(self.picture)
        self._square: np.ndarray = np.zeros_like(self.picture)

    def arrays(self) -> Arrays:
        """Give the point, where it leads, and both moments."""
        return super().arrays() | {"mean": self._mean, "square": self._square}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Stand where `arrays()` was taken."""
        super().restore(arrays)
        self._mean, self._square = arrays["mean"], arrays["square"]

    def _stepped(self, picture: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        first, second, steps = np.float32(self.FIRST_DECAY), np.float32(self.SECOND_DECAY), self._step + 1
        self._mean = first * self._mean + (1 - first) * gradient
        self._square = second * self._square + (1 - second) * gradient * gradient
        rate = self.rate(self._step) * math.sqrt(1 - self.SECOND_DECAY**steps) / (1 - self.FIRST_DECAY**steps)
        move = np.float32(rate) * self._mean / (np.sqrt(self._square) + np.float32(self.EPSILON))
        return np.asarray(np.clip(picture - move, LOWEST, HIGHEST))
