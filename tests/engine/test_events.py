"""Events: numbered without gaps, whoever writes."""

from __future__ import annotations

from app.db.session import Database
from app.jobs import control, events, finish
from tests.engine.crowd import at_once
from tests.engine.orders import claimed, events_of, queue_job, row_of

WRITERS, LINES = 8, 25


def test_events_have_no_gaps_under_many_writers(database: Database) -> None:
    queue_job(database)
    row = claimed(database)

    def write(number: int) -> None:
        for line in range(LINES):
            with database.progress() as session:
                assert events.append(session, row.id, row.attempt, "log", {"message": f"{number}:{line}"})

    at_once(WRITERS, write)

    found = events_of(database, row.id)
    assert [event.seq for event in found] == list(range(1, 2 + WRITERS * LINES + 1))
    assert row_of(database, row.id).event_seq == len(found)
    for number in range(WRITERS):  # and each writer's own lines are in order
        mine = [event.data["message"] for event in found if event.data.get("message", "").startswith(f"{number}:")]
        assert mine == [f"{number}:{line}" for line in range(LINES)]


def test_a_reader_that_follows_never_sees_a_later_event_before_an_earlier_one(database: Database) -> None:
    queue_job(database)
    row = claimed(database)
    seen: list[int] = []

    def write(number: int) -> None:
        for line in range(LINES):
            with database.progress() as session:
                events.append(session, row.id, row.attempt, "log", {"message": f"{number}:{line}"})

    def follow(_: int) -> None:
        while len(seen) < 2 + 3 * LINES:
            with database.read() as session:
                seen.extend(event.seq for event in events.read(session, row.id, seen[-1] if seen else 0))

    at_once(4, lambda number: follow(number) if number == 3 else write(number))

    assert seen == list(range(1, 2 + 3 * LINES + 1))


def test_a_transaction_that_fails_leaves_no_number_behind(database: Database) -> None:
    queue_job(database)
    row = claimed(database)
    try:
        with database.write() as session:
            events.append(session, row.id, row.attempt, "log", {"message": "never"})
            raise RuntimeError("power")
    except RuntimeError:
        pass

    with database.write() as session:
        events.append(session, row.id, row.attempt, "log", {"message": "kept"})

    assert [event.seq for event in events_of(database, row.id)] == [1, 2, 3]
    assert events_of(database, row.id)[-1].data == {"message": "kept"}


def test_a_job_tells_its_whole_life(database: Database) -> None:
    queue_job(database)
    row = claimed(database)
    with database.write() as session:
        control.cancel(session, row.id, 5.0)
    with database.write() as session:
        finish.fail_or_retry(session, row.id, row.attempt, finish.problem("x", "y"))

    moves = [(event.type, event.data.get("from"), event.data.get("to")) for event in events_of(database, row.id)]

    assert moves == [("status", None, "queued"), ("status", "queued", "running"), ("status", "running", "canceling"),
                     ("status", "canceling", "canceled"), ("done", None, None)]  # fmt: skip


def test_the_newest_numbers_of_many_jobs_are_read_at_once(database: Database) -> None:
    first, second = queue_job(database), queue_job(database)
    claimed(database)

    with database.read() as session:
        found = events.sequences(session, [first, second, "job_absent"])

    assert sorted(found.values()) == [1, 2] and set(found) == {first, second}
