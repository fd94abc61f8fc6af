"""Runs a one-step network that carries its state: one character in, the logits of the next and the new state out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

CONTEXT = 200  # characters of a prompt that are read: 0.1-0.3 ms each, so the first character comes at once


@dataclass(frozen=True)
class Place:
    """Where a text stands.

    Attributes:
        logits: of the next character, shape `(v,)`.
        states: what the network remembers, each of shape `(1, ...)`.
    """

    logits: np.ndarray
    states: list[np.ndarray]


class Stepper:
    """A one-step network in ONNX Runtime.

    Args:
        session: its inputs are the number `(n, 1)` int32 and then the states; its outputs the logits `(n, v)` and the
            new states in the same order.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        token, *states = session.get_inputs()
        self._token = token.name
        self._states = [entry.name for entry in states]
        self._zeros = [np.zeros((1, *entry.shape[1:]), np.float32) for entry in states]

    def step(self, number: int, states: list[np.ndarray]) -> Place:
        """Read one more character."""
        feed = {self._token: np.array([[number]], np.int32), **dict(zip(self._states, states, strict=True))}
        logits, *after = self._session.run(None, feed)
        return Place(logits[0], after)

    def read(self, numbers: np.ndarray) -> Place:
        """Read a text from its beginning, at least one character; of a long one the last `CONTEXT`."""
        place = Place(np.zeros(0), self._zeros)
        for number in numbers[-CONTEXT:].tolist():
            place = self.step(number, place.states)
        return place
