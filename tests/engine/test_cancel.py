"""Canceling and trying again, also at the very moment when something else happens to the job."""

from __future__ import annotations

from functools import partial

import pytest

from app.db.session import Database
from app.errors import AppError
from app.jobs import control, finish, lease
from app.jobs.states import Status
from tests.engine.crowd import at_once, both
from tests.engine.orders import claim, claimed, events_of, queue_job, row_of

ROUNDS = 50


def cancel(database: Database, job_id: str) -> str:
    """What a person's cancel is answered: the job's new state, or the code of the refusal."""
    try:
        with database.write() as session:
            return str(control.cancel(session, job_id, 5.0).status)
    except AppError as error:
        return error.code


def succeed(database: Database, job_id: str, attempt: int) -> str:
    """What a worker's success is answered."""
    with database.write() as session:
        row = finish.succeed(session, job_id, attempt, {"done": True})
    return "lost" if row is None else str(row.status)


def give_back(database: Database, job_id: str) -> bool:
    """Whether a worker that stops could put its job back."""
    with database.write() as session:
        return lease.release(session, job_id, 1, "worker_stopping")


def states(database: Database, job_id: str) -> list[tuple[str | None, str]]:
    """The moves of a job as its events tell them."""
    return [(event.data["from"], event.data["to"]) for event in events_of(database, job_id) if event.type == "status"]


def assert_unbroken(moves: list[tuple[str | None, str]]) -> None:
    """Each move begins where the one before ended."""
    assert [start for start, _ in moves] == [None, *[end for _, end in moves[:-1]]]


def test_cancel_against_success_has_one_winner(database: Database) -> None:
    outcomes = set()
    for _ in range(ROUNDS):
        queue_job(database)
        row = claimed(database)
        canceled, ended = both(
            partial(cancel, database, row.id), partial(succeed, database, row.id, row.attempt)
        )  # fmt: skip

        outcomes.add((canceled, ended))
        final = row_of(database, row.id)
        if ended == "lost":
            assert (canceled, final.status, final.result) == ("canceling", "canceling", None)
        else:
            assert (canceled, final.status) == ("job_already_finished", "succeeded")
        assert_unbroken(states(database, row.id))
        if final.status == "canceling":
            with database.write() as session:
                finish.end(session, row.id, row.attempt, Status.CANCELED, reason="asked")
    assert outcomes <= {("canceling", "lost"), ("job_already_finished", "succeeded")}


def test_cancel_against_claim_leaves_no_job_running_unasked(database: Database) -> None:
    for _ in range(ROUNDS):
        job_id = queue_job(database)
        answer, row = both(partial(cancel, database, job_id), partial(claim, database))

        assert answer == ("canceled" if row is None else "canceling")
        assert row_of(database, job_id).status == answer
        assert_unbroken(states(database, job_id))
        if row is not None:
            with database.write() as session:
                finish.end(session, job_id, 1, Status.CANCELED, reason="asked")


def test_cancel_against_giving_back_always_takes_effect(database: Database) -> None:
    for _ in range(ROUNDS):
        job_id = queue_job(database)
        claimed(database)
        answer, given = both(partial(cancel, database, job_id), partial(give_back, database, job_id))

        assert answer == ("canceled" if given else "canceling")
        assert_unbroken(states(database, job_id))
        with database.write() as session:
            finish.end(session, job_id, 1, Status.CANCELED, reason="asked")


def test_twenty_cancels_at_once_are_one(database: Database) -> None:
    job_id = queue_job(database)

    answers = at_once(20, lambda _: cancel(database, job_id))

    assert set(answers) == {"canceled"}
    assert [event.type for event in events_of(database, job_id)] == ["status", "status", "done"]


def test_the_owner_learns_of_the_cancel_by_its_beat(database: Database) -> None:
    queue_job(database)
    row = claimed(database)
    cancel(database, row.id)

    with database.progress() as session:
        beat = lease.beat(session, row.id, row.attempt, 30)

    assert beat is not None and beat.cancel_requested and not beat.cancel_overdue


def test_twenty_retries_at_once_are_one(database: Database) -> None:
    job_id = queue_job(database)
    cancel(database, job_id)

    def retry(_: int) -> str:
        try:
            with database.write() as session:
                return str(control.retry(session, job_id, 3).status)
        except AppError as error:
            return error.code

    answers = at_once(20, retry)

    assert sorted(answers) == ["job_not_retryable"] * 19 + ["queued"]
    assert row_of(database, job_id).max_attempts == 3


def test_a_retried_job_forgets_its_failure_and_gets_new_attempts(database: Database) -> None:
    job_id = queue_job(database, max_attempts=1, deadline_s=60.0)
    row = claimed(database)
    with database.write() as session:
        finish.end(session, job_id, row.attempt, Status.FAILED, reason="x", error=finish.problem("x", "y"))
    with database.write() as session:
        control.retry(session, job_id, 2)

    again = claimed(database)

    assert (again.attempt, again.max_attempts) == (2, 3)
    assert (again.error, again.deadline_at, again.finished_at, again.cancel_requested_at) == (None, None, None, None)


@pytest.mark.parametrize("end", [Status.CANCELED, Status.FAILED])
def test_what_has_ended_never_changes_again(database: Database, end: Status) -> None:
    job_id = queue_job(database)
    row = claimed(database)
    with database.write() as session:
        finish.end(session, job_id, row.attempt, end, reason="asked")

    late = succeed(database, job_id, row.attempt)

    assert late == "lost"
    assert row_of(database, job_id).status == end
