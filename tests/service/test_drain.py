"""Going out of service without breaking anything: an API process that was asked to stop, workers that are drained."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api.frames import frames_in
from tests.processes import free_port, until
from tests.service.house import House
from tests.stack import SOURCE

Json = dict[str, Any]
LONG = {"steps": 600, "step_s": 0.1}


class Leaving:
    """An API process of the house's that will be asked to stop; it serves on for a second and a half."""

    def __init__(self, house: House) -> None:
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory", "--port", str(port)]
        command += ["--timeout-graceful-shutdown", "10"]
        self.process = house.stack.start("leaving", command, CHAPTERHOUSE_DRAIN_S="1.5")
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        until(lambda: self.ready() is not None, "the API answers", 60)

    def ready(self) -> httpx.Response | None:
        """The answer of `health/ready` over a connection of its own; None where there is nobody."""
        try:
            return httpx.get(f"{self.client.base_url}/api/v1/health/ready", timeout=10)
        except httpx.TransportError:
            return None

    def ask_to_stop(self) -> None:
        """SIGTERM, and wait until it says that it goes."""
        self.process.send_signal(signal.SIGTERM)
        until(lambda: (said := self.ready()) is not None and said.status_code == 503, "it says so", 5)


@pytest.fixture
def leaving(house: House) -> Iterator[Leaving]:
    """An API process beside the house's own."""
    made = Leaving(house)
    yield made
    made.client.close()
    house.stack.kill_tree(made.process)


@pytest.fixture
def long_job(house: House) -> Iterator[str]:
    """A job that runs until it is canceled."""
    job_id = house.submit(params=LONG)
    house.wait(job_id, "running")
    yield job_id
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    house.wait(job_id)


def test_it_says_that_it_goes_and_serves_on(leaving: Leaving) -> None:
    leaving.ask_to_stop()

    said = leaving.ready()
    served = leaving.client.get("/api/v1/recipes")

    assert said is not None and said.json()["draining"] is True and said.json()["ready"] is False
    assert leaving.client.get("/v2/health/ready").status_code == 503
    assert (served.status_code, served.headers["Connection"]) == (200, "close")
    assert leaving.process.wait(timeout=15) == -signal.SIGTERM  # as uvicorn ends: by the signal, after its shutdown
    assert leaving.ready() is None


def test_what_is_in_flight_is_answered(leaving: Leaving) -> None:
    def slowly() -> Iterator[bytes]:
        yield b'{"kind": "train", "recipe": "sleepy", '
        time.sleep(3)  # its end comes when new connections are refused already
        yield b'"params": {"steps": 1}, "model": "in-flight"}'

    with ThreadPoolExecutor() as pool:
        headers = {"Content-Type": "application/json"}
        sent = pool.submit(leaving.client.post, "/api/v1/jobs", content=slowly(), headers=headers)
        time.sleep(0.5)
        leaving.ask_to_stop()
        until(lambda: leaving.ready() is None, "new connections are refused", 10)
        assert not sent.done()

        assert sent.result(timeout=15).status_code == 202


def test_streams_and_waits_end_in_good_order_and_resume_elsewhere(
    house: House, leaving: Leaving, long_job: str
) -> None:
    path = f"/api/v1/jobs/{long_job}/events"
    seen: list[int] = []

    def listen() -> None:  # a stream that is cut raises
        with leaving.client.stream("GET", path) as response:
            seen.extend(int(frame.id) for frame in frames_in(response.iter_lines()) if frame.id is not None)

    with ThreadPoolExecutor() as pool:
        listening = pool.submit(listen)
        waiting = pool.submit(leaving.client.get, f"/api/v1/jobs/{long_job}", headers={"Prefer": "wait=30"})
        until(lambda: len(seen) > 2, "events come", 20)
        leaving.ask_to_stop()

        listening.result(timeout=5)
        assert waiting.result(timeout=5).json()["status"] == "running"

    with house.client.stream("GET", path, headers={"Last-Event-ID": str(seen[-1])}) as response:
        following = (int(frame.id) for frame in frames_in(response.iter_lines()) if frame.id is not None)
        assert [next(following) for _ in range(3)] == [seen[-1] + 1, seen[-1] + 2, seen[-1] + 3]
    assert seen == list(range(1, len(seen) + 1))


def worker_of(house: House) -> Json:
    """The house's worker, as the System page has it."""
    found: list[Json] = house.client.get("/api/v1/workers").json()
    return next(worker for worker in found if worker["state"] not in ("stopping", "lost"))


def chapterhouse(house: House, *words: str) -> subprocess.CompletedProcess[str]:
    """A command against the house."""
    command = [sys.executable, "-m", "app.cli", "--url", str(house.client.base_url), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=SOURCE)


def test_a_drained_worker_ends_its_job_and_takes_no_other(house: House) -> None:
    running = house.submit(params={"steps": 30, "step_s": 0.1})
    house.wait(running, "running")
    waiting = house.submit(params={"steps": 1})
    worker = worker_of(house)["id"]

    said = house.client.post(f"/api/v1/workers/{worker}/drain").json()
    assert said["state"] == "draining"
    assert house.wait(running)["status"] == "succeeded"
    time.sleep(2)  # long enough for a worker that would take it

    assert house.client.get(f"/api/v1/jobs/{waiting}").json()["status"] == "queued"
    assert worker_of(house)["state"] == "drained"
    assert house.client.get("/api/v1/health/ready").json()["workers"] == 0

    house.client.post(f"/api/v1/workers/{worker}/resume")
    assert house.wait(waiting)["status"] == "succeeded"
    assert house.client.get(f"/api/v1/jobs/{running}").json()["attempt"] == 1


def test_a_job_that_is_handed_back_resumes_where_it_was(house: House) -> None:
    job_id = house.submit(params={"steps": 40, "step_s": 0.1})
    house.wait(job_id, "running")
    until(lambda: (house.client.get(f"/api/v1/jobs/{job_id}").json()["progress"] or {}).get("step", 0) > 3, "steps", 20)

    done = chapterhouse(house, "drain", "--hand-back")
    job = house.client.get(f"/api/v1/jobs/{job_id}").json()

    assert "1 drained" in done.stdout
    assert (job["status"], job["status_reason"]) == ("queued", "worker_stopping")
    chapterhouse(house, "resume", worker_of(house)["id"])
    ended = house.wait(job_id)
    assert (ended["status"], ended["attempt"]) == ("succeeded", 2)
    assert ended["result"]["report"]["starts"][1] > 3


def test_a_worker_that_is_not_there_cannot_be_drained(house: House) -> None:
    response = house.client.post("/api/v1/workers/nobody:1-abcdef/drain", json={"jobs": "finish"})

    assert (response.status_code, response.json()["code"]) == (404, "worker_not_found")
