"""Claiming: the most urgent job that is due, each to exactly one worker."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import update

from app.db.clock import read_clock
from app.db.session import Database
from app.db.tables import JobRow, WebhookRow
from app.jobs import finish, lease
from app.jobs.finish import fail_or_retry, problem, retry_delay
from app.jobs.reconcile import Reconciler
from tests.engine.crowd import at_once
from tests.engine.orders import claim, claimed, lose_lease, queue_job, row_of, shift

THREADS, JOBS = 20, 200
CLOCK_TICK_S = 0.001
TROUBLE = problem("storage_full", "The disk is full.")


def test_twenty_workers_claim_200_jobs_each_exactly_once(database: Database) -> None:
    queued = [queue_job(database) for _ in range(JOBS)]

    taken = at_once(THREADS, lambda n: [claim(database, worker=f"w{n}") for _ in range(JOBS // THREADS)])

    rows = [row for part in taken for row in part]
    assert all(rows), "a worker went away empty-handed although jobs were due"
    assert Counter(row.id for row in rows if row) == Counter(queued)
    assert claim(database) is None
    assert all(row_of(database, job_id).attempt == 1 for job_id in queued)


def test_one_job_wanted_by_twenty_workers_goes_to_one(database: Database) -> None:
    queue_job(database)

    rows = at_once(THREADS, lambda n: claim(database, worker=f"w{n}"))

    assert sum(row is not None for row in rows) == 1


def test_higher_priority_goes_first_and_then_the_older(database: Database) -> None:
    low, high = queue_job(database), queue_job(database, priority=9)
    old, older = queue_job(database, priority=5), queue_job(database, priority=5)
    shift(database, older, queued_at=-60)

    order = [claimed(database).id for _ in range(4)]

    assert order == [high, older, old, low]


def test_a_job_that_is_not_due_yet_waits(database: Database) -> None:
    job_id = queue_job(database)
    shift(database, job_id, next_run_at=30)

    assert claim(database) is None

    shift(database, job_id, next_run_at=-1)
    assert claimed(database).id == job_id


def test_a_worker_takes_only_queues_and_recipes_that_it_knows(database: Database) -> None:
    queue_job(database)
    with database.write() as session:
        strange = lease.claim_next(session, ["train"], ["alchemy"], worker="w", pid=1, lease_s=30)

    assert strange is None
    assert claim(database, queue="generate") is None
    assert claim(database) is not None


def test_a_job_of_a_newer_shape_is_left_to_newer_workers(database: Database) -> None:
    job_id = queue_job(database)
    with database.write() as session:
        session.execute(update(JobRow).values(message_version=lease.MESSAGE_VERSION + 1))

    assert claim(database) is None
    assert row_of(database, job_id).status == "queued"


def test_a_kind_of_job_that_this_release_does_not_know_is_left_to_newer_workers(database: Database) -> None:
    job_id = queue_job(database)
    with database.write() as session:
        session.execute(update(JobRow).values(kind="of_tomorrow"))

    assert claim(database) is None
    assert row_of(database, job_id).status == "queued"


def test_jobs_that_need_what_older_workers_lack_are_left_to_newer_ones(database: Database) -> None:
    told = {"url": "https://example.org/hook", "events": ["job.succeeded"]}
    jobs = [queue_job(database), queue_job(database, owner="bob"), queue_job(database, webhook=told)]
    with database.write() as session:
        session.add(WebhookRow(id="wh_1", owner="local", name="ci", url=told["url"], events="", created_at=1.0))
    jobs.append(queue_job(database))

    assert [row_of(database, job_id).message_version for job_id in jobs] == [1, *[lease.NEWER_VERSION] * 3]


def test_a_beat_renews_the_lease(database: Database, reconciler: Reconciler) -> None:
    queue_job(database)
    row = claimed(database)
    lose_lease(database, row.id)

    with database.progress() as session:
        assert lease.beat(session, row.id, row.attempt, 30) is not None
    reconciler.round()

    assert row_of(database, row.id).status == "running"


def test_trouble_is_tried_again_later_and_later_until_the_attempts_are_spent(database: Database) -> None:
    job_id = queue_job(database, max_attempts=4)
    for wait_s in (0, 1, 3):
        row = claimed(database)
        with database.write() as session:
            before = read_clock(session)
            again = fail_or_retry(session, job_id, row.attempt, TROUBLE)
            after = read_clock(session)
        assert again is not None and again.status == "queued" and again.worker is None
        assert before + wait_s <= again.next_run_at + CLOCK_TICK_S and again.next_run_at <= after + wait_s
        shift(database, job_id, next_run_at=-1)
    row = claimed(database)
    with database.write() as session:
        ended = fail_or_retry(session, job_id, row.attempt, TROUBLE)

    assert ended is not None and (ended.status, ended.attempt) == ("failed", 4)
    assert ended.error == TROUBLE


def test_the_wait_grows_to_a_minute_and_no_further() -> None:
    assert [retry_delay(attempt) for attempt in (1, 2, 3, 4, 7, 50)] == [0, 1, 3, 7, 60, 60]


def test_a_worker_that_stops_gives_its_job_back_without_spending_an_attempt(database: Database) -> None:
    job_id = queue_job(database, max_attempts=1)
    first = claimed(database)
    with database.write() as session:
        assert lease.release(session, job_id, first.attempt, "worker_stopping")

    second = claimed(database)
    with database.write() as session:
        failed = fail_or_retry(session, job_id, second.attempt, TROUBLE)

    assert (second.attempt, second.max_attempts) == (2, 2)
    assert failed is not None and failed.status == "failed"


def test_only_the_owner_can_give_a_job_back(database: Database) -> None:
    queue_job(database)
    row = claimed(database)

    with database.write() as session:
        assert not lease.release(session, row.id, row.attempt + 1, "worker_stopping")
        assert finish.succeed(session, row.id, row.attempt - 1, {}) is None

    assert row_of(database, row.id).status == "running"
