"""Changes to a running job: noted once, taken up at a recorded step; saved epochs outlive the attempt."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db.clock import read_clock
from app.db.session import Database
from app.db.tables import ArtifactRow
from app.errors import AppError
from app.ids import new_id
from app.jobs.finish import end, fail_or_retry, forget, problem
from app.jobs.lease import beat, claim_next
from app.jobs.states import Status
from app.jobs.steer import steer
from app.jobs.steering import in_force, stamp
from app.storage import LocalStore, collect
from models.catalog import CARDS
from tests.engine.crowd import at_once
from tests.engine.orders import claimed, events_of, queue_job, row_of
from tests.sleepy_picture import CARD


@pytest.fixture(autouse=True)
def picture_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CARDS, CARD.name, CARD)


def queue_picture(database: Database) -> str:
    params = CARD.Params().model_dump(mode="json")
    return queue_job(database, kind="generate", recipe=CARD.name, params=params)


def running_picture(database: Database) -> str:
    job_id = queue_picture(database)
    with database.write() as session:
        assert claim_next(session, ["generate"], [CARD.name], worker="w", pid=1, lease_s=30) is not None
    return job_id


def change(database: Database, job_id: str, brightness: int) -> None:
    with database.write() as session:
        steer(session, job_id, {"brightness": brightness})


def test_a_change_waits_until_the_attempt_takes_it_up(database: Database) -> None:
    job_id = running_picture(database)

    change(database, job_id, 7)
    with database.progress() as session:
        heard = beat(session, job_id, 1, 30.0)
    with database.write() as session:
        steering = stamp(session, job_id, 1, 12)

    assert heard is not None and heard.steering == [{"step": None, "params": {"brightness": 7}}]
    assert steering == row_of(database, job_id).steering == [{"step": 12, "params": {"brightness": 7}}]
    assert [event.data["step"] for event in events_of(database, job_id) if event.type == "steer"] == [None, 12]


def test_taking_up_twice_records_one_step(database: Database) -> None:
    job_id = running_picture(database)
    change(database, job_id, 7)

    for step in (3, 4):
        with database.write() as session:
            stamp(session, job_id, 1, step)

    assert row_of(database, job_id).steering == [{"step": 3, "params": {"brightness": 7}}]


def test_later_changes_win_from_their_step_on() -> None:
    changes = [(2, {"a": 1, "b": 1}), (5, {"a": 2}), (None, {"a": 9})]
    steering = [{"step": step, "params": params} for step, params in changes]

    assert [in_force(steering, step) for step in (1, 2, 5)] == [{}, {"a": 1, "b": 1}, {"a": 2, "b": 1}]


def test_changes_of_many_at_once_are_all_kept(database: Database) -> None:
    job_id = running_picture(database)

    at_once(8, lambda n: change(database, job_id, n))

    steering = row_of(database, job_id).steering or []
    assert sorted(item["params"]["brightness"] for item in steering) == list(range(8))


def test_a_fenced_off_attempt_takes_nothing_up(database: Database) -> None:
    job_id = running_picture(database)
    change(database, job_id, 7)

    with database.write() as session:
        stamp(session, job_id, 99, 3)

    assert row_of(database, job_id).steering == [{"step": None, "params": {"brightness": 7}}]


def test_a_recipe_without_steerable_settings_refuses(database: Database) -> None:
    job_id = queue_job(database)

    with pytest.raises(AppError) as refused, database.write() as session:
        steer(session, job_id, {"epochs": 3})

    assert refused.value.code == "not_steerable"


def keep(database: Database, storage: LocalStore, job_id: str, attempt: int, name: str) -> str:
    """Stage a file as a running attempt does."""
    temporary, stored = storage.write_temporary(f"{job_id}-{attempt}-x", [name.encode()])
    with database.write() as session:
        session.add(
            ArtifactRow(
                id=new_id("art"), job_id=job_id, attempt=attempt, name=name, media_type="image/png", state="staged",
                sha256=stored.sha256, bytes=stored.bytes, created_at=read_clock(session),
            )
        )  # fmt: skip
    storage.keep(temporary, stored.sha256)
    return stored.sha256


def test_the_next_attempt_inherits_saved_epochs_and_nothing_else(database: Database, storage: LocalStore) -> None:
    job_id = queue_job(database)
    first = claimed(database)
    epoch = keep(database, storage, job_id, first.attempt, "epoch-0001.state")
    frame = keep(database, storage, job_id, first.attempt, "frame-0001.webp")
    with database.write() as session:
        fail_or_retry(session, job_id, first.attempt, problem("io_error", "x"))
    assert row_of(database, job_id).status == Status.QUEUED

    collect(database, storage)
    second = claimed(database)
    collect(database, storage)

    with database.read() as session:
        rows = session.scalars(select(ArtifactRow).where(ArtifactRow.job_id == job_id)).all()
    assert [(row.name, row.attempt) for row in rows] == [("epoch-0001.state", second.attempt)]
    assert storage.has(epoch) and not storage.has(frame)


def test_saved_epochs_of_a_job_that_is_gone_are_collected(database: Database, storage: LocalStore) -> None:
    job_id = queue_job(database)
    row = claimed(database)
    epoch = keep(database, storage, job_id, row.attempt, "epoch-0001.state")
    with database.write() as session:
        end(session, job_id, row.attempt, Status.FAILED, reason="x", error=problem("io_error", "x"))
    with database.write() as session:
        forget(session, job_id)

    collect(database, storage)

    assert not storage.has(epoch)
