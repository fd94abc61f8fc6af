"""Event streams of a key: each holds a connection for minutes, so a key may hold only a few in a process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.responses import StreamingResponse

from app.access.principal import Principal
from app.errors import retry_later

RETRY_S = 5


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


class CountedStream(StreamingResponse):
    """An event stream that takes a place for as long as it is sent, however it ends."""

    def __init__(self, content: AsyncIterator[bytes], streams: Streams, caller: Principal, **more: Any) -> None:
        super().__init__(content, media_type="text/event-stream", **more)
        self._streams, self._caller = streams, caller

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with self._streams.place(self._caller):
            await super().__call__(scope, receive, send)
