"""A broker that is down, emptied or full delays jobs; it loses none, and the API never needs it."""

from __future__ import annotations

import time
from pathlib import Path

from tests.processes import until
from tests.service.grounds import Ground, broker_client
from tests.service.house import House, within

SHORT = {"steps": 2}


def test_a_job_submitted_while_the_broker_is_down_runs_when_it_is_back(house: House) -> None:
    stack = house.stack
    assert stack.broker is not None
    stack.kill_tree(stack.broker)

    asked = time.monotonic()
    job_id = house.submit(params=SHORT)
    assert time.monotonic() - asked < within(1.0)  # nobody waits for a broker
    health = house.client.get("/api/v1/health/ready")
    assert (health.status_code, health.json()["broker"]) == (200, "degraded")
    assert stack.job(job_id).published_at is None
    stack.start_broker()

    assert house.wait(job_id)["status"] == "succeeded"


def test_jobs_survive_the_emptying_of_the_broker(house: House) -> None:
    jobs = [house.submit(params={"steps": 10}) for _ in range(5)]
    until(lambda: house.job(jobs[0])["status"] == "running", "the first one runs", 30)

    with broker_client(house.stack) as client:
        client.flushall()

    assert [house.wait(job_id)["status"] for job_id in jobs] == ["succeeded"] * 5
    assert [house.job(job_id)["attempt"] for job_id in jobs] == [1] * 5


def test_jobs_wait_in_the_database_while_the_broker_is_full(house: House) -> None:
    with broker_client(house.stack) as client:
        client.config_set("maxmemory", "1")
        try:
            jobs = [house.submit(params=SHORT) for _ in range(3)]
            rows = [house.stack.job(job_id) for job_id in jobs]
            assert [(row.status, row.published_at) for row in rows] == [("queued", None)] * 3
            assert house.client.get("/api/v1/health/ready").json()["broker"] == "degraded"
        finally:
            client.config_set("maxmemory", "256mb")

    assert [house.wait(job_id)["status"] for job_id in jobs] == ["succeeded"] * 3


def test_an_api_without_a_broker_is_ready_and_takes_jobs(tmp_path: Path) -> None:
    with Ground("embedded").stack(tmp_path) as stack:
        stack.kill_tree(stack.start_broker())  # announced, and dead
        stack.start_api()
        house = House(stack)

        job_id = house.submit(params=SHORT)
        health = house.client.get("/api/v1/health/ready")
        assert (health.status_code, health.json()["broker"]) == (200, "degraded")
        stack.start_broker()
        house.start_worker()

        assert house.wait(job_id)["status"] == "succeeded"


def test_an_api_follows_a_broker_that_is_announced_later(tmp_path: Path) -> None:
    with Ground("embedded").stack(tmp_path) as stack:
        stack.start_api()
        house = House(stack)
        early = house.submit(params=SHORT)  # rung into the folder, where no worker listens

        stack.start_broker()
        house.start_worker()

        assert house.wait(house.submit(params=SHORT))["status"] == "succeeded"
        assert house.wait(early)["status"] == "succeeded"
