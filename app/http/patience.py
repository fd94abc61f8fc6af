"""How long a process waits for a client: for the rest of a body, and for a reader of a stream to take what was sent.

Without an end to it, whoever sends a byte a minute, or reads none, holds a connection for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.errors import AppError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
LEAST_BYTES_PER_S = 16_000  # what a body must bring once its first patience is used up
READER_S = 30.0  # a stream whose reader takes nothing this long is cut off


def hurried(receive: Receive, patience_s: float) -> Receive:
    """A `receive` that gives a body so many seconds, and one more for each 16 kB that have come.

    Raises:
        AppError: 408 `body_timeout` out of the returned function.
    """
    if getattr(getattr(receive, "__self__", None), "more_body", True) is False:
        return receive  # uvicorn has all of it already, as of most requests: a timer would cost 5 microseconds
    loop = asyncio.get_running_loop()
    end, complete = loop.time() + patience_s, False

    async def next_message() -> Message:
        nonlocal end, complete
        if complete:  # all that can come is that the client hangs up
            return await receive()
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError:
            complete = True
            detail = f"The body came too slowly: {patience_s:g} s, and one more for each {LEAST_BYTES_PER_S} bytes."
            raise AppError(408, "body_timeout", detail, headers={"Connection": "close"}) from None
        complete = not message.get("more_body", False)
        end += len(message.get("body", b"")) / LEAST_BYTES_PER_S
        return message

    return next_message


async def send_part(send: Send, message: Message) -> None:
    """Send a part of a stream; cut the connection when its reader takes nothing for long: the client resumes."""
    try:
        async with asyncio.timeout(READER_S):
            await send(message)
    except TimeoutError:
        if not _abort(send):
            raise


def cut_unfinished(send: Send, patience_s: float) -> None:
    """After an answer that did not wait for the whole body: whoever still drips it is cut off."""
    cycle = getattr(send, "__self__", None)
    if getattr(cycle, "more_body", False):
        loop = asyncio.get_running_loop()
        loop.call_later(patience_s, lambda: getattr(cycle, "more_body", False) and _abort(send))


def _abort(send: Send) -> bool:
    """End the connection at once: closing it would wait for a reader to take what is buffered.

    ASGI has no word for this: the method of uvicorn's that we are given belongs to what knows the connection.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
    return transport is not None
