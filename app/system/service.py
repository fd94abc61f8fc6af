"""The state of the house: workers, queues, disk, versions."""

from __future__ import annotations

import platform
import shutil
from importlib import metadata
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import __version__
from app.access.principal import acting
from app.db.clock import now, read_clock
from app.db.tables import ArtifactRow, JobRow, ModelFileRow, UploadRow, WorkerRow
from app.http.fields import iso
from app.jobs.states import ACTIVE, QUEUES, Status
from app.jobs.submit import queue_load
from app.services import Services
from app.system.schemas import QueueDepthOut, SystemOut, WorkerOut, WorkerState

ALIVE_S = 20.0
PACKAGES = ("fastapi", "sqlalchemy", "celery", "redis", "onnxruntime", "numpy", "tensorflow", "keras")


def workers(session: Session) -> list[WorkerOut]:
    """Every worker seen lately and the job it runs."""
    stamp = read_clock(session)
    busy = {row.worker: row for row in session.scalars(select(JobRow).where(JobRow.status.in_(ACTIVE)))}
    rows = session.scalars(select(WorkerRow).where(WorkerRow.seen_at > stamp - 600).order_by(WorkerRow.id))
    return [worker_out(row, busy.get(row.id), stamp) for row in rows]


def worker_out(row: WorkerRow, job: JobRow | None, stamp: float) -> WorkerOut:
    """A worker as the API shows it, at the database's time `stamp`; who may not see its job learns that it works."""
    silent = stamp - row.seen_at
    return WorkerOut(
        id=row.id, host=row.host, pid=row.pid, queues=row.queues.split(","), device=row.device, version=row.version,
        state=_state(row, silent < ALIVE_S, job is not None), alive=silent < ALIVE_S, stopping=row.stopping,
        seen_s_ago=round(silent, 1), started_at=iso(row.started_at) or "",
        job_id=job.id if job and acting().owns(job.owner) else None, recipe=job.recipe if job else None,
    )  # fmt: skip


def _state(row: WorkerRow, is_alive: bool, works: bool) -> WorkerState:
    if row.stopping:
        return WorkerState.STOPPING
    if not is_alive:
        return WorkerState.LOST
    if row.drain is not None:
        return WorkerState.DRAINING if works else WorkerState.DRAINED
    return WorkerState.WORKING if works else WorkerState.IDLE


def alive_workers(session: Session) -> int:
    """Workers that were seen within the last seconds."""
    recent = (WorkerRow.seen_at > now() - ALIVE_S, WorkerRow.stopping.is_(False), WorkerRow.drain.is_(None))
    return session.scalar(select(func.count()).where(*recent)) or 0


def workers_by_queue(session: Session) -> dict[str, int]:
    """Workers that take jobs of each queue."""
    recent = (WorkerRow.seen_at > now() - ALIVE_S, WorkerRow.stopping.is_(False), WorkerRow.drain.is_(None))
    served = [queues.split(",") for queues in session.scalars(select(WorkerRow.queues).where(*recent))]
    return {name: sum(name in queues for queues in served) for name in QUEUES}


def queue_jobs(session: Session, queue: str) -> int:
    """Jobs that wait in a queue."""
    waiting = (JobRow.queue == queue, JobRow.status == Status.QUEUED)
    return session.scalar(select(func.count()).select_from(JobRow).where(*waiting)) or 0


def queues(session: Session) -> list[QueueDepthOut]:
    """How full each queue is and how long until it is empty."""
    return [_queue(session, name) for name in QUEUES]


def _queue(session: Session, name: str) -> QueueDepthOut:
    queued, drain_s = queue_load(session, name)
    mine = JobRow.queue == name
    running = session.scalar(select(func.count()).where(mine, JobRow.status.in_(ACTIVE))) or 0
    oldest = session.scalar(select(now() - func.min(JobRow.queued_at)).where(mine, JobRow.status == Status.QUEUED))
    return QueueDepthOut(name=name, queued=queued, running=running, oldest_s=oldest, drain_s=drain_s)


def storage_bytes(session: Session) -> int:
    """Bytes of distinct stored files."""
    sizes: dict[str, int] = {}
    for table in (ArtifactRow, ModelFileRow, UploadRow):
        sizes |= {row.sha256: row.bytes for row in session.execute(select(table.sha256, table.bytes))}
    return sum(sizes.values())


def system(house: Services, session: Session) -> SystemOut:
    """The whole house at a glance."""
    return SystemOut(
        version=__version__, python=platform.python_version(),
        database="sqlite" if house.database.is_sqlite else "postgresql", broker=house.bell.state(),
        packages=installed(), storage_bytes=storage_bytes(session),
        disk_free_bytes=shutil.disk_usage(existing(house.settings.data_dir)).free,
        workers=workers(session), queues=queues(session),
    )  # fmt: skip


def installed() -> dict[str, str]:
    """Versions of the packages that matter, as far as they are installed here."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return folder if folder.exists() else existing(folder.parent)
