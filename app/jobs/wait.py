"""Waiting for a job without polling: the stream hub's bell, then one look."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from app.access import sessions
from app.access.principal import acting
from app.access.scopes import unauthorized
from app.jobs import control, view
from app.jobs.schemas import JobOut

if TYPE_CHECKING:
    from app.services import Services


def wait_seconds(house: Services, prefer: str | None) -> int:
    """The N of `Prefer: wait=N`, a minute at most; 0 where the key has as many long polls open as it may."""
    found = re.search(r"(?:^|[,; ])wait=(\d{1,3})(?:$|[,; ])", prefer or "")
    return min(int(found[1]), 60) if found and house.guard.waits.has_room(acting()) else 0


async def wait_for_change(house: Services, out: JobOut, seconds: int, *, until_end: bool) -> JobOut:
    """The job once it has ended (or, `until_end` false, once its version moved), or as it is after `seconds`."""
    loop = asyncio.get_running_loop()
    end, version = loop.time() + seconds, out.version
    with house.guard.waits.place(acting()), house.streams.watch([out.id]) as bell:
        while loop.time() < end:
            bell.clear()
            out = await house.in_thread(_look_on, house, out.id)
            if out.finished_at or house.streams.closing or (not until_end and out.version != version):
                return out
            try:
                await asyncio.wait_for(bell.wait(), max(0.01, end - loop.time()))
            except TimeoutError:
                break
    return await house.in_thread(_look_on, house, out.id)


def _look_on(house: Services, job_id: str) -> JobOut:
    """The job as it is after a while, unless the caller's key has ended meanwhile."""
    with house.database.read() as session:
        if sessions.has_ended(session, acting()):
            raise unauthorized()
        return view.job_out(session, control.get(session, job_id))


def look(house: Services, job_id: str) -> JobOut:
    """The job as it is now."""
    with house.database.read() as session:
        return view.job_out(session, control.get(session, job_id))
