"""Queues are fair between keys: one key's many jobs do not keep another key's first one waiting."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db.session import Database
from app.db.tables import JobRow
from app.jobs import finish
from app.jobs.line import FAIR_S, position
from tests.engine.orders import claimed, queue_job, row_of, shift

ANA, BEN = "anaanana", "benbenbe"


def worked(database: Database) -> str:
    """One job from claim to end by the only worker; gives its id."""
    row = claimed(database)
    with database.write() as session:
        assert finish.succeed(session, row.id, row.attempt, {}, compute_s=1.0) is not None
    return row.id


def test_a_keys_first_job_goes_before_another_keys_twentieth(database: Database) -> None:
    crowd = [queue_job(database, key_id=ANA) for _ in range(20)]
    first = worked(database)
    single = queue_job(database, key_id=BEN)

    assert first == crowd[0]
    assert worked(database) == single
    assert worked(database) == crowd[1]


def test_two_keys_with_many_jobs_take_turns(database: Database) -> None:
    for _ in range(4):
        queue_job(database, key_id=ANA)
    for _ in range(4):
        queue_job(database, key_id=BEN)

    turns = [row_of(database, worked(database)).key_id for _ in range(8)]

    assert turns == [ANA, BEN] * 4


def test_a_running_job_counts_against_its_key_with_several_workers(database: Database) -> None:
    for _ in range(3):
        queue_job(database, key_id=ANA)
    queue_job(database, key_id=BEN)

    running = [claimed(database).key_id for _ in range(3)]

    assert running == [ANA, BEN, ANA]


def test_a_priority_is_a_keys_say_about_its_own_jobs_only(database: Database) -> None:
    queue_job(database, key_id=ANA)
    worked(database)
    urgent = queue_job(database, key_id=ANA, priority=9)
    usual = queue_job(database, key_id=ANA)
    others = queue_job(database, key_id=BEN)

    assert [worked(database) for _ in range(3)] == [others, urgent, usual]


def test_what_a_key_had_long_ago_is_forgotten(database: Database) -> None:
    queue_job(database, key_id=ANA)
    shift(database, worked(database), started_at=-FAIR_S - 1)
    older = queue_job(database, key_id=ANA)
    newer = queue_job(database, key_id=BEN)
    shift(database, older, queued_at=-60)

    assert [worked(database) for _ in range(2)] == [older, newer]


def test_a_house_without_keys_works_by_priority_and_age_alone(database: Database) -> None:
    jobs = [queue_job(database) for _ in range(3)]
    urgent = queue_job(database, priority=5)

    assert [worked(database) for _ in range(4)] == [urgent, *jobs]


def test_the_place_that_is_told_is_the_place_that_comes(database: Database) -> None:
    queue_job(database, key_id=ANA)
    worked(database)
    queue_job(database, key_id=BEN)
    claimed(database)
    jobs = [queue_job(database, key_id=key, priority=rank) for key, rank in
            [(ANA, 0), (ANA, 3), (BEN, 0), (ANA, 0), (None, 0), (BEN, 9), (None, 1), (ANA, 3)]]  # fmt: skip
    with database.read() as session:
        told = {job: position(session, session.get_one(JobRow, job))[0] or 0 for job in jobs}

    came = [claimed(database).id for _ in jobs]

    assert sorted(jobs, key=lambda job: told[job]) == came
    assert sorted(told.values()) == list(range(1, 9))


def test_what_is_ahead_is_what_runs_and_what_stands_before(database: Database) -> None:
    for key in (ANA, ANA, BEN):
        queue_job(database, key_id=key, cost_s=10.0)
    last = queue_job(database, key_id=BEN, cost_s=10.0)
    claimed(database)

    with database.read() as session:
        place, ahead_s = position(session, session.get_one(JobRow, last))
        taken = position(session, session.scalars(select(JobRow).where(JobRow.status == "running")).one())

    assert (place, taken) == (3, (None, None))
    assert ahead_s == pytest.approx(30.0, abs=1.0)
