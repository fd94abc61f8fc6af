"""What real processes write to their logs: an object a line, whose it is, and nothing people sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.jobs.states import Status
from tests.stack import Stack

Json = dict[str, Any]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An API and a worker that log JSON, every request too."""
    folder = tmp_path_factory.mktemp("logs")
    with Stack(folder, log_format="json", access_log=True, max_attempts=1) as running:
        running.start_api()
        running.start_worker()
        yield running


def lines(stack: Stack, name: str) -> list[Json]:
    """The records of the processes of that name; fails on a line that is not one."""
    folder: Path = stack.settings.data_dir.parent
    text = "".join(file.read_text() for file in sorted(folder.glob(f"{name}-*.log")))
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_is_a_record(stack: Stack) -> None:
    stack.wait(stack.submit(steps=1), Status.SUCCEEDED)

    for name in ("api", "worker"):
        records = lines(stack, name)
        assert records
        assert all({"timestamp", "level", "logger", "message"} <= set(record) for record in records)


def test_a_request_is_told_with_its_id_and_its_route(stack: Stack) -> None:
    response = stack.client.get("/api/v1/jobs/job_of_nobody_at_all", headers={"Authorization": "Bearer svc_nothing"})

    told = [record for record in lines(stack, "api") if record.get("request_id") == response.headers["X-Request-Id"]]
    assert len(told) == 1
    assert told[0] | {"timestamp": "", "duration_ms": 0} == {
        "timestamp": "", "level": "INFO", "logger": "chapterhouse.http", "method": "GET",
        "route": "/api/v1/jobs/{job_id}", "status": 404, "duration_ms": 0, "key": None,
        "request_id": response.headers["X-Request-Id"], "message": told[0]["message"],
    }  # fmt: skip
    assert told[0]["message"].startswith("GET /api/v1/jobs/{job_id} 404 in ")


def test_what_a_worker_says_of_a_job_names_job_attempt_and_worker(stack: Stack) -> None:
    job_id = stack.submit(steps=2)
    row = stack.wait(job_id, Status.SUCCEEDED)

    told = [record for record in lines(stack, "worker") if record.get("job_id") == job_id]
    assert len(told) >= 2  # began, ended
    assert {(record["attempt"], record["worker"]) for record in told} == {(1, row.worker)}


def test_a_fault_of_a_recipe_leaves_its_traceback_in_one_record(stack: Stack) -> None:
    job_id = stack.submit(steps=2, trick="raise")
    stack.wait(job_id, Status.FAILED)

    broken = [record for record in lines(stack, "worker") if record.get("job_id") == job_id and "traceback" in record]
    assert len(broken) == 1
    assert "ValueError" in broken[0]["traceback"] and "\n" in broken[0]["traceback"]
    assert broken[0]["level"] == "ERROR" and broken[0]["message"].endswith("failed: internal")


def test_nothing_that_was_sent_is_in_the_logs(stack: Stack) -> None:
    secret = "svc_Zk3f9QaB_" + "a" * 43
    stack.client.post(
        "/api/v1/models/nothing/predict", json={"queries": [{"text": "a very private text"}]},
        headers={"Authorization": f"Bearer {secret}", "Cookie": "session=private-cookie"},
    )  # fmt: skip
    stack.client.get("/api/v1/jobs", params={"cursor": "private-cursor"})
    files = {"file": ("private-name.csv", b"private,columns\n1,2\n", "text/csv")}
    stack.client.post("/api/v1/uploads", files=files)
    stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sleepy", "params": {"private-field": 1}})

    text = json.dumps(lines(stack, "api"))
    assert "private" not in text and secret not in text
    assert '"route": "/api/v1/uploads"' in text  # the calls themselves are there
