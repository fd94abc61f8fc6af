"""Token buckets: each key may call at a rate, and saves up a burst while it pauses."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.errors import AppError, retry_later

MOST = 10_000  # buckets remembered in a process; beyond that all start full again


@dataclass(frozen=True)
class Policy:
    """A limit: `burst` at once, `rate` a second in the long run."""

    name: str
    rate: float
    burst: float

    @cached_property
    def _name(self) -> bytes:
        return self.name.encode()

    @cached_property
    def _policy(self) -> tuple[bytes, bytes]:
        window_s = max(1, math.ceil(self.burst / self.rate))
        return b"ratelimit-policy", b'"%s";q=%d;w=%d' % (self._name, self.burst, window_s)

    def headers(self, level: float) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), as an answer carries them."""
        full_s = math.ceil((self.burst - level) / self.rate)
        return self._policy, (b"ratelimit", b'"%s";r=%d;t=%d' % (self._name, level, full_s))

    def refusal(self, taken: Taken) -> AppError:
        """429 that says when there is room for the same again."""
        error = retry_later(429, "rate_limited", f"The limit {self.name} is used up; wait.", math.ceil(taken.wait_s))
        error.headers |= {name.decode(): value.decode() for name, value in self.headers(taken.level)}
        return error


class Taken(NamedTuple):
    """What came of asking a bucket.

    Attributes:
        level: tokens that are left.
        wait_s: until there are enough; 0 when there were, and they were taken.
    """

    level: float
    wait_s: float = 0.0


class Buckets:
    """The buckets of one process. Not for threads: asked on the event loop only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}  # (policy, whose): (tokens, when)

    def take(self, policy: Policy, whose: str, cost: float = 1.0) -> Taken:
        """Take tokens if they are there; what is larger than the whole bucket takes all of it."""
        now = self._clock()
        level, at = self._levels.get((policy.name, whose), (policy.burst, now))
        level = min(policy.burst, level + (now - at) * policy.rate)
        missing = min(cost, policy.burst) - level
        if missing > 0:
            return Taken(level, missing / policy.rate)
        if len(self._levels) >= MOST:
            self._levels.clear()
        self._levels[(policy.name, whose)] = (-missing, now)
        return Taken(-missing)
