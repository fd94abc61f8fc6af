"""Jobs that hear nothing: their processes are stopped by force, and the jobs go on elsewhere or end as asked."""

from __future__ import annotations

from pathlib import Path

from app.jobs.control import cancel
from app.jobs.states import Status
from tests.chaos import truth
from tests.processes import is_alive, until
from tests.stack import Stack


def test_jobs_that_hear_nothing_are_stopped_by_force(tmp_path: Path) -> None:
    """One sleeps without progress, one keeps the interpreter to itself, one more does so and is canceled."""
    with Stack(tmp_path, extra_recipes="tests.failing", lease_s=2.0, stall_s=4.0, max_attempts=2) as stack:
        stack.start_worker(concurrency=3, FAIL_AT="impatient")
        sleeps = stack.submit(steps=3, trick="deaf", trick_attempts=1)
        hogs = stack.submit(steps=3, trick="native", trick_attempts=1)
        canceled = stack.submit(steps=3, trick="native")
        for job_id in (sleeps, hogs, canceled):
            stack.wait(job_id, Status.RUNNING)
        stuck = [stack.child_pid(job_id) for job_id in (sleeps, hogs, canceled)]

        with stack.database.write() as session:
            cancel(session, canceled, grace_s=0.5)
        ended = stack.wait_all([sleeps, hogs, canceled], 60)
        until(lambda: not any(is_alive(pid) for pid in stuck), "the stuck processes are gone", 20)

        assert [(row.status, row.attempt) for row in ended] == [
            (Status.SUCCEEDED, 2), (Status.SUCCEEDED, 2), (Status.CANCELED, 1),
        ]  # fmt: skip
        reasons = [event.data["reason"] for event in stack.events(sleeps, "status") if event.data["to"] == "queued"]
        assert reasons == [None, "stalled"]


def test_a_process_killed_over_its_files_leaves_only_whole_ones(tmp_path: Path) -> None:
    with Stack(tmp_path, extra_recipes="tests.failing", lease_s=1.0) as stack:
        stack.start_worker(FAIL_AT="half_a_file,before_finish")

        row = stack.wait(stack.submit(steps=2, model="survivor"), timeout_s=30)

        assert (row.status, row.attempt) == (Status.SUCCEEDED, 3)
        assert len(stack.versions()) == 1
        stack.until(lambda: truth.stray_files(stack) == [] and truth.staged_rows(stack) == 0, "all is tidy", 10)
        assert truth.damaged_files(stack) == []
        lost = [event.data["reason"] for event in stack.events(row.id, "status") if event.data["to"] == "queued"]
        assert lost == [None, "worker_lost", "worker_lost"]
