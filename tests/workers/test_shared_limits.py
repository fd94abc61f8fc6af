"""Limits that replicas share through a real Redis, and what holds while it is away."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from app.access.limits import Buckets, Policy
from app.access.shared_limits import PREFIX, SharedBuckets
from app.settings import Settings
from tests.processes import free_port, until
from workers.broker import find_binary

SLOW = Policy("submit", rate=0.001, burst=3.0)


@dataclass
class Server:
    """A Redis on a port of its own."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        """Whether it takes calls."""
        try:
            return bool(redis.Redis(port=self.port).ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A Redis that nobody else uses."""
    binary = find_binary()
    if binary is None:
        pytest.skip("no Redis is installed here")
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    running = Server(port, subprocess.Popen(command, stdout=subprocess.DEVNULL))
    try:
        until(running.answers, "Redis answers", 10)
        yield running
    finally:
        running.stop()


class Clock:
    """A clock that stands still."""

    def __call__(self) -> float:
        return 0.0


def replica(url: str) -> SharedBuckets:
    """The limits of one API process."""
    return SharedBuckets(Settings(broker_url=url), Buckets(Clock()))


def test_a_clock_put_back_refuses_nobody(server: Server) -> None:
    async def calls() -> float:
        limits = replica(server.url)
        await limits.take(SLOW, "a")
        bucket = f"{PREFIX}{SLOW.name}:a"
        with redis.Redis(port=server.port) as house:  # as if it had been an hour later then
            house.hset(bucket, "at", float(house.hget(bucket, "at") or 0) + 3600.0)
        wait_s = (await limits.take(SLOW, "a")).wait_s
        await limits.close()
        return wait_s

    assert asyncio.run(calls()) == 0.0


def test_two_replicas_share_one_limit(server: Server) -> None:
    async def calls() -> list[float]:
        replicas = [replica(server.url), replica(server.url)]
        waits = [(await replicas[turn % 2].take(SLOW, "a")).wait_s for turn in range(4)]
        others = (await replicas[0].take(SLOW, "b")).level
        for each in replicas:
            await each.close()
        return [*waits, others]

    *granted, refused, other = asyncio.run(calls())

    assert granted == [0, 0, 0]
    assert 0 < refused <= 1000
    assert other == 2


def test_calls_at_the_same_moment_take_no_more_than_there_is(server: Server) -> None:
    async def calls() -> list[float]:
        replicas = [replica(server.url) for _ in range(4)]
        taken = await asyncio.gather(*(each.take(SLOW, "a") for each in replicas for _ in range(10)))
        for each in replicas:
            await each.close()
        return [item.wait_s for item in taken]

    assert asyncio.run(calls()).count(0) == 3


def test_tokens_come_back_and_the_bucket_is_forgotten_when_full(server: Server) -> None:
    fast = Policy("submit", rate=50.0, burst=2.0)

    async def calls() -> list[float]:
        one = replica(server.url)
        first = [(await one.take(fast, "a")).wait_s for _ in range(3)]
        await asyncio.sleep(0.1)
        later = (await one.take(fast, "a")).wait_s
        await one.close()
        return [*first, later]

    assert [wait > 0 for wait in asyncio.run(calls())] == [False, False, True, False]
    assert 0 < redis.Redis(port=server.port).ttl(f"{PREFIX}submit:a") <= 2


def test_while_redis_is_away_each_process_counts_for_itself(server: Server) -> None:
    async def calls() -> list[float]:
        one = replica(server.url)
        await one.take(SLOW, "a")
        server.stop()
        waits = [(await one.take(SLOW, "a")).wait_s for _ in range(4)]
        await one.close()
        return waits

    assert [wait > 0 for wait in asyncio.run(calls())] == [False, False, False, True]


def test_a_house_with_a_private_broker_asks_no_redis() -> None:
    async def calls() -> list[float]:
        one = replica("auto")
        return [(await one.take(SLOW, "a")).wait_s for _ in range(4)]

    assert [wait > 0 for wait in asyncio.run(calls())] == [False, False, False, True]
