"""Ends a text before a stop text, and never shows the beginning of one too early."""

from __future__ import annotations

from collections.abc import Sequence


class StopWatch:
    """Watches a text grow.

    Attributes:
        found: a stop text was written; nothing more is shown.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""
        self.found = False

    def add(self, character: str) -> str:
        """Take one more character; gives what can no longer become part of a stop text."""
        self._held += character
        for stop in self._stops:
            if self._held.endswith(stop):
                self.found = True
                return self._show(len(self._held) - len(stop))
        return self._show(len(self._held) - max((self._begun(stop) for stop in self._stops), default=0))

    def rest(self) -> str:
        """Give what was held back, at the end of the text."""
        return self._show(len(self._held))

    def _show(self, length: int) -> str:
        shown, self._held = self._held[:length], "" if self.found else self._held[length:]
        return shown

    def _begun(self, stop: str) -> int:
        """How many characters at the end are the beginning of a stop text."""
        longest = min(len(stop) - 1, len(self._held))
        return next((n for n in range(longest, 0, -1) if self._held.endswith(stop[:n])), 0)
