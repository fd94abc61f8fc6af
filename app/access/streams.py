"""Event streams and long polls of a key: each holds a connection, so a key may hold only so many in a process."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.responses import StreamingResponse

from app.access.principal import Principal
from app.errors import retry_later

RETRY_S = 5
MOST_WAITS = 32  # long polls of a key: each holds one of the connections that a process serves


class Streams:
    """How many streams each key holds open."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}

    @contextmanager
    def place(self, caller: Principal) -> Iterator[None]:
        """A place for one more stream while the block runs.

        Raises:
            AppError: 429 `rate_limited` when the key holds all it may.
        """
        if caller.allowance is None or caller.key_id is None:
            yield
            return
        held, most = self._open.get(caller.key_id, 0), caller.allowance.streams
        if held >= most:
            raise retry_later(429, "rate_limited", f"The key holds {most} event streams open; close one.", RETRY_S)
        self._open[caller.key_id] = held + 1
        try:
            yield
        finally:
            self._open[caller.key_id] -= 1
            if not self._open[caller.key_id]:
                del self._open[caller.key_id]


class Waits:
    """How many long polls each key has open in this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def has_room(self, caller: Principal) -> bool:
        """Whether one more may wait. Who may not is answered at once: a preference may go unheeded (RFC 7240)."""
        return caller.key_id is None or self._open[caller.key_id] < MOST_WAITS

    @contextmanager
    def place(self, caller: Principal) -> Iterator[None]:
        """Count one more while the block runs."""
        whose = caller.key_id or ""
        self._open[whose] += 1
        try:
            yield
        finally:
            self._open[whose] -= 1
            if not self._open[whose]:
                del self._open[whose]


class CountedStream(StreamingResponse):
    """An event stream that takes a place for as long as it is sent, however it ends."""

    def __init__(self, content: AsyncIterator[bytes], streams: Streams, caller: Principal, **more: Any) -> None:
        super().__init__(content, media_type="text/event-stream", **more)
        self._streams, self._caller = streams, caller

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with self._streams.place(self._caller):
            await super().__call__(scope, receive, send)
