"""What one look at something has found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is empty when it is well."""

    what: str
    found: str
    advice: str = ""
    needed: bool = True

    @property
    def level(self) -> Level:
        """`bad` makes the exit code 1, a `note` does not."""
        if not self.advice:
            return "ok"
        return "bad" if self.needed else "note"
