"""`chapterhouse up`: the whole house on one machine, from one command, and nothing left when it ends."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from rich.console import Console
from sqlalchemy import update

from app.access.start import first_key
from app.db.migrate import upgrade
from app.db.session import Database
from app.db.tables import JobRow
from app.jobs.states import Status
from app.settings import Settings
from workers import preflight
from workers.broker import announce, private_redis, use_folder
from workers.child import Child, Program
from workers.first_run import FirstRun
from workers.launcher import SOURCE

POLL_S = 0.1
BROKER_PATIENCE_S = 5.0
API_HEAD_START_S = 5.0
PATIENCE_S = 30.0


class Supervisor:
    """Starts the broker, the API and the workers, and keeps them running until told to stop."""

    def __init__(self, settings: Settings, console: Console, *, train: bool) -> None:
        self._settings, self._console = settings, console
        self._first_run = FirstRun(settings, console, train=train)
        self._children: list[Child] = []
        self._signals = 0

    def run(self) -> int:
        """Give the exit code; returns after an ordered stop.

        Raises:
            StartError: before anything was started.
        """
        lock = preflight.check(self._settings)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (SOURCE, os.environ.get("PYTHONPATH", ""))))
        try:
            self._console.print(f"Data in [bold]{self._settings.data_dir}[/]")
            self._prepare_database()
            self._start_broker()
            self._start(self._api())
            self._first_run.start()
            self._wait(lambda: self._first_run.api_answers, API_HEAD_START_S)  # the page opens before Celery loads
            for program in self._workers():
                self._start(program)
            self._wait(lambda: False, None)
        finally:
            self._stop()
            lock.close()
        return 0

    def _prepare_database(self) -> None:
        upgrade(self._settings.database)
        database = Database(self._settings.database)
        with database.write() as session:  # calls sent to an earlier broker may be gone: announce all again
            queued = update(JobRow).where(JobRow.status == Status.QUEUED)
            session.execute(queued.values(published_at=None))
        self._make_first_key(database)
        database.dispose()

    def _make_first_key(self, database: Database) -> None:
        """A house that asks for keys has one for its owner, in a file that nobody else can read."""
        if self._settings.is_open:
            return
        if first_key(self._settings, database, self._settings.admin_key_file):
            self._console.print(f"The first key is in [bold]{self._settings.admin_key_file}[/]", soft_wrap=True)

    def _start_broker(self) -> None:
        redis = private_redis(self._settings)
        if redis is not None:
            log = self._settings.run_dir / "broker.log"
            redis.prepare(wipe=False)
            program = Program("broker", redis.command, log, lambda lived: redis.prepare(wipe=(lived or 99) < 5))
            child = self._start(program)
            if self._wait(redis.answers, BROKER_PATIENCE_S):
                announce(self._settings, redis.url)
                return
            child.kill()
            self._children.remove(child)
            self._console.print(f"[yellow]The private Redis did not start ({log}); a folder is the broker.[/]")
        if not self._settings.broker_url.startswith("redis"):
            use_folder(self._settings)

    def _api(self) -> Program:
        options = ("--factory", "--host", self._settings.host, "--port", str(self._settings.port))
        command = [sys.executable, "-m", "uvicorn", "app.main:create_app", *options,
                   "--timeout-keep-alive", "10", "--timeout-graceful-shutdown", "5", "--no-access-log"]  # fmt: skip
        return Program("api", command, self._settings.run_dir / "api.log")

    def _workers(self) -> list[Program]:
        """Trainings, pictures and bulk answers each have processes of their own: a dream waits for no training."""
        names = [f"worker-{number}" for number in range(1, self._settings.workers + 1)]
        groups = [(name, "train") for name in names]
        if names:
            groups.append(("worker-generate", "generate"))
        groups.append(("worker-interactive", "interactive"))
        command = [sys.executable, "-m", "workers.cli", "worker", "--queues"]
        return [Program(name, [*command, queues], self._settings.run_dir / f"{name}.log") for name, queues in groups]

    def _start(self, program: Program) -> Child:
        child = Child(program)
        self._children.append(child)
        child.start()
        return child

    def _wait(self, is_true: Callable[[], bool], timeout_s: float | None) -> bool:
        """Tend the children until something is true, a signal comes, or the time is over."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not self._signals and (deadline is None or time.monotonic() < deadline):
            if is_true():
                return True
            for child in self._children:
                if sentence := child.tend():
                    self._console.print(f"[yellow]{sentence}[/]")
            time.sleep(POLL_S)
        return False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _stop(self) -> None:
        """In good order: API and workers first, within 30 s; a second signal ends the patience."""
        self._first_run.stop()
        broker = [child for child in self._children if child.program.name == "broker"]
        others = [child for child in self._children if child not in broker]
        if self._signals:
            self._console.print("Stopping; running jobs go back to the queue. Ctrl-C again to stop at once.")
        for child in others:
            child.ask_to_stop()
        deadline = time.monotonic() + PATIENCE_S
        while any(child.runs for child in others) and self._signals < 2 and time.monotonic() < deadline:
            time.sleep(POLL_S)
        for child in [*others, *broker]:
            child.kill()
        (self._settings.run_dir / "broker.url").unlink(missing_ok=True)
