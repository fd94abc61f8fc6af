"""Event streams: one poller a process wakes every open stream whose job has news."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from anyio import to_thread
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.access import sessions
from app.access.principal import acting
from app.db.session import Database
from app.db.tables import JobEventRow
from app.http.fields import iso
from app.jobs import control, events, view
from app.jobs.states import TERMINAL

POLL_S = 0.2
PING_S = 15.0
LIFE_S = 1800.0  # the client resumes by itself: no stream lives for ever
WAITS_S = (0.2, 0.5, 1.0, *[2.0] * 7)  # between readings of a database that does not answer

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass
class StreamHub:
    """Watches the event numbers of the jobs that somebody looks at."""

    database: Database
    closing: bool = False
    _watched: dict[str, set[asyncio.Event]] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Poll for as long as the process lives; a broken round is tried again."""
        while True:
            await asyncio.sleep(POLL_S)
            if self._watched:
                with contextlib.suppress(Exception):
                    self._wake(await to_thread.run_sync(self._sequences, list(self._watched)))

    def _sequences(self, job_ids: list[str]) -> dict[str, int]:
        with self.database.read() as session:
            return events.sequences(session, job_ids)

    def _wake(self, current: dict[str, int]) -> None:
        for job_id in list(self._watched):
            if current.get(job_id) != self._seen.get(job_id):
                self._seen[job_id] = current.get(job_id, 0)
                for bell in self._watched[job_id]:
                    bell.set()

    def close(self) -> None:
        """End every stream and every wait: this process is going, and clients resume elsewhere."""
        self.closing = True
        for bells in self._watched.values():
            for bell in bells:
                bell.set()

    @contextlib.contextmanager
    def watch(self, job_ids: list[str]) -> Any:
        """Give a bell that rings when one of the jobs has news."""
        bell = asyncio.Event()
        for job_id in job_ids:
            self._watched.setdefault(job_id, set()).add(bell)
        try:
            yield bell
        finally:
            for job_id in job_ids:
                self._watched[job_id].discard(bell)
                if not self._watched[job_id]:
                    del self._watched[job_id]
                    self._seen.pop(job_id, None)


def frame(event: str, data: Any, id: str | None = None) -> bytes:
    """One server-sent event."""
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


async def follow(hub: StreamHub, job_ids: list[str], after: dict[str, int]) -> AsyncIterator[bytes]:
    """The events of these jobs: a snapshot, what was missed, then live until all have ended.

    `after` is moved on in place; ids are the event numbers, joined by commas when several jobs share the stream.
    """
    yield b"retry: 2000\n\n"
    end = asyncio.get_running_loop().time() + LIFE_S
    with hub.watch(job_ids) as bell, contextlib.suppress(DBAPIError, PoolTimeoutError):
        for job_id in job_ids:
            yield await _read(hub, _snapshot, job_id, after)
        while asyncio.get_running_loop().time() < end:
            bell.clear()
            frames, finished = await _read(hub, _news, job_ids, after)
            for piece in frames:
                yield piece
            if finished or hub.closing:
                return
            if not frames:
                try:
                    await asyncio.wait_for(bell.wait(), PING_S)
                except TimeoutError:
                    yield b": ping\n\n"


async def _read(hub: StreamHub, call: Callable[..., T], *args: Any) -> T:
    """Read in a thread, again for a while when the database does not answer: what has begun cannot become a 503.

    Raises:
        DBAPIError, PoolTimeoutError: it is away for longer; the stream ends, and the client resumes.
    """
    for wait_s in WAITS_S:
        try:
            return await to_thread.run_sync(call, hub.database, *args)
        except (DBAPIError, PoolTimeoutError) as error:
            log.warning("an event stream waits for the database: %s", getattr(error, "orig", error))
            if hub.closing:
                raise
            await asyncio.sleep(wait_s)
    return await to_thread.run_sync(call, hub.database, *args)


def _snapshot(database: Database, job_id: str, after: dict[str, int]) -> bytes:
    """The whole job; and where the client's last event is unknown here, an order to start over from it. Nothing of a
    job that was deleted while the stream began."""
    with database.read() as session:
        row = control.find(session, job_id)
        if row is None:
            return b""
        oldest = events.first_seq(session, job_id) or row.event_seq + 1  # none: their time was over
        known = 0 <= after[job_id] <= row.event_seq and after[job_id] >= oldest - 1
        if not known:
            after[job_id] = oldest - 1
        return frame("snapshot" if known else "reset", view.job_out(session, row).model_dump(mode="json"))


def _news(database: Database, job_ids: list[str], after: dict[str, int]) -> tuple[list[bytes], bool]:
    frames, finished, told = [], True, dict(after)
    with database.read() as session:
        if sessions.has_ended(session, acting()):
            return [], True  # the client comes back, and is told so
        for job_id in job_ids:
            job = control.find(session, job_id)
            if job is None:
                continue  # deleted meanwhile, and its id perhaps somebody else's: the other jobs' news go on
            for row in events.read(session, job_id, told[job_id]):
                told[job_id] = row.seq
                label = ",".join(str(told[name]) for name in job_ids)
                frames.append(frame(row.type, _data(session, row), label))
            finished &= job.status in TERMINAL and told[job_id] >= job.event_seq
    after.update(told)  # all of it or, when the database went away half-way, nothing
    return frames, finished


def _data(session: Any, row: JobEventRow) -> dict[str, Any]:
    data = {"job": row.job_id, "attempt": row.attempt, "at": iso(row.created_at), **row.data}
    if row.type == "done":
        job = control.get(session, row.job_id)
        data["resource"] = view.job_out(session, job).model_dump(mode="json")
    return data
