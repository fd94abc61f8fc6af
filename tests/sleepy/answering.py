"""Adds the steps slept to a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.job import Bundle
from tests.sleepy.card import Answer, Explanation


class Sleepy:
    """Answers with one published version."""

    def __init__(self, bundle: Bundle) -> None:
        self._done = int(bundle.asset("state")["done"])

    def answer(self, queries: Sequence[Any]) -> list[Answer]:
        """Each number plus the steps slept."""
        return [Answer(total=query.number + self._done) for query in queries]

    def explain(self, query: Any) -> Explanation:
        """A sentence."""
        return Explanation(reason=f"{query.number} and {self._done} steps")


def load(bundle: Bundle) -> Sleepy:
    """The answerer of a version."""
    return Sleepy(bundle)
