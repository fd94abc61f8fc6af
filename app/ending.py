"""The last seconds of an API process: asked to stop, it says so, ends its streams, and serves on for a moment.

Whoever balances requests between replicas learns from `health/ready` that this one is going, before it refuses
connections; clients of event streams come back by themselves, to another replica or to the next process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from app.jobs.stream import StreamHub

log = logging.getLogger(__name__)


@dataclass
class Ending:
    """Whether this process has been asked to stop."""

    begun: bool = False


@contextlib.contextmanager
def drained_first(ending: Ending, streams: StreamHub, drain_s: float) -> Iterator[None]:
    """Put the drain before the server's own reaction to SIGTERM and SIGINT; a second signal ends the patience."""
    if threading.current_thread() is not threading.main_thread():
        yield  # a server inside another program: signals are not ours
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def pass_on(number: int, frame: FrameType | None) -> None:
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    def begin(number: int, frame: FrameType | None) -> None:
        if ending.begun or number == signal.SIGINT:  # Ctrl-C: somebody waits
            drain_now = 0.0
        else:
            drain_now = drain_s
            log.info("asked to stop: serving on for %g s", drain_s)
        ending.begun = True
        loop.call_soon_threadsafe(streams.close)
        loop.call_soon_threadsafe(loop.call_later, drain_now, pass_on, number, frame)

    for number in before:
        signal.signal(number, begin)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
