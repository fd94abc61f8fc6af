"""Cuts a text into windows that follow each other, so that a recurrent network can read on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Streams:
    """A text read at `rows` places at once, window after window.

    Each pass over the text starts at another place, drawn from the seed, so that windows are cut differently; the
    text is a ring. What window a step gets depends on the seed and the step's number only.

    Attributes:
        numbers: the text, int32, shape `(n,)`.
    """

    numbers: np.ndarray
    rows: int
    window: int
    seed: int

    @staticmethod
    def over(numbers: np.ndarray, rows: int, window: int, seed: int) -> Streams:
        """Give the streams of a text; a short one is read at fewer places."""
        return Streams(numbers, max(1, min(rows, len(numbers) // (window + 1))), window, seed)

    @property
    def steps_per_pass(self) -> int:
        """Windows until each place has come to where the next one began."""
        return max(1, len(self.numbers) // (self.rows * self.window))

    def restarts(self, step: int) -> bool:
        """Tell whether a new pass begins: nothing is carried over."""
        return step % self.steps_per_pass == 0

    def windows(self, step: int) -> tuple[np.ndarray, np.ndarray]:
        """Give what is read and what follows each character, both int32 `(rows, window)`."""
        number, within = divmod(step, self.steps_per_pass)
        start = int(np.random.default_rng([self.seed, number]).integers(len(self.numbers)))
        first = start + within * self.window + np.arange(self.rows) * (len(self.numbers) // self.rows)
        places = first[:, None] + np.arange(self.window + 1)
        taken = np.take(self.numbers, places, mode="wrap")
        return taken[:, :-1], taken[:, 1:]
