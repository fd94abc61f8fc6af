"""Workers that are stopped, killed or frozen: no job is lost, none is finished twice."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from app.db.tables import WorkerRow
from app.jobs.states import Status
from tests.processes import is_alive, kill, tree, until
from tests.stack import Stack


def test_sigterm_gives_the_job_back_unharmed_and_the_next_worker_resumes(tmp_path: Path) -> None:
    with Stack(tmp_path, max_attempts=1, lease_s=10.0) as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=60)
        stack.wait_step(job_id, 3)

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
        row = stack.job(job_id)
        assert (row.status, row.status_reason) == (Status.QUEUED, "worker_stopping")
        assert row.max_attempts - row.attempt == 1  # this attempt is not held against it
        assert stack.look(lambda session: [row.stopping for row in session.query(WorkerRow)]) == [True]

        stack.start_worker()
        row = stack.wait(job_id)
        assert row.status == Status.SUCCEEDED
        assert row.result is not None and row.result["report"]["starts"][1] >= 3


def test_a_drained_worker_that_is_stopped_still_gives_its_job_back(tmp_path: Path) -> None:
    with Stack(tmp_path, max_attempts=1, lease_s=10.0) as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=200)
        stack.wait_step(job_id, 2)
        with stack.database.write() as session:
            session.execute(update(WorkerRow).values(drain="finish"))
        time.sleep(2)  # Celery has been told, and waits for the job

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=25) == 0

        row = stack.job(job_id)
        assert (row.status, row.status_reason) == (Status.QUEUED, "worker_stopping")
        assert row.max_attempts - row.attempt == 1


def test_a_killed_worker_tree_loses_nothing(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=40)
        stack.wait_step(job_id, 3)

        stack.kill_tree(worker)
        stack.start_worker()

        row = stack.wait(job_id)
        assert (row.status, row.attempt) == (Status.SUCCEEDED, 2)


def test_nothing_survives_the_launcher(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=1000)
        stack.wait_step(job_id, 1)
        family = [process.pid for process in tree(worker.pid)]
        assert len(family) >= 3  # launcher, celery, its child

        worker.kill()

        worker.wait()
        until(lambda: not any(is_alive(pid) for pid in family), "the family is gone", 3)


@pytest.mark.slow
def test_the_process_of_a_job_dies_with_its_parent_and_the_job_goes_on_elsewhere(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        worker = stack.start_worker()
        job_id = stack.submit(steps=30)
        stack.wait_step(job_id, 1)
        child, parent = stack.child_pid(job_id), tree(worker.pid)[1]

        kill(parent.pid)
        until(lambda: not is_alive(child), "its child is gone", 1.5)
        assert worker.wait(timeout=10) != 0  # whoever supervises it starts it anew
        stack.start_worker()

        row = stack.wait(job_id)
        assert (row.status, row.attempt) == (Status.SUCCEEDED, 2)


def freeze_between_writes(stack: Stack, job_id: str) -> int:
    """Stop the process that runs the job; frozen in a write it would keep SQLite's lock."""
    file = stack.settings.data_dir / "chapterhouse.db"
    while True:
        pid = stack.kill_child(job_id, signal.SIGSTOP)
        with closing(sqlite3.connect(file, timeout=0.2, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return pid
            except sqlite3.OperationalError:
                kill(pid, signal.SIGCONT)
        time.sleep(0.01)


def test_a_frozen_worker_that_wakes_up_late_changes_nothing(tmp_path: Path) -> None:
    with Stack(tmp_path, lease_s=1.0) as stack:
        stack.start_worker(concurrency=2)
        job_id = stack.submit(steps=40)
        stack.wait_step(job_id, 3)

        frozen = freeze_between_writes(stack, job_id)
        row = stack.wait(job_id, timeout_s=30)
        kill(frozen, signal.SIGCONT)
        time.sleep(1)

        assert (row.status, row.attempt) == (Status.SUCCEEDED, 2)
        assert len(stack.versions()) == 1
        assert len(stack.events(job_id, "done")) == 1


def test_the_celery_parent_never_maps_tensorflow_or_the_database(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        worker = stack.start_worker()
        stack.wait(stack.submit(steps=1))
        celery = tree(worker.pid)[1]

        maps = Path(f"/proc/{celery.pid}/maps").read_text() if sys.platform == "linux" else ""

        assert "tensorflow" not in maps and "h5py" not in maps
        assert "chapterhouse.db" not in maps
        assert not [file.path for file in celery.open_files() if "chapterhouse.db" in file.path]


def test_the_modules_of_the_parent_do_not_import_keras() -> None:
    code = "import sys, workers.celery_app, workers.tasks; print({'tensorflow', 'keras', 'models'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
