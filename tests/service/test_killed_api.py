"""An API process that dies at the worst moments, and many of them at once: nothing is lost, doubled or left behind."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, update

from app.db.clock import now
from app.db.tables import JobRow, UploadRow
from tests.engine.orders import claimed
from tests.processes import until
from tests.service.grounds import Ground, new_database
from tests.service.house import House
from tests.stack import Stack

SLOW_SERVERS = pytest.param("servers", marks=pytest.mark.slow)
ORDER = {"kind": "train", "recipe": "sleepy", "params": {"steps": 2}}
TRAPPED = {"extra_recipes": "tests.failing"}
TRAPS = "before_commit,before_publish"  # the first request springs the first, the next one the second
FOREVER = """
import sys, time
from app.db.session import Database
from app.jobs.reconcile import Reconciler
from app.settings import get_settings
from app.storage import open_store
settings = get_settings()
reconciler = Reconciler(Database(settings.database), open_store(settings), settings, lambda queue, job_id: None)
while True:
    reconciler.round()
    time.sleep(0.05)
"""


@contextmanager
def stack_on(name: str, request: pytest.FixtureRequest, folder: Path, **overrides: object) -> Iterator[Stack]:
    """A stack with its broker, and no API yet."""
    ground = Ground("servers" if name == "servers" else "embedded")
    url = new_database(request) if name == "servers" else ""
    with ground.stack(folder, url, **overrides) as stack:
        stack.start_broker()
        yield stack


def send(stack: Stack) -> httpx.Response:
    """The same order with the same key, each time."""
    return httpx.post(f"{stack.client.base_url}/api/v1/jobs", json=ORDER, headers={"Idempotency-Key": "one"})


def jobs(stack: Stack) -> list[JobRow]:
    """Every job."""
    return stack.look(lambda session: list(session.scalars(select(JobRow))))


def die_over_it(stack: Stack) -> None:
    """Start an API, send the order, and see it die."""
    api = stack.start_api(FAIL_AT=TRAPS)
    with pytest.raises(httpx.TransportError):
        send(stack)
    assert api.wait(timeout=10) == -9


@pytest.mark.parametrize("name", ["embedded", SLOW_SERVERS])
def test_an_order_is_one_job_however_often_the_api_dies_over_it(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with stack_on(name, request, tmp_path, **TRAPPED) as stack:
        die_over_it(stack)
        assert jobs(stack) == []

        die_over_it(stack)
        (row,) = jobs(stack)
        assert (row.status, row.published_at) == ("queued", None)

        stack.start_worker()
        stack.start_api()
        again = send(stack)

        assert (again.status_code, again.json()["id"]) == (202, row.id)
        assert again.headers["Idempotency-Replayed"] == "true"  # so this process has not rung for it: the reconciler
        assert House(stack).wait(row.id)["attempt"] == 1
        assert len(jobs(stack)) == 1


def leftovers(stack: Stack) -> list[str]:
    """Files of uploads that are not where they belong."""
    folders = (stack.settings.artifacts_dir / "tmp", stack.settings.run_dir / "tmp")
    return [path.name for folder in folders if folder.is_dir() for path in folder.iterdir()]


def test_an_upload_that_the_api_dies_over_leaves_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with stack_on("embedded", request, tmp_path, **TRAPPED) as stack:
        api = stack.start_api(FAIL_AT="half_a_file")
        with pytest.raises(httpx.TransportError):
            stack.client.post("/api/v1/uploads", files={"file": ("a.bin", b"x" * 3_000_000)})
        assert api.wait(timeout=10) == -9
        assert len(leftovers(stack)) == 1

        api = stack.start_api()
        until(lambda: leftovers(stack) == [], "the next process tidies up", 10)
        with half_of_an_upload(stack):
            until(lambda: _spooled(api.pid), "half of it has come", 10)
            stack.kill_tree(api)
        stack.start_api()

        assert leftovers(stack) == []
        assert stack.look(lambda session: session.scalar(select(func.count()).select_from(UploadRow))) == 0
        answer = stack.client.post("/api/v1/uploads", files={"file": ("a.bin", b"x" * 3_000_000)})
        assert answer.status_code == 201


@contextmanager
def half_of_an_upload(stack: Stack) -> Iterator[None]:
    """A connection on which the second half never comes."""
    head = (
        "POST /api/v1/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6000000\r\n"
        "Content-Type: multipart/form-data; boundary=cut\r\n\r\n--cut\r\n"
        'Content-Disposition: form-data; name="file"; filename="half.bin"\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", stack.settings.port)) as connection:
        connection.sendall(head.encode() + b"x" * 3_000_000)
        yield


def _spooled(pid: int) -> bool:
    """Whether the process holds a file of that upload, which may have no name."""
    links = Path(f"/proc/{pid}/fd").iterdir()
    return any("run/tmp" in str(link.readlink()) and link.stat().st_size > 1_000_000 for link in links)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["embedded", "servers"])
def test_two_hundred_lost_jobs_are_queued_again_once_by_four_processes_of_which_one_dies(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with stack_on(name, request, tmp_path) as stack:
        lost = [stack.submit(steps=1) for _ in range(200)]
        for _ in lost:
            claimed(stack.database, recipes=["sleepy"], lease_s=300)
        victim, second = stack.start_api(), House(stack).start_second_api()
        for _ in range(2):
            stack.start("reconciler", [sys.executable, "-c", FOREVER])

        with stack.database.write() as session:
            session.execute(update(JobRow).values(lease_until=now() - 1))
        stack.kill_tree(victim)
        until(lambda: all(row.status == "queued" for row in jobs(stack)), "all are queued again", 30)

        for job_id in lost:
            assert [event.data["to"] for event in stack.events(job_id, "status")] == ["queued", "running", "queued"]
        second.close()
