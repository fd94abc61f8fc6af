"""Limits that all replicas of the API share through Redis; without it each process counts for itself.

Fail-limited, not open: a Redis that is away makes a limit as many times as generous as there are processes, no more.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.access.limits import Buckets, Policy, Taken
from app.settings import Settings

log = logging.getLogger(__name__)
TIMEOUT_S = 0.25
PAUSE_S = 5.0  # Redis is not asked again for so long after it did not answer
PREFIX = "chapterhouse:limit:"
# KEYS: the bucket; ARGV: rate, burst, cost. By the clock of Redis: the replicas need not agree on the time.
SCRIPT = """
local rate, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local held = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = tonumber(held[1] or burst)
local passed = math.max(0, now - tonumber(held[2] or now)) -- the clock may have been put back
level = math.min(burst, level + passed * rate)
local missing = math.min(cost, burst) - level
if missing > 0 then return {tostring(level), tostring(missing / rate)} end
redis.call('HSET', KEYS[1], 'level', tostring(-missing), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return {tostring(-missing), '0'}
"""


class SharedBuckets:
    """Buckets in Redis when that is the broker, else in this process."""

    def __init__(self, settings: Settings, local: Buckets) -> None:
        self._url = settings.broker if settings.broker_url.startswith(("redis://", "rediss://")) else None
        self._local = local
        self._redis: Redis | None = None
        self._asleep_until = 0.0

    async def take(self, policy: Policy, whose: str, cost: float = 1.0) -> Taken:
        """Take tokens if they are there (see `Buckets.take`)."""
        loop_time = asyncio.get_running_loop().time()
        if self._url is not None and loop_time >= self._asleep_until:
            try:
                return await self._take(policy, whose, cost)
            except (RedisError, OSError) as error:
                self._asleep_until = loop_time + PAUSE_S
                log.warning("limits are counted in this process: Redis does not answer (%s)", type(error).__name__)
        return self._local.take(policy, whose, cost)

    async def _take(self, policy: Policy, whose: str, cost: float) -> Taken:
        if self._redis is None:
            self._redis = Redis.from_url(
                self._url or "", socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, protocol=2
            )
        key = f"{PREFIX}{policy.name}:{whose}"
        answer: Any = await self._redis.eval(SCRIPT, 1, key, policy.rate, policy.burst, cost)
        return Taken(float(answer[0]), float(answer[1]))

    async def close(self) -> None:
        """Give the connection back."""
        if self._redis is not None:
            await self._redis.aclose()
