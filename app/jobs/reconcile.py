"""Mending what a crash left behind; any number of reconcilers may run at once."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.access import audit
from app.db.clock import now
from app.db.session import Database
from app.db.tables import IdempotencyKeyRow, JobRow, WorkerRow
from app.jobs import announce, events, outbox, saved_epochs, tally
from app.jobs.events import note, transition
from app.jobs.finish import fail_or_retry, problem
from app.jobs.skew import ClockWatch
from app.jobs.states import ACTIVE, UNFINISHED, Status
from app.kept_pictures import forget_old
from app.logs import of_job
from app.settings import Settings
from app.storage import Store, StoreDownError, collect
from app.storage.retention import expire
from app.storage.sweep import sweep_daily

log = logging.getLogger(__name__)
DAY_S = 86_400.0
KEY_LIFE_S = DAY_S
WORKER_MEMORY_S = DAY_S


@dataclass(frozen=True)
class Reconciler:
    """One round repairs everything that is due."""

    database: Database
    storage: Store
    settings: Settings
    send: outbox.Send
    clock: ClockWatch = field(default_factory=ClockWatch)

    def round(self) -> None:
        """Requeue what lost its worker, expire what is late, announce what is unheard, collect what is orphaned."""
        self.clock.mend(self.database, self.settings.lease_s)
        self._recover_lost()
        self._expire_late()
        wait = min(2.0, self.settings.reconcile_s)
        outbox.publish_due(self.database, self.send, republish_s=self.settings.republish_s, settle_s=wait)
        self._remove_work_folders()
        try:
            collect(self.database, self.storage)
        except StoreDownError:
            log.warning("what is orphaned stays: the store of files does not answer")

    def daily(self) -> None:
        """Forget what is old, let files go whose time is over, look through the store."""
        forget_old(self.settings.cache_dir)
        with self.database.write() as session:
            # the id that a client chose keeps naming its job for as long as that exists
            own_id = exists().where(JobRow.id == IdempotencyKeyRow.job_id, IdempotencyKeyRow.key == "put:" + JobRow.id)
            old = IdempotencyKeyRow.created_at < now() - KEY_LIFE_S
            session.execute(delete(IdempotencyKeyRow).where(old, ~own_id))
            session.execute(delete(WorkerRow).where(WorkerRow.seen_at < now() - WORKER_MEMORY_S))
            events.prune(session, self.settings.event_retention_days * DAY_S)
            announce.prune(session, self.settings.webhook_keep_days * DAY_S)
            audit.prune(session, self.settings.audit_retention_days * DAY_S)
        expire(self.database, self.storage, self.settings)
        sweep_daily(self.database, self.storage)

    def _recover_lost(self) -> None:
        silent = JobRow.lease_until < now()
        stalled = JobRow.progress_at < now() - self.settings.stall_s
        with self.database.read() as session:
            found = session.execute(
                select(JobRow.id, JobRow.attempt, silent).where(JobRow.status.in_(ACTIVE), silent | stalled)
            ).all()
        for job_id, attempt, is_silent in found:
            code = "worker_lost" if is_silent else "stalled"
            with of_job(job_id, attempt), alone(job_id), self.database.write() as session:
                self._recover(session, job_id, attempt, code)

    def _recover(self, session: Session, job_id: str, attempt: int, code: str) -> None:
        overdue = (JobRow.lease_until < now()) | (JobRow.progress_at < now() - self.settings.stall_s)
        mine = (JobRow.id == job_id, JobRow.attempt == attempt)
        # locked on PostgreSQL: a beat that is being committed is waited for, and counts
        still = session.scalar(select(JobRow.id).where(*mine, overdue).with_for_update())
        if still is None:
            return  # it beat again meanwhile, or another reconciler was faster
        error = problem(code, f"The worker of attempt {attempt} stopped answering.")
        row = fail_or_retry(session, job_id, attempt, error)
        if row is not None:
            tally.lost(session, row, code)
            log.warning("job %s attempt %d: %s, now %s", job_id, attempt, code, row.status)

    def _expire_late(self) -> None:
        late = (JobRow.status == Status.QUEUED, JobRow.deadline_at < now())
        with self.database.read() as session:
            found = session.scalars(select(JobRow.id).where(*late)).all()
        for job_id in found:
            with alone(job_id), self.database.write() as session:
                row = transition(session, job_id, *late, to=Status.EXPIRED, reason="deadline", finished_at=now())
                if row is not None:
                    saved_epochs.keep(session, row)
                    note(session, row, "done", {"status": row.status})

    def _remove_work_folders(self) -> None:
        folder = self.settings.work_dir
        if not folder.is_dir():
            return
        names = [path.name for path in folder.iterdir()]
        with self.database.read() as session:
            # a failed or canceled job may be tried again from its checkpoint for a day
            keep = JobRow.status.in_(UNFINISHED) | (
                JobRow.status.in_((Status.FAILED, Status.CANCELED)) & (JobRow.finished_at > now() - 86_400)
            )
            needed = set(session.scalars(select(JobRow.id).where(JobRow.id.in_(names), keep)))
        for name in set(names) - needed:
            shutil.rmtree(folder / name, ignore_errors=True)


@contextlib.contextmanager
def alone(job_id: str) -> Iterator[None]:
    """A job that this release cannot move, as a later one wrote it, must not keep the others from being mended."""
    try:
        yield
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("job %s cannot be mended by this release", job_id)
