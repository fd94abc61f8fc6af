"""The process above a group of workers: starts Celery, keeps its row alive in SQL, and stops it in good order.

It may hold the database open because it never forks a copy of itself: Celery is a fresh program.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.db.clock import now
from app.db.session import Database
from app.db.tables import WorkerRow
from app.settings import Settings
from workers.gpus import worker_device
from workers.leash import leashed

log = logging.getLogger(__name__)
SEEN_EVERY_S = 5.0
LOOK_EVERY_S = 1.0  # whether somebody wants it drained
PATIENCE_S = 25.0  # a warm shutdown waits for the job without limit; a job gives itself back within a second or two
POLL_S = 0.1
SOURCE = str(Path(__file__).parent.parent)


@dataclass(frozen=True)
class Group:
    """Which queues a group of workers serves, and with how many processes."""

    queues: tuple[str, ...]
    concurrency: int


class Launcher:
    """Runs one group until it is told to stop."""

    _celery: subprocess.Popen[bytes]

    def __init__(self, settings: Settings, group: Group) -> None:
        self._settings, self._group = settings, group
        self._host, self._pid = socket.gethostname(), os.getpid()
        self.worker_id = f"{self._host}:{self._pid}-{secrets.token_hex(3)}"
        self._database = Database(settings.database)
        self._signals = 0
        self._drained = False

    def run(self) -> int:
        """Give Celery's exit code: 0 after an ordered stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._write()
        self._celery = self._start()
        try:
            code = self._supervise()
        finally:
            _kill_group(self._celery)
            self._write(stopping=True)
        return code

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            leashed(self._command()), env=self._environment(), cwd=SOURCE, process_group=0, stdin=subprocess.DEVNULL
        )

    def _supervise(self) -> int:
        next_seen, next_look = time.monotonic() + SEEN_EVERY_S, 0.0
        parent = os.getppid()
        while True:
            if self._signals or os.getppid() != parent:
                return self._stop()
            if self._celery.poll() is not None and not self._drained:
                log.error("celery ended by itself with code %s", self._celery.returncode)
                return self._celery.returncode or 1
            if time.monotonic() >= next_seen:
                self._write()
                next_seen = time.monotonic() + SEEN_EVERY_S
            if time.monotonic() >= next_look:
                self._heed_drain()
                next_look = time.monotonic() + LOOK_EVERY_S
            time.sleep(POLL_S)

    def _heed_drain(self) -> None:
        """Stop Celery when this worker is to be drained, and start it again when it is resumed.

        Celery's warm shutdown lets the running job end; one that is to be handed back gives itself back.
        """
        asked = self._is_to_drain()
        if asked and not self._drained:
            log.info("drained: this worker takes no new job")
            self._drained = True
            self._celery.send_signal(signal.SIGTERM)
        elif self._drained and not asked and self._celery.poll() is not None:
            log.info("resumed: this worker takes jobs again")
            _kill_group(self._celery)
            self._celery, self._drained = self._start(), False

    def _is_to_drain(self) -> bool:
        try:
            with self._database.read() as session:
                asked = session.scalar(select(WorkerRow.drain).where(WorkerRow.id == self.worker_id))
        except SQLAlchemyError:  # nobody can have asked
            return self._drained
        return asked is not None

    def _stop(self) -> int:
        self._write(stopping=True)  # the running job reads it and gives itself back
        self._celery.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_S
        while self._celery.poll() is None and time.monotonic() < deadline and self._signals < 2:
            time.sleep(POLL_S)
        return 0

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "celery", "--quiet", "-A", "workers.celery_app", "worker", "--pool", "prefork"),
            *("--concurrency", str(self._group.concurrency), "--queues", ",".join(self._group.queues)),
            *("--hostname", self.worker_id.replace(":", "-") + "@%h", "--loglevel", self._settings.log_level),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, (SOURCE, os.environ.get("PYTHONPATH", "")))),
            "CHAPTERHOUSE_WORKER_ID": self.worker_id,
            "CHAPTERHOUSE_QUEUES": ",".join(self._group.queues),
            **tensorflow_environment(self._settings.workers * self._group.concurrency),
        }

    def _write(self, **values: bool) -> None:
        """Say that this worker is here; also after a start without a database, or when its row was lost."""
        try:
            with self._database.write() as session:
                mine = update(WorkerRow).where(WorkerRow.id == self.worker_id)
                known = session.execute(mine.values(seen_at=now(), **values).returning(WorkerRow.id)).first()
                if known is None:
                    session.add(self._row(**values))
        except SQLAlchemyError as error:  # the leases of running jobs are not ours to keep: carry on
            log.warning("could not write the row of this worker: %s", error)

    def _row(self, **values: bool) -> WorkerRow:
        row = WorkerRow(
            id=self.worker_id, host=self._host, pid=self._pid, queues=",".join(self._group.queues),
            version=__version__, device=worker_device(), **values,
        )  # fmt: skip
        row.started_at = row.seen_at = now()
        return row


def _kill_group(celery: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(celery.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        celery.wait()


def tensorflow_environment(processes: int) -> dict[str, str]:
    """How TensorFlow shares this machine: the cores divided, GPU memory taken as needed."""
    share = str(max(1, (os.cpu_count() or 1) // max(1, processes)))
    return {
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
        "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
        "TF_NUM_INTRAOP_THREADS": share,
        "TF_NUM_INTEROP_THREADS": share,
        "OMP_NUM_THREADS": share,
    }
