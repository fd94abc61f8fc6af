"""How long a caller waits for a prediction: `Request-Timeout`, in seconds, or the house's own patience."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import AppError, retry_later

HEADER = b"request-timeout"
LONGEST_S = 60.0


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(frozen=True)
class Deadline:
    """When an answer is of no use any more.

    Attributes:
        patience: seconds without a wish of the caller, beside the time that the questions themselves take.
        asked: seconds that the caller asked for.
    """

    patience: float
    asked: float | None = None
    start: float = field(default_factory=_now)  # by the event loop's clock

    def seconds(self, own: float) -> float:
        """Seconds from the start, for questions that take `own` seconds themselves."""
        return self.patience + 2 * own if self.asked is None else self.asked


def deadline_of(headers: Mapping[bytes, bytes], patience: float) -> Deadline:
    """The deadline that a request names.

    Raises:
        AppError: 400 `request_timeout_invalid`.
    """
    wish = headers.get(HEADER)
    if wish is None:
        return Deadline(patience)
    try:
        seconds = float(wish)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_S:
        detail = f"Request-Timeout is a number of seconds above 0 and up to {LONGEST_S:.0f}, such as 0.25."
        raise AppError(400, "request_timeout_invalid", detail)
    return Deadline(patience, seconds)


def unreachable(expected: float, seconds: float) -> AppError:
    """503 before any work: the answer would come too late."""
    detail = f"The answer is expected in {expected:.3g} s, after the deadline of {seconds:.3g} s."
    return retry_later(503, "deadline_unreachable", detail, expected - seconds)


def too_late() -> AppError:
    """504 at the deadline."""
    return AppError(504, "prediction_timeout", "The model did not answer before the deadline.")
