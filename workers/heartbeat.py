"""Keeps the lease of a running attempt, and learns what the attempt must know: cancel, deadline, shutdown, loss."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import threading
import time
from contextvars import copy_context
from types import TracebackType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.db.session import Database
from app.db.tables import JobRow
from app.jobs.finish import end, problem
from app.jobs.lease import Beat, beat
from app.jobs.states import Status
from models.recipe import Canceled, DeadlineExceeded, Interrupted, LeaseLost, Stopping

Json = dict[str, Any]
log = logging.getLogger(__name__)
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.3, 0.5  # the longest bounds how late a cancel is noticed
DEAF_AFTER_S = {LeaseLost: 10.0, DeadlineExceeded: 20.0}  # then the process is stopped by force
WATCHDOG_S = 10.0  # after the lease, where not even this thread runs
STDERR = 2  # Celery puts something without a file number in the place of `sys.stderr`


class Heartbeat:
    """A daemon thread beside the recipe: it goes on while the main thread is deep in native code.

    Where the main thread does not come back to hear an interruption in time, the thread ends the job in its place
    and kills this process; Celery starts a fresh one. Native code that keeps the interpreter to itself (a runaway
    regular expression) stops this thread too: faulthandler's own, which needs no interpreter, then ends the process
    once the lease is over, with a traceback.
    """

    def __init__(self, database: Database, row: JobRow, lease_s: float) -> None:
        self._database, self._lease_s = database, lease_s
        self._job_id, self._attempt = row.id, row.attempt
        self._held_until = time.monotonic() + lease_s
        self._reason: type[Interrupted] | None = None
        self._reason_since = 0.0
        self.steering: list[Json] = row.steering or []  # what people changed since the start, as last heard
        self._over = threading.Event()
        self._lock = threading.Lock()
        context = copy_context()  # what the thread logs belongs to the job too
        self._thread = threading.Thread(target=context.run, args=(self._run,), name=f"heartbeat {row.id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._wind_watchdog()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with self._lock:  # never between a decision to kill and the kill: the next job may run in this process
            self._over.set()
        self._thread.join(self._lease_s)
        faulthandler.cancel_dump_traceback_later()

    @property
    def holds_lease(self) -> bool:
        """Whether nobody else can own the job yet."""
        return self._reason is not LeaseLost and time.monotonic() < self._held_until

    def check(self) -> None:
        """Raise the `Interrupted` that has been asked for, if any."""
        if self._reason is not None:
            raise self._reason

    def lose(self) -> LeaseLost:
        """Note that somebody else owns the job; gives the exception to raise."""
        self._interrupt(LeaseLost)
        return LeaseLost()

    def beat_now(self) -> None:
        """Renew the lease once and learn what has been asked."""
        before = time.monotonic()
        try:
            with self._database.progress() as session:
                answer = beat(session, self._job_id, self._attempt, self._lease_s)
        except SQLAlchemyError as error:
            log.warning("no heartbeat for %s: %s", self._job_id, error)
            if time.monotonic() > self._held_until:
                self._interrupt(LeaseLost)
            return
        if answer is None:
            self._interrupt(LeaseLost)
            return
        self._held_until = before + self._lease_s
        self._learn(answer)

    def _run(self) -> None:
        pause = min(LONGEST_PAUSE_S, max(SHORTEST_PAUSE_S, self._lease_s / 3))
        while not self._over.wait(pause):
            self._wind_watchdog()
            self.beat_now()
            self._kill_if_deaf()

    def _wind_watchdog(self) -> None:
        faulthandler.dump_traceback_later(self._lease_s + WATCHDOG_S, exit=True, file=STDERR)

    def _learn(self, answer: Beat) -> None:
        self.steering = answer.steering
        if answer.cancel_requested:
            self._interrupt(Canceled)
        elif answer.deadline_passed:
            self._interrupt(DeadlineExceeded)
        elif answer.stopping:
            self._interrupt(Stopping)
        if answer.cancel_requested and answer.cancel_overdue:
            self._kill(Status.CANCELED, "killed")

    def _interrupt(self, reason: type[Interrupted]) -> None:
        if self._reason in (reason, LeaseLost):
            return
        self._reason, self._reason_since = reason, time.monotonic()

    def _kill_if_deaf(self) -> None:
        if self._reason not in DEAF_AFTER_S:
            return
        if time.monotonic() - self._reason_since > DEAF_AFTER_S[self._reason]:
            self._kill(Status.FAILED if self._reason is DeadlineExceeded else None, "timeout")

    def _kill(self, status: Status | None, reason: str) -> None:
        with self._lock:
            if self._over.is_set():
                return
            log.error("job %s does not listen (%s): stopping this process", self._job_id, reason)
            if status is not None:
                self._end(status, reason)
            os.kill(os.getpid(), signal.SIGKILL)

    def _end(self, status: Status, reason: str) -> None:
        error = problem(reason, "The job passed its deadline.") if status == Status.FAILED else None
        try:
            with self._database.write() as session:
                end(session, self._job_id, self._attempt, status, reason=reason, error=error)
        except SQLAlchemyError as trouble:  # the reconciler will find the lease expired
            log.warning("could not record the end of %s: %s", self._job_id, trouble)
