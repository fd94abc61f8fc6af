"""Many threads that begin at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

T = TypeVar("T")
U = TypeVar("U")


def at_once(count: int, call: Callable[[int], T]) -> list[T]:
    """What `call(0)` to `call(count - 1)` give, started together."""
    gate = threading.Barrier(count)

    def wait_and_call(number: int) -> T:
        gate.wait(timeout=30)
        return call(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(wait_and_call, range(count)))


def both(first: Callable[[], T], second: Callable[[], U]) -> tuple[T, U]:
    """What two calls give that start together."""
    calls: list[Callable[[], T | U]] = [first, second]
    one, other = at_once(2, lambda number: calls[number]())
    return cast(T, one), cast(U, other)
