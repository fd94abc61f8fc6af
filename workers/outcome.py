"""What a kind of job hands to the commit that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.registry.publish import Release


@dataclass(frozen=True)
class Outcome:
    """The result of a job that went well, and the version it publishes, if any."""

    result: dict[str, Any]
    release: Release | None = None
