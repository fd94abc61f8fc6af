"""Sends what is in the outbox, for as long as an API process lives; beside the requests, on its event loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable

from anyio import to_thread

from app.db.session import Database
from app.settings import Settings
from app.webhooks import outbox, signing, skew
from app.webhooks.guard import ForbiddenError, Guard, Target
from app.webhooks.outbox import Message
from app.webhooks.transport import Answer, post, prepare

log = logging.getLogger(__name__)
EVERY_S, SOON_S = 0.5, 0.05  # between two looks; after one that found something
MEND_S = 30.0  # between two looks for a clock that was put back
RESOLVE_S = 5.0
AT_ONCE = 16  # a receiver has `outbox.EACH` of these places at most


class Courier:
    """Takes messages and tries to deliver them."""

    def __init__(self, database: Database, settings: Settings, pepper: Callable[[], bytes], guard: Guard) -> None:
        self.database, self.pepper, self.guard = database, pepper, guard
        self.waits = [float(part) for part in settings.webhook_retries_s.split(",")]
        self._on_the_way: dict[asyncio.Task[None], outbox.Receiver] = {}
        self._mend_at = 0.0

    async def run(self) -> None:
        """Send until canceled; a message cut off on the way is sent again when its lease is over."""
        try:
            while True:
                sent = 0
                try:
                    await self._mend()
                    sent = await self._round()
                except Exception:
                    log.exception("a round of the webhooks failed; the next one tries again")
                await asyncio.sleep(SOON_S if sent else EVERY_S)
        finally:
            for task in self._on_the_way:
                task.cancel()
            await asyncio.gather(*self._on_the_way, return_exceptions=True)

    async def _mend(self) -> None:
        if (stamp := time.monotonic()) >= self._mend_at:
            self._mend_at = stamp + MEND_S
            await to_thread.run_sync(skew.mend, self.database, self.waits)

    async def _round(self) -> int:
        free = AT_ONCE - len(self._on_the_way)
        if not free:
            return 0
        messages = await to_thread.run_sync(outbox.take, self.database, free, Counter(self._on_the_way.values()))
        for message in messages:
            task = asyncio.create_task(self._deliver(message))
            self._on_the_way[task] = message.receiver
            task.add_done_callback(self._on_the_way.pop)
        return len(messages)

    async def _deliver(self, message: Message) -> None:
        try:
            answer = await self._try(message)
            await to_thread.run_sync(outbox.record, self.database, message, answer, self.waits)
        except Exception:
            log.exception("a webhook could not be sent; it is tried again when its lease is over")

    async def _try(self, message: Message) -> Answer:
        try:
            async with asyncio.timeout(RESOLVE_S):
                target = await to_thread.run_sync(self._aim, message.url, abandon_on_cancel=True)
        except ForbiddenError:
            return Answer(None, "forbidden", 0.0)
        except OSError:  # a timeout is one too
            return Answer(None, "unresolved", 0.0)
        headers = signing.headers(self.pepper(), message.webhook, message.row.id, message.stamp, message.body)
        return await post(target, message.body, headers)

    def _aim(self, url: str) -> Target:
        """In a thread, because name servers and the first message make it wait."""
        prepare()
        return self.guard.target(url)
