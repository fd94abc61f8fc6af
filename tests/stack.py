"""A whole Chapterhouse of real processes in a folder of its own, for tests that kill things.

    with Stack(tmp_path) as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=20)
        stack.wait(job_id, Status.RUNNING)
        stack.kill_child(job_id)
        assert stack.wait(job_id, Status.SUCCEEDED).attempt == 2

Without `start_api` the stack itself is the reconciler: every look at the jobs while waiting is one round.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.migrate import upgrade
from app.db.session import Database
from app.db.tables import JobEventRow, JobRow, ModelVersionRow
from app.jobs.bell import Bell
from app.jobs.outbox import BrokerDownError, publish
from app.jobs.reconcile import Reconciler
from app.jobs.states import TERMINAL, Status
from app.jobs.submit import Bounds, Order, submit
from app.settings import Settings
from app.storage import open_store
from tests.processes import free_port, kill, tree, until
from tests.sleepy.card import Params
from workers.broker import PrivateRedis, announce, find_binary, use_folder
from workers.leash import leashed

SOURCE = Path(__file__).parent.parent
RECONCILE_EVERY_S = 0.3
T = TypeVar("T")


class Stack:
    """Broker, API and workers as processes that cannot outlive the test.

    Args:
        folder: where the data folder goes; usually pytest's `tmp_path`.
        database_url: empty for SQLite in the data folder.
        gpu: whether its workers may see the GPUs of this machine.
        broker: "redis" for a private one on a unix socket, "filesystem" for the folder, "none" for none yet.
        overrides: further settings by their names, such as `lease_s=1.0`.
    """

    def __init__(
        self, folder: Path, *, database_url: str = "", broker: str = "redis", gpu: bool = False, **overrides: Any
    ) -> None:
        values: dict[str, Any] = {
            "data_dir": folder / "data", "database_url": database_url, "lease_s": 2.0, "republish_s": 3.0,
            "reconcile_s": 0.3, "extra_recipes": "tests.sleepy,tests.sleepy_picture", "allow_downloads": False,
            "port": free_port(),
        }  # fmt: skip
        self.overrides = values | overrides
        self._gpu = gpu
        self.settings = Settings(**self.overrides)
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        upgrade(self.settings.database)
        self.database = Database(self.settings.database)
        self.storage = open_store(self.settings)
        self.bell = Bell(self.settings)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.settings.port}", timeout=10)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.api: subprocess.Popen[bytes] | None = None
        self.broker: subprocess.Popen[bytes] | None = None
        self._sockets = Path(tempfile.mkdtemp(prefix="stack-"))
        self._next_round = 0.0
        if broker == "redis":
            self.start_broker()
        elif broker == "filesystem":
            use_folder(self.settings)

    def __enter__(self) -> Stack:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Kill everything that was started here, and nothing else."""
        for process in reversed(self.processes):
            self.kill_tree(process)
        self.client.close()
        self.database.dispose()
        shutil.rmtree(self._sockets, ignore_errors=True)

    # Processes

    def start_broker(self) -> subprocess.Popen[bytes]:
        """Start the private Redis and wait until it answers; again after a kill: it comes back empty."""
        binary = find_binary()
        assert binary is not None, "no redis-server on this machine"
        redis = PrivateRedis(binary, self._sockets / "broker.sock", self.settings.run_dir / "redis")
        redis.prepare(wipe=True)
        self.broker = self.start("broker", redis.command)
        until(redis.answers, "the broker answers", 10)
        announce(self.settings, redis.url)
        return self.broker

    def start_api(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start one API process on this stack's port and wait until it answers."""
        options = ("--factory", "--host", "127.0.0.1", "--port", str(self.settings.port), "--no-access-log")
        command = [sys.executable, "-m", "uvicorn", "app.main:create_app", *options]
        self.api = self.start("api", command, **environment)
        until(self.api_answers, "the API answers", 60)
        return self.api

    def start_worker(
        self, queues: str = "train,generate", concurrency: int = 1, **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start one `chapterhouse worker`; it may still be loading when this returns."""
        options = ("--queues", queues, "--concurrency", str(concurrency))
        return self.start("worker", [sys.executable, "-m", "workers.cli", "worker", *options], **environment)

    def start(self, name: str, command: list[str], **environment: str) -> subprocess.Popen[bytes]:
        """Start any program with this stack's settings; its output goes to `<folder>/<name>-<n>.log`."""
        log = self.settings.data_dir.parent / f"{name}-{len(self.processes)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                leashed(command), cwd=SOURCE, env=self.environment | environment, process_group=0,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.processes.append(process)
        return process

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this stack."""
        own = {f"CHAPTERHOUSE_{name.upper()}": str(value) for name, value in self.overrides.items()}
        shown = {} if self._gpu else {"CUDA_VISIBLE_DEVICES": ""}
        return os.environ | own | {"PYTHONPATH": str(SOURCE)} | shown

    def kill_tree(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL a process and everything below it."""
        for victim in reversed(tree(process.pid)):
            kill(victim.pid)
        process.wait(timeout=10)

    def child_pid(self, job_id: str) -> int:
        """The process that runs the job now."""
        pid = self.job(job_id).worker_pid
        assert pid is not None, "no process runs this job"
        return pid

    def kill_child(self, job_id: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Signal the process that runs the job; gives its id."""
        pid = self.child_pid(job_id)
        kill(pid, number)
        return pid

    # Jobs

    def submit(self, *, key: str | None = None, seed: int = 1, model: str | None = None, **params: Any) -> str:
        """Queue a sleepy job straight into SQL and ring the bell, as the API does; gives its id."""
        order = Order(
            kind="train", recipe="sleepy", params=Params(**params).model_dump(), seed=seed, owner="test", model=model,
            max_attempts=self.settings.max_attempts,
        )  # fmt: skip
        return self.place(order, key)

    def place(self, order: Order, key: str | None = None) -> str:
        """Queue any order."""
        with self.database.write() as session:
            row, _ = submit(session, order, Bounds(10_000, 1e9), key)
        publish(self.database, self.send, row.id, row.queue)
        return row.id

    def send(self, queue: str, job_id: str) -> None:
        """Ring the bell, or fail as a broker that is down fails."""
        if not (self.settings.run_dir / "broker.url").exists():
            raise BrokerDownError("no broker yet")
        self.bell(queue, job_id)

    def job(self, job_id: str) -> JobRow:
        """The row as it is now."""
        return self.look(lambda session: session.get_one(JobRow, job_id))

    def events(self, job_id: str, type: str | None = None) -> list[JobEventRow]:
        """The events of a job, oldest first."""
        statement = select(JobEventRow).where(JobEventRow.job_id == job_id).order_by(JobEventRow.seq)
        rows = self.look(lambda session: list(session.scalars(statement)))
        return [row for row in rows if type is None or row.type == type]

    def versions(self) -> list[ModelVersionRow]:
        """Every published version."""
        return self.look(lambda session: list(session.scalars(select(ModelVersionRow))))

    def look(self, read: Callable[[Session], T]) -> T:
        """Read in a transaction."""
        with self.database.read() as session:
            return read(session)

    def wait(self, job_id: str, *statuses: Status, timeout_s: float = 20.0) -> JobRow:
        """Wait until the job is in one of the states (default: any final one), reconciling where no API does."""
        wanted = statuses or TERMINAL
        self.until(lambda: self.job(job_id).status in wanted, f"{job_id} becomes {wanted}", timeout_s)
        return self.job(job_id)

    def wait_all(self, job_ids: list[str], timeout_s: float = 60.0) -> list[JobRow]:
        """Wait until every one of the jobs has ended."""
        open_jobs = select(JobRow.id).where(JobRow.id.in_(job_ids), JobRow.status.not_in(TERMINAL)).limit(1)
        self.until(lambda: self.look(lambda session: session.scalar(open_jobs)) is None, "all jobs end", timeout_s)
        return [self.job(job_id) for job_id in job_ids]

    def wait_step(self, job_id: str, step: int, timeout_s: float = 20.0) -> None:
        """Wait until the running job has reported that step."""

        def reached() -> bool:
            return any(event.data["step"] >= step for event in self.events(job_id, "metric"))

        self.until(reached, f"{job_id} reports step {step}", timeout_s)

    def until(self, is_true: Callable[[], object], what: str, timeout_s: float) -> None:
        """Wait for something, reconciling meanwhile where no API does."""

        def tended() -> object:
            self._reconcile()
            return is_true()

        until(tended, what, timeout_s)

    def _reconcile(self) -> None:
        if self.api is not None or time.monotonic() < self._next_round:
            return
        Reconciler(self.database, self.storage, self.settings, self.send).round()
        self._next_round = time.monotonic() + RECONCILE_EVERY_S

    def api_answers(self) -> bool:
        """Whether the API answers now."""
        try:
            return self.client.get("/api/v1/health/live").status_code == 200
        except httpx.TransportError:
            return False
