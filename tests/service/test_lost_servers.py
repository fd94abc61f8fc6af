"""PostgreSQL and Redis go away and come back while jobs run: the house says so, goes on, and loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import truth
from tests.postgres import MISSING, Postgres, find_programs
from tests.processes import is_alive, kill, tree, until
from tests.service.grounds import Ground
from tests.service.house import House

LEASE_S = 3.0


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A PostgreSQL of the test's own, which it may stop."""
    programs = find_programs()
    if programs is None:
        pytest.skip(MISSING)
    own = Postgres(programs)
    yield own
    own.stop()


@pytest.fixture
def house(request: pytest.FixtureRequest, server: Postgres, tmp_path: Path) -> Iterator[House]:
    """A house on servers, with one worker; its lease is the fixture's parameter."""
    url = server.url(server.create_database())
    with Ground("servers").stack(tmp_path, url, lease_s=getattr(request, "param", LEASE_S), max_attempts=4) as stack:
        stack.start_broker()
        stack.start_api()
        opened = House(stack)
        opened.start_worker()
        yield opened


@pytest.mark.parametrize("house", [20.0], indirect=True)
def test_a_database_that_is_away_for_a_moment_costs_nothing(house: House, server: Postgres) -> None:
    job_id = house.submit(params={"steps": 40, "step_s": 0.1})
    house.stack.wait_step(job_id, 3)
    with house.client.stream("GET", f"/api/v1/jobs/{job_id}/events", timeout=30) as told:
        lines = told.iter_lines()
        next(line for line in lines if line.startswith("id: 2"))
        server.halt()
        refused = house.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sleepy"})
        ready = house.client.get("/api/v1/health/ready")
        alive = house.client.get("/api/v1/health/live")
        server.start()
        heard = [line for line in lines if line.startswith(("id: ", "event: done"))]

    assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
    assert "retry-after" in refused.headers
    assert (ready.status_code, ready.json()["ready"], ready.json()["database"]) == (503, False, "unavailable")
    assert alive.status_code == 200
    job = house.wait(job_id)
    assert (job["status"], job["attempt"]) == ("succeeded", 1)  # its worker went on
    assert heard == [*(f"id: {number}" for number in range(3, len(heard) + 2)), "event: done"]  # in one stream
    assert house.wait(house.submit(params={"steps": 1}))["status"] == "succeeded"


@pytest.mark.slow
def test_a_database_that_is_away_for_longer_than_the_lease_ends_the_attempt(house: House, server: Postgres) -> None:
    jobs = [house.submit(params={"steps": 60, "step_s": 0.1}) for _ in range(3)]
    house.stack.wait_step(jobs[0], 3)
    child = house.stack.child_pid(jobs[0])

    server.halt()
    time.sleep(LEASE_S + 2.5)  # it fences itself, with nobody to tell it
    server.start()

    ended = [house.wait(job_id) for job_id in jobs]
    assert [(job["status"], job["attempt"]) for job in ended] == [("succeeded", 2), ("succeeded", 1), ("succeeded", 1)]
    assert ended[0]["result"]["report"]["starts"][1] >= 3
    assert is_alive(child)  # the process is well and took the next job
    assert truth.broken_promises(house.stack, jobs) == []


@pytest.mark.slow
def test_a_broker_over_tcp_that_comes_back_empty_loses_nothing(house: House) -> None:
    stack = house.stack
    assert stack.broker is not None
    jobs = [house.submit(params={"steps": 30, "step_s": 0.1})]
    stack.wait_step(jobs[0], 3)
    jobs += [house.submit(params={"steps": 2}) for _ in range(5)]  # wait in the broker that dies

    stack.kill_tree(stack.broker)
    asked = time.monotonic()
    jobs += [house.submit(params={"steps": 2}) for _ in range(5)]
    assert time.monotonic() - asked < 5  # nobody waits for a broker
    assert house.client.get("/api/v1/health/ready").json()["broker"] == "degraded"
    stack.start_broker()

    ended = [house.wait(job_id) for job_id in jobs]
    assert [(job["status"], job["attempt"]) for job in ended] == [("succeeded", 1)] * 11  # the running one went on
    assert truth.broken_promises(stack, jobs) == []
    until(lambda: house.client.get("/api/v1/health/ready").json()["broker"] == "ok", "it says that all is well", 10)


@pytest.mark.slow
def test_everything_killed_at_once_ends_every_job_after_the_next_start(house: House, server: Postgres) -> None:
    stack = house.stack
    jobs = [house.submit(params={"steps": 30, "step_s": 0.1})] + [house.submit(params={"steps": 3}) for _ in range(8)]
    stack.wait_step(jobs[0], 5)

    for victim in [one for process in (*stack.processes, server.process) for one in tree(process.pid)]:
        kill(victim.pid)
    for process in (*stack.processes, server.process):
        process.wait(timeout=20)
    server.start()  # it recovers from its log
    stack.start_broker()
    stack.start_api()
    stack.start_worker()

    ended = [house.wait(job_id) for job_id in jobs]
    assert [(job["status"], job["attempt"]) for job in ended] == [("succeeded", 2)] + [("succeeded", 1)] * 8
    assert ended[0]["result"]["report"]["starts"][1] >= 5  # it went on from its checkpoint
    assert truth.broken_promises(stack, jobs) == []
