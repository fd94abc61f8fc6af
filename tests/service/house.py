"""The whole service for tests: two API processes and one worker over one stack, spoken to over HTTP only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.jobs.states import TERMINAL
from tests.processes import free_port, tree, until
from tests.service.grounds import Ground
from tests.stack import Stack

Json = dict[str, Any]
CALM_LOAD = 1.0  # processes that want each core of a machine on which times mean something


class House:
    """A stack seen from outside."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.client = stack.client
        self.worker: subprocess.Popen[bytes] | None = None

    def start_worker(self, queues: str = "train,generate") -> None:
        """Start a worker and wait until it hears calls."""
        before = self._heard()
        self.worker = self.stack.start_worker(queues)
        until(lambda: self._heard() > before, "the worker is there", 60)

    def _heard(self) -> int:
        return int(self.client.get("/api/v1/health/ready").json()["workers"])

    def start_second_api(self) -> httpx.Client:
        """Start another API process over the same data; gives a client of it."""
        port = free_port()
        options = ("--factory", "--host", "127.0.0.1", "--port", str(port))
        self.stack.start("api-two", [sys.executable, "-m", "uvicorn", "app.main:create_app", *options])
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)
        until(lambda: _answers(client), "the second API answers", 60)
        return client

    def submit(self, *, recipe: str = "sleepy", key: str | None = None, **body: Any) -> str:
        """Send a job through the front door; gives its id. `params` and `model` go into the body."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post("/api/v1/jobs", json={"kind": "train", "recipe": recipe} | body, headers=headers)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def job(self, job_id: str) -> Json:
        """The job as the API shows it."""
        answer = self.client.get(f"/api/v1/jobs/{job_id}")
        assert answer.status_code == 200, answer.text
        job: Json = answer.json()
        return job

    def wait(self, job_id: str, *statuses: str, timeout_s: float = 60) -> Json:
        """Wait until the job is in one of the states (default: any final one)."""
        wanted = statuses or TERMINAL
        until(lambda: self.job(job_id)["status"] in wanted, f"{job_id} becomes {wanted}", timeout_s)
        return self.job(job_id)

    def predict(self, model: str, queries: list[Json]) -> httpx.Response:
        """Ask the version in production."""
        return self.client.post(f"/api/v1/models/{model}/predict", json={"queries": queries})

    def worker_children(self) -> list[int]:
        """The processes that run this worker's jobs."""
        assert self.worker is not None
        return [process.pid for process in tree(self.worker.pid)[2:]]  # after the launcher and Celery's parent


@contextmanager
def open_house(ground: Ground, folder: Path, database_url: str = "", **overrides: Any) -> Iterator[House]:
    """A house with its broker and one API process."""
    with ground.stack(folder, database_url, **overrides) as stack:
        if ground.name != "folder":
            stack.start_broker()
        stack.start_api()
        yield House(stack)


def within(seconds: float) -> float:
    """A time limit, stretched where other programs leave this machine too little to keep it."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) / CALM_LOAD)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/api/v1/health/live").status_code == 200
    except httpx.TransportError:
        return False
