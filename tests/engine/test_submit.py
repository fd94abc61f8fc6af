"""Submitting: one job for each key, whoever is first."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from app.db.session import Database
from app.db.tables import IdempotencyKeyRow, JobRow
from app.errors import AppError
from app.jobs.submit import Bounds
from tests.engine.crowd import at_once, both
from tests.engine.orders import claimed, events_of, queue_job, row_of


def jobs_in(database: Database) -> int:
    """How many jobs there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(JobRow)) or 0


def attempt_to_queue(database: Database, **more: object) -> str:
    """The job's id, or the code of the refusal."""
    try:
        return queue_job(database, **more)  # type: ignore[arg-type]  # passed through as they came
    except AppError as error:
        return error.code


def test_forty_submissions_of_one_key_at_once_make_one_job(database: Database) -> None:
    ids = at_once(40, lambda _: queue_job(database, key="the-same"))

    assert len(set(ids)) == jobs_in(database) == 1


def test_two_wishes_under_one_key_at_once_make_one_job_and_one_refusal(database: Database) -> None:
    for number in range(10):
        wishes = [partial(attempt_to_queue, database, key=f"k{number}", seed=seed) for seed in (1, 2)]
        answers = both(*wishes)
        assert answers.count("idempotency_mismatch") == 1
    assert jobs_in(database) == 10


def test_a_refused_submission_leaves_its_key_free(database: Database) -> None:
    full = Bounds(1, 1e9)
    queue_job(database)

    assert attempt_to_queue(database, key="later", bounds=full) == "queue_full"
    claimed(database)

    assert attempt_to_queue(database, key="later", bounds=full).startswith("job_")


def test_two_owners_may_use_the_same_key(database: Database) -> None:
    assert queue_job(database, key="k", owner="ann") != queue_job(database, key="k", owner="bob")


def test_an_id_of_the_clients_own_can_be_taken_once(database: Database) -> None:
    own = "my-own-training-0001"
    answers = at_once(10, lambda _: queue_job(database, key=f"put:{own}", client_id=own))
    other = attempt_to_queue(database, key="another-key", client_id=own)

    assert set(answers) == {own}
    assert other == "idempotency_mismatch"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKeyRow)) == 1


def test_an_id_that_two_owners_choose_at_once_is_the_ones_and_refused_to_the_other(database: Database) -> None:
    for number in range(10):
        id = f"the-same-training-{number:04d}"
        wishes = [
            partial(attempt_to_queue, database, key=f"put:{id}", client_id=id, owner=owner) for owner in ("ann", "bob")
        ]
        assert sorted(both(*wishes)) == ["idempotency_mismatch", id]


def test_a_new_job_has_its_first_event_and_is_due_at_once(database: Database) -> None:
    row = row_of(database, queue_job(database, deadline_s=60.0))

    assert (row.status, row.attempt, row.event_seq, row.published_at) == ("queued", 0, 1, None)
    assert row.deadline_at == pytest.approx(row.created_at + 60)
    assert [(event.seq, event.data["to"]) for event in events_of(database, row.id)] == [(1, "queued")]


def test_a_queue_is_bounded_by_jobs_and_by_predicted_work(database: Database) -> None:
    for _ in range(2):
        queue_job(database, cost_s=30.0)

    assert attempt_to_queue(database, bounds=Bounds(2, 1e9)) == "queue_full"
    assert attempt_to_queue(database, bounds=Bounds(10, 59.0)) == "queue_full"
    assert attempt_to_queue(database, bounds=Bounds(10, 61.0)).startswith("job_")
    assert attempt_to_queue(database, bounds=Bounds(2, 1e9), kind="predict").startswith("job_")  # another queue


def test_a_crowd_at_the_same_moment_does_not_overfill_a_queue_or_a_keys_share(database: Database) -> None:
    share = at_once(30, lambda _: attempt_to_queue(database, key_id="abcd1234", bounds=Bounds(20, 1e9, 5)))
    queue = at_once(30, lambda _: attempt_to_queue(database, bounds=Bounds(12, 1e9)))

    assert sum(answer.startswith("job_") for answer in share) == 5
    assert set(share) - {answer for answer in share if answer.startswith("job_")} == {"too_many_jobs"}
    assert sum(answer.startswith("job_") for answer in queue) == 7
    assert jobs_in(database) == 12
