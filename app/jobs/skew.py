"""When the database's clock jumps: forward, every lease would be over at once; back, jobs would wait for a time ahead.

A machine that was asleep has jumped forward too: its workers slept with it.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from sqlalchemy import and_, or_, select, update

from app.db.clock import now, read_clock
from app.db.session import Database
from app.db.tables import JobRow, WorkerRow
from app.jobs.finish import LONGEST_DELAY_S
from app.jobs.states import ACTIVE, Status

log = logging.getLogger(__name__)
SLACK_S = 60.0  # a clock that is put right by less needs no mending


@dataclass
class ClockWatch:
    """Compares the database's clock with one that never jumps, from one look to the next."""

    _last: tuple[float, float] | None = field(default=None)

    def mend(self, database: Database, lease_s: float) -> None:
        """After a jump give every running job one more lease, and make due what waits for a time too far ahead.

        A worker seen in what is the future now was seen now: one that lives says so again within seconds.
        """
        waits = (JobRow.status == Status.QUEUED, JobRow.next_run_at > now() + LONGEST_DELAY_S + SLACK_S)
        held = (JobRow.status.in_(ACTIVE), JobRow.lease_until > now() + lease_s + SLACK_S)
        seen = WorkerRow.seen_at > now() + SLACK_S
        with database.read() as session:
            ahead = session.scalar(select(JobRow.id).where(or_(and_(*waits), and_(*held))).limit(1))
            ahead = ahead or session.scalar(select(WorkerRow.id).where(seen).limit(1))
            stamp = read_clock(session)
        if ahead is None and not self._jumped_forward(stamp):
            return
        log.warning("the database's clock jumped: running jobs get another lease, waiting ones are due")
        with database.write() as session:
            anew = {"next_run_at": now(), "queued_at": now(), "published_at": None}
            session.execute(update(JobRow).where(*waits).values(anew))
            leases = {"lease_until": now() + lease_s, "progress_at": now()}
            session.execute(update(JobRow).where(JobRow.status.in_(ACTIVE)).values(leases))
            session.execute(update(WorkerRow).where(seen).values(seen_at=now()))

    def _jumped_forward(self, stamp: float) -> bool:
        before, self._last = self._last, (stamp, time.monotonic())
        return before is not None and stamp - before[0] > time.monotonic() - before[1] + SLACK_S
