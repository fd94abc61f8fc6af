"""How a job ends in a real worker: real Celery, real Redis, real SQLite."""

from __future__ import annotations

import os
import sys
import time

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest
from sqlalchemy import update

from app.db.clock import now
from app.db.tables import ModelRow
from app.jobs.control import cancel
from app.jobs.states import Status
from app.jobs.submit import Order
from tests.sleepy.card import Params
from tests.stack import Stack


def test_a_job_runs_reports_and_publishes_a_version(stack: Stack) -> None:
    job_id = stack.submit(steps=3, model="dozy")

    row = stack.wait(job_id)

    assert row.status == Status.SUCCEEDED
    assert row.result is not None and (row.result["model"], row.result["version"]) == ("dozy", 1)
    assert [file["name"] for file in row.result["files"]] == ["state.json"]
    assert all(stack.storage.has(file["sha256"]) for file in row.result["files"])
    assert row.peak_rss_mb is not None and row.peak_rss_mb > 10
    assert row.compute_s is not None and row.compute_s >= 0.05  # a step, at the least, of the attempt that ended it
    assert row.progress is not None and row.progress["fraction"] == 1.0
    assert [event.data["values"] for event in stack.events(job_id, "metric")] == [
        {"loss": 1.0}, {"loss": 0.5}, {"loss": 1 / 3}
    ]  # fmt: skip
    numbers = [event.seq for event in stack.events(job_id)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_job_gives_way_to_those_who_answer_people(stack: Stack) -> None:
    job_id = stack.submit(steps=1000)
    stack.wait(job_id, Status.RUNNING)
    child = psutil.Process(stack.child_pid(job_id))
    parent = child.parent()

    with stack.database.write() as session:
        cancel(session, job_id, grace_s=20)

    assert parent is not None and parent.nice() == os.nice(0)  # it hears the cancellation as soon as ever
    assert child.nice() == max(10, os.nice(0))
    assert not sys.platform.startswith("linux") or child.ionice().ioclass == psutil.IOPRIO_CLASS_IDLE
    assert stack.wait(job_id).status == Status.CANCELED


def test_a_cancel_ends_a_running_job_within_two_seconds(stack: Stack) -> None:
    job_id = stack.submit(steps=1000)
    stack.wait_step(job_id, 2)

    with stack.database.write() as session:
        cancel(session, job_id, grace_s=20)
    asked = time.monotonic()
    row = stack.wait(job_id)

    assert (row.status, row.status_reason) == (Status.CANCELED, "asked")
    assert time.monotonic() - asked < 2


def test_a_job_that_does_not_listen_is_killed_after_the_grace_time(stack: Stack) -> None:
    job_id = stack.submit(steps=3, trick="deaf")
    stack.wait(job_id, Status.RUNNING)
    child = stack.child_pid(job_id)
    time.sleep(0.3)  # until it sleeps deaf

    with stack.database.write() as session:
        cancel(session, job_id, grace_s=0.5)
    row = stack.wait(job_id)

    assert (row.status, row.status_reason, row.attempt) == (Status.CANCELED, "killed", 1)
    after = stack.submit(steps=1)
    assert stack.wait(after).worker_pid != child  # a fresh process runs the next job


def test_a_killed_process_costs_one_attempt_and_the_next_resumes_from_the_checkpoint(stack: Stack) -> None:
    job_id = stack.submit(steps=30)
    stack.wait_step(job_id, 5)

    stack.kill_child(job_id)
    row = stack.wait(job_id)

    assert (row.status, row.attempt) == (Status.SUCCEEDED, 2)
    assert row.result is not None
    starts = row.result["report"]["starts"]
    assert starts[0] == 0 and starts[1] >= 5


@pytest.mark.parametrize("trick", ["abort", pytest.param("killed", marks=pytest.mark.slow)])
def test_a_job_that_kills_every_process_fails_after_its_attempts(stack: Stack, trick: str) -> None:
    job_id, others = stack.submit(steps=2, trick=trick), [stack.submit(steps=1) for _ in range(2)]

    row = stack.wait(job_id, timeout_s=40)

    assert (row.status, row.attempt) == (Status.FAILED, stack.settings.max_attempts)
    assert row.error is not None and row.error["code"] == "worker_lost"
    waits = [event.created_at for event in stack.events(job_id, "status") if event.data["to"] in ("queued", "running")]
    assert waits[5] - waits[4] >= 1.0  # it lets others pass before its third attempt
    assert [(job.status, job.attempt) for job in stack.wait_all(others)] == [(Status.SUCCEEDED, 1)] * 2


def test_a_job_that_finds_no_memory_is_tried_again_and_then_says_so(stack: Stack) -> None:
    row = stack.wait(stack.submit(steps=1, trick="memory"), timeout_s=40)

    assert (row.status, row.status_reason, row.attempt) == (Status.FAILED, "out_of_memory", 3)


def test_a_passing_trouble_is_tried_again(stack: Stack) -> None:
    job_id = stack.submit(steps=3, trick="io_error", trick_step=2, trick_attempts=1)

    row = stack.wait(job_id)

    assert (row.status, row.attempt) == (Status.SUCCEEDED, 2)


def test_a_full_disk_is_named_once_the_attempts_are_spent(stack: Stack) -> None:
    row = stack.wait(stack.submit(steps=1, trick="disk_full"), timeout_s=40)

    assert (row.status, row.status_reason) == (Status.FAILED, "storage_full")


def test_a_fault_of_ours_fails_at_once_and_shows_no_path(stack: Stack) -> None:
    job_id = stack.submit(steps=2, trick="raise")

    row = stack.wait(job_id)

    assert (row.status, row.attempt) == (Status.FAILED, 1)
    assert row.error is not None and row.error["code"] == "internal"
    shown = str(row.error) + str([event.data for event in stack.events(job_id)])
    assert "ValueError" in shown and "/nowhere" not in shown
    assert [event.data["level"] for event in stack.events(job_id, "log")][-1] == "error"


def test_a_refused_input_fails_with_its_own_code(stack: Stack) -> None:
    row = stack.wait(stack.submit(steps=1, trick="input_error"))

    assert row.error is not None and (row.error["code"], row.error["detail"]) == ("too_sleepy", "Too sleepy.")


def test_a_metric_that_is_not_a_number_becomes_null(stack: Stack) -> None:
    job_id = stack.submit(steps=1, trick="nan")

    row = stack.wait(job_id)

    event = stack.events(job_id, "metric")[0]
    assert event.data == {"step": 1, "epoch": 1, "values": {"loss": None}, "non_finite": ["loss"]}
    assert row.status == Status.SUCCEEDED


def test_a_result_that_is_not_a_number_fails_as_diverged(stack: Stack) -> None:
    row = stack.wait(stack.submit(steps=1, trick="diverge"))

    assert (row.status, row.status_reason) == (Status.FAILED, "diverged")


def test_a_training_whose_model_is_deleted_meanwhile_says_so(stack: Stack) -> None:
    stack.wait(stack.submit(steps=1, model="doomed"))
    job_id = stack.submit(steps=20, model="doomed")
    stack.wait(job_id, Status.RUNNING)
    with stack.database.write() as session:
        session.execute(update(ModelRow).where(ModelRow.name == "doomed").values(deleted_at=now()))

    row = stack.wait(job_id)

    assert (row.status, row.status_reason, row.attempt) == (Status.FAILED, "model_deleted", 1)
    assert len([version for version in stack.versions() if version.model == "doomed"]) == 1


def test_a_job_past_its_deadline_fails_as_timeout(stack: Stack) -> None:
    params = Params(steps=1000).model_dump()
    job_id = stack.place(Order("train", "sleepy", params, seed=1, owner="test", deadline_s=1.5))

    row = stack.wait(job_id)

    assert (row.status, row.status_reason) == (Status.FAILED, "timeout")


def test_bulk_questions_are_answered_by_the_version_in_production(stack: Stack) -> None:
    stack.wait(stack.submit(steps=2, model="bulk"))
    stack.start_worker("interactive")
    queries = {"queries": [{"number": number} for number in range(300)]}
    job_id = stack.place(Order("predict", "sleepy", queries, seed=1, owner="test", model="bulk"))

    row = stack.wait(job_id)

    assert row.result is not None and row.result["answers"] == 300
    lines = stack.storage.path(row.result["files"][0]["sha256"]).read_text().splitlines()
    assert lines[0] == '{"total":2}' and lines[299] == '{"total":301}'


def test_a_wrong_bulk_question_is_named(stack: Stack) -> None:
    stack.wait(stack.submit(steps=2, model="bulk"))
    job_id = stack.place(
        Order("predict", "sleepy", {"queries": [{"number": 1}, {"number": "x"}]}, seed=1, owner="test", model="bulk")
    )

    row = stack.wait(job_id)

    assert row.status == Status.FAILED
    assert row.error is not None and "Query 1 is not valid at number" in row.error["detail"]
