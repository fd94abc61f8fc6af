"""`chapterhouse up`: starts once, mends itself, and leaves nothing behind."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.tables import JobRow
from app.jobs.states import Status
from tests.processes import free_port, is_alive, kill, line, tree, until
from tests.stack import Stack

UP = [sys.executable, "-m", "workers.cli", "up", "--no-train"]


class House:
    """A running `up` and what it printed."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.process = stack.start("up", UP)
        self.log = stack.settings.data_dir.parent / "up-0.log"
        until(self._is_whole, f"the house is up: {self.log.read_text()}", 40)

    def _is_whole(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        stack = self.stack
        return stack.api_answers() and stack.client.get("/api/v1/health/ready").json()["workers"] == 3

    def family(self) -> list[int]:
        """The ids of every process of this house."""
        return [process.pid for process in tree(self.process.pid)]

    def find(self, *words: str) -> int:
        """The topmost process whose command line holds these words."""
        found = [process for process in tree(self.process.pid) if all(word in line(process) for word in words)]
        return int(next(process.pid for process in found if is_alive(process.pid)))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with Stack(tmp_path_factory.mktemp("up"), broker="none") as stack:
        yield House(stack)


def _submit(stack: Stack, **params: object) -> str:
    response = stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sleepy", "params": params})
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


def _wait(stack: Stack, job_id: str, timeout_s: float = 20) -> JobRow:
    until(lambda: stack.job(job_id).finished_at is not None, "the job ends", timeout_s)
    return stack.job(job_id)


def test_a_job_runs_from_http_to_a_prediction(house: House) -> None:
    row = _wait(house.stack, _submit(house.stack, steps=2))

    assert row.status == Status.SUCCEEDED
    answer = house.stack.client.post("/api/v1/models/sleepy/predict", json={"queries": [{"number": 40}]})
    assert answer.json()["answers"] == [{"total": 42}]


def test_a_second_start_is_refused_and_names_the_first(house: House) -> None:
    done = subprocess.run(UP, env=house.stack.environment, capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode == 1
    assert f"process {house.process.pid}" in done.stdout


def test_a_dead_api_comes_back(house: House) -> None:
    api = house.find("uvicorn")

    kill(api)

    until(lambda: not is_alive(api), "it is dead", 5)
    until(house.stack.api_answers, "the API answers again", 20)


def test_a_dead_broker_and_worker_come_back_and_no_job_is_lost(house: House) -> None:
    kill(house.find("redis-server"))
    kill(house.find("workers.cli worker", "train"))

    job_id = _submit(house.stack, steps=2)

    assert _wait(house.stack, job_id, 60).status == Status.SUCCEEDED


def test_ctrl_c_stops_everything_in_good_order_and_kill_9_too(house: House) -> None:
    family = house.family()
    job_id = _submit(house.stack, steps=600)
    until(lambda: house.stack.job(job_id).status == Status.RUNNING, "it runs", 20)

    house.process.send_signal(signal.SIGINT)

    assert house.process.wait(timeout=30) == 0
    assert not [pid for pid in family if is_alive(pid)]
    assert house.stack.job(job_id).status_reason == "worker_stopping"

    again = House(house.stack)
    until(lambda: house.stack.job(job_id).status == Status.RUNNING, "it runs again", 20)
    family = again.family()
    assert len(family) >= 8  # supervisor, broker, API, two launchers, two celerys and their children

    again.process.kill()

    again.process.wait()
    until(lambda: not [pid for pid in family if is_alive(pid)], "nothing is left", 5)


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="none", port=free_port()) as stack, socket.socket() as taken:
        taken.bind(("127.0.0.1", stack.settings.port))
        taken.listen()

        done = subprocess.run(UP, env=stack.environment, capture_output=True, text=True, timeout=30, check=False)

        assert done.returncode == 1
        assert f"Port {stack.settings.port}" in done.stdout
        assert not (stack.settings.run_dir / "broker.url").exists()


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with Stack(tmp_path, broker="none") as stack:
        command = [*UP, "--data-dir", str(blocked / "data")]

        done = subprocess.run(command, env=stack.environment, capture_output=True, text=True, timeout=30, check=False)

        assert done.returncode == 1
        assert "cannot be written" in done.stdout
