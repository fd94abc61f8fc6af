"""The release before keys, buckets and totals, upgraded while it works: its workers beside the new API, nothing lost.

The old programs are taken out of the repository's history and run from a folder of their own.
"""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select

from app.db.migrate import current, downgrade, newest, upgrade
from app.db.tables import JobRow
from tests.chaos import truth
from tests.models.small_data import table_csv
from tests.processes import until
from tests.service.grounds import Ground, new_database
from tests.service.house import House
from tests.stack import SOURCE, Stack

OLD_COMMIT, OLD_SCHEMA = "727cf72", "0002"
TRAINING = {"epochs": 120, "folds": 2, "passes": 1, "batch_size": 1, "hidden_units": 8}
LOAD_S = 180  # until a fresh process has loaded TensorFlow on a busy machine
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def old_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old release, and the recipe that sleeps."""
    command = ["git", "archive", OLD_COMMIT, "app", "models", "workers"]
    packed = subprocess.run(command, cwd=SOURCE, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip(f"no {OLD_COMMIT} in the history of this checkout")
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    shutil.copytree(SOURCE / "tests" / "sleepy", folder / "tests" / "sleepy")
    (folder / "tests" / "__init__.py").touch()
    return folder


class Old:
    """Starts programs of the old release on a stack of the new one."""

    def __init__(self, stack: Stack, tree: Path) -> None:
        self._stack, self._tree = stack, tree
        self.launchers: list[int] = []

    def start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        """A Python module of the old tree."""
        command = ["env", "-C", str(self._tree), sys.executable, "-m", *words]
        return self._stack.start(name, command, PYTHONPATH=str(self._tree))

    def start_api(self) -> subprocess.Popen[bytes]:
        """The API, on the stack's port."""
        words = ("uvicorn", "app.main:create_app", "--factory", "--port", str(self._stack.settings.port))
        self._stack.api = self.start("old-api", *words)
        until(self._stack.api_answers, "the old API answers", 60)
        return self._stack.api

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker."""
        process = self.start("old-worker", "workers.cli", "worker", "--queues", "train,generate")
        self.launchers.append(process.pid)
        return process

    def ran(self, row: JobRow) -> bool:
        """Whether one of the old workers ended the job."""
        return any(f":{pid}-" in str(row.worker) for pid in self.launchers)


def all_jobs(stack: Stack) -> list[JobRow]:
    """Every job."""
    return stack.look(lambda session: list(session.scalars(select(JobRow))))


@pytest.mark.parametrize("name", ["embedded", "servers"])
def test_old_workers_and_a_new_api_lose_no_job(
    name: Literal["embedded", "servers"], tmp_path: Path, old_tree: Path, request: pytest.FixtureRequest
) -> None:
    url = new_database(request) if name == "servers" else ""
    with Ground(name).stack(tmp_path, url, max_attempts=5, lease_s=3.0, extra_recipes="tests.sleepy") as stack:
        downgrade(stack.settings.database, OLD_SCHEMA)
        stack.start_broker()
        house, old = House(stack), Old(stack, old_tree)
        old_api, first = old.start_api(), old.start_worker()
        accepted = [house.submit(params={"steps": 20, "step_s": 0.1}) for _ in range(8)]
        house.wait(accepted[0])
        until(lambda: house.job(accepted[1])["status"] == "running", "the next one runs", 30)

        upgrade(stack.settings.database)  # while the old worker works
        assert current(stack.settings.database) == newest()
        old_api.send_signal(signal.SIGTERM)
        old_api.wait(timeout=20)
        stack.start_api()
        accepted += [house.submit(params={"steps": 10}) for _ in range(4)]

        csv = table_csv(tmp_path).path.read_bytes()
        made = house.client.post("/api/v1/datasets", files={"file": ("small.csv", csv)}, data={"name": "small"})
        assert made.status_code == 201, made.text
        real = house.submit(recipe="house-prices", data_set="small", seed=11, params=TRAINING, model="real")
        accepted.append(real)
        stack.wait_step(real, 3, timeout_s=LOAD_S)
        assert not [row for row in all_jobs(stack) if row.status == "succeeded" and not old.ran(row)]

        stack.start_worker()
        stack.kill_tree(first)  # in the middle of the real training, which the new worker ends
        second = old.start_worker()
        accepted += [house.submit(params={"steps": 20, "step_s": 0.1}) for _ in range(12)]
        until(lambda: _runs_there(stack, second.pid), "the second old worker works", 60)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=40) == 0
        third = old.start_worker()
        accepted += [house.submit(params={"steps": 20, "step_s": 0.1}) for _ in range(12)]
        until(lambda: _runs_there(stack, third.pid), "the third old worker works", 60)
        stack.kill_tree(third)
        ended = stack.wait_all(accepted, LOAD_S)

        assert truth.broken_promises(stack, accepted) == []
        assert truth.damaged_files(stack) == []
        answered = house.predict("real", [{"rooms": 6.0, "age": 30.0}])
        assert answered.status_code == 200, answered.text
        by_old = sum(old.ran(row) for row in ended)
        attempts = sum(row.attempt for row in ended)
        print(f"\n{name}: {len(ended)} jobs, {by_old} ended by old workers, {attempts} attempts")  # noqa: T201
        assert 9 <= by_old < len(ended)


def _runs_there(stack: Stack, launcher: int) -> bool:
    return any(row.status == "running" and f":{launcher}-" in str(row.worker) for row in all_jobs(stack))
