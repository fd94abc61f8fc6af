"""What Prometheus reads from real servers after real jobs: the same from every replica, and nothing lost or doubled."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.jobs.states import Status
from app.system.metrics import KEPT_S
from tests.processes import free_port, until
from tests.stack import Stack

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]
TRAIN = {"kind": "train", "recipe": "sleepy"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An API and a worker."""
    with Stack(tmp_path_factory.mktemp("metrics"), max_attempts=2) as running:
        running.start_api()
        running.start_worker()
        yield running


@pytest.fixture(scope="module")
def second(stack: Stack) -> Iterator[httpx.Client]:
    """A client of a second replica."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory", "--port", str(port)]
    stack.start("second", command)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:

        def answers() -> bool:
            try:
                return client.get("/api/v1/health/live").is_success
            except httpx.TransportError:
                return False

        until(answers, "the second replica answers", 60)
        yield client


def scrape(client: httpx.Client) -> Samples:
    """Every sample of now by its name and labels, as Prometheus' own parser reads it."""
    time.sleep(KEPT_S)
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families for sample in family.samples
    }  # fmt: skip


def value(samples: Samples, name: str, **labels: str) -> float:
    """One sample; 0 when it is not there yet."""
    return samples.get((f"chapterhouse_{name}", tuple(sorted(labels.items()))), 0.0)


def test_jobs_are_counted_once_by_every_replica(stack: Stack, second: httpx.Client) -> None:
    before = scrape(stack.client)
    ended = [stack.submit(steps=2, step_s=0.1) for _ in range(3)]
    failed = stack.submit(steps=2, trick="raise")
    stack.wait_all([*ended, failed])

    samples, other = scrape(stack.client), scrape(second)

    def grew(name: str, **labels: str) -> float:
        assert value(samples, name, **labels) == value(other, name, **labels)
        return value(samples, name, **labels) - value(before, name, **labels)

    assert grew("jobs_submitted_total", **TRAIN) == 4
    assert grew("job_attempts_total", **TRAIN) == 4
    assert grew("jobs_finished_total", **TRAIN, outcome="succeeded") == 3
    assert grew("jobs_finished_total", **TRAIN, outcome="failed") == 1
    assert grew("job_run_seconds_count", **TRAIN, outcome="succeeded") == 3
    assert grew("job_wait_seconds_count", queue="train") == 4
    assert 0.6 <= grew("job_run_seconds_sum", **TRAIN, outcome="succeeded") < 60  # 3 jobs of 2 steps of 0.1 s
    assert grew("job_run_seconds_bucket", **TRAIN, outcome="succeeded", le="+Inf") == 3
    assert grew("job_run_seconds_bucket", **TRAIN, outcome="succeeded", le="30") == 3


def test_a_killed_worker_is_a_lost_lease_and_a_second_attempt(stack: Stack, second: httpx.Client) -> None:
    before = scrape(stack.client)
    job_id = stack.submit(steps=40, step_s=0.05)
    stack.wait_step(job_id, 2)
    stack.kill_child(job_id)
    stack.wait(job_id, Status.SUCCEEDED, timeout_s=90)

    samples = scrape(second)

    lost = {"queue": "train", "reason": "worker_lost"}
    assert value(samples, "lease_losses_total", **lost) - value(before, "lease_losses_total", **lost) == 1
    assert value(samples, "job_attempts_total", **TRAIN) - value(before, "job_attempts_total", **TRAIN) == 2


def test_how_far_estimates_were_off_is_measured(stack: Stack) -> None:
    before = scrape(stack.client)
    body = TRAIN | {"model": "estimated", "params": {"steps": 4, "step_s": 0.1}}
    stack.wait(stack.client.post("/api/v1/jobs", json=body).json()["id"], Status.SUCCEEDED)

    samples = scrape(stack.client)

    count = ("job_cost_ratio_count", TRAIN)
    assert value(samples, count[0], **count[1]) - value(before, count[0], **count[1]) == 1
    ratio = value(samples, "job_cost_ratio_sum", **TRAIN) - value(before, "job_cost_ratio_sum", **TRAIN)
    assert ratio > 0


def test_a_deleted_job_stays_counted(stack: Stack) -> None:
    job_id = stack.submit(steps=1)
    stack.wait(job_id)
    before = scrape(stack.client)
    assert stack.client.delete(f"/api/v1/jobs/{job_id}").status_code == 204
    stack.wait(stack.submit(steps=1))

    samples = scrape(stack.client)

    name = "jobs_finished_total"
    assert value(samples, name, **TRAIN, outcome="succeeded") == value(before, name, **TRAIN, outcome="succeeded") + 1


def test_queues_and_workers_are_those_of_now(stack: Stack) -> None:
    first = stack.submit(steps=100, step_s=0.1)
    stack.wait_step(first, 1)
    waiting = [stack.submit(steps=1) for _ in range(2)]

    samples = scrape(stack.client)

    assert value(samples, "queue_depth", queue="train") == 2
    assert value(samples, "queue_oldest_seconds", queue="train") > 0
    assert value(samples, "jobs", status="running") == 1 and value(samples, "jobs", status="queued") == 2
    assert value(samples, "workers_alive", queue="train") == 1
    assert value(samples, "workers_alive", queue="interactive") == 0
    assert value(samples, "database_up") == 1 and value(samples, "disk_free_bytes") > 0
    for job_id in (first, *waiting):
        stack.client.post(f"/api/v1/jobs/{job_id}/cancel")
    stack.wait_all([first, *waiting])
