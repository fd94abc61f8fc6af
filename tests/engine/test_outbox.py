"""The outbox of webhooks on both databases: who sends what, and what crosses what."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.session import Database
from app.db.tables import DeliveryRow, WebhookRow
from app.jobs import announce, finish
from app.jobs.skew import SLACK_S
from app.webhooks import outbox, skew
from app.webhooks.transport import Answer
from tests.engine.crowd import at_once
from tests.engine.orders import claimed, queue_job, row_of

HOUR_S = 3600.0
WAITS = (5.0, 300.0)
Jump = Callable[[float], None]


def hook(database: Database, number: int = 1, messages: int = 0, events: str = "") -> str:
    """A webhook with so many messages that are due."""
    webhook_id = f"wh_{number}"
    with database.write() as session:
        values = {"owner": "local", "name": "n", "url": "http://127.0.0.1/", "events": events, "created_at": 1.0}
        session.add(WebhookRow(id=webhook_id, generation=1, **values))
        session.flush()
        for _ in range(messages):
            announce.put(session, webhook_id, "webhook.ping")
    return webhook_id


def states(database: Database) -> list[str]:
    """The state of every message."""
    with database.read() as session:
        return sorted(session.scalars(select(DeliveryRow.state)))


def test_a_receiver_for_which_many_wait_leaves_places_to_others(database: Database) -> None:
    slow, quick = hook(database, 1, 20), hook(database, 2)

    first = outbox.take(database, 16, {})
    assert [one.webhook.id for one in first] == [slow] * outbox.EACH
    with database.write() as session:
        announce.put(session, quick, "webhook.ping")
    busy = {one.receiver: outbox.EACH for one in first}

    assert [one.webhook.id for one in outbox.take(database, 16, busy)] == [quick]
    assert outbox.take(database, 16, busy) == []


@pytest.mark.parametrize("remove", [False, True])
def test_messages_answered_with_410_at_once_and_a_deletion_do_not_lock_crosswise(
    database: Database, remove: bool
) -> None:
    for number in range(6):
        webhook_id = hook(database, number, 12)
        messages = [one for _ in range(3) for one in outbox.take(database, 16, {})]
        assert len(messages) == 12
        tasks: list[Callable[[], None]] = [
            lambda message=one: outbox.record(database, message, Answer(410, None, 1.0), WAITS)  # type: ignore[misc]
            for one in messages
        ]
        if remove:
            tasks.append(lambda: delete(database, webhook_id))  # noqa: B023  # called within this round

        at_once(len(tasks), lambda place: tasks[place]())  # noqa: B023

    assert states(database) == ([] if remove else ["canceled"] * 66 + ["dead"] * 6)


def delete(database: Database, webhook_id: str) -> None:
    """A person deletes the webhook."""
    with database.write() as session:
        session.delete(session.get_one(WebhookRow, webhook_id))


def test_a_job_ends_well_while_a_webhook_that_it_tells_is_deleted(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    webhook_id = hook(database, events="job.succeeded")
    queue_job(database)
    row = claimed(database)

    def succeed() -> None:
        with database.write() as session:
            assert finish.succeed(session, row.id, row.attempt, {}) is not None

    with Session(database.engine) as session:
        session.delete(session.get_one(WebhookRow, webhook_id))
        session.flush()
        ending = threading.Thread(target=succeed)
        ending.start()
        time.sleep(0.5)  # it waits for the deletion
        session.commit()
        ending.join(10)

    assert row_of(database, row.id).status == "succeeded"
    assert states(database) == []


def test_a_clock_put_back_holds_up_no_message(database: Database, jump: Jump) -> None:
    jump(HOUR_S)
    hook(database, 1, 2)
    sent = outbox.take(database, 1, {})  # by a process that was killed
    assert len(sent) == 1

    jump(0.0)
    assert outbox.take(database, 16, {}) == [], "due in an hour, if nobody mended it"
    skew.mend(database, WAITS)

    assert len(outbox.take(database, 16, {})) == 2


def test_progress_is_told_on_after_the_clock_was_put_back(database: Database, jump: Jump) -> None:
    hook(database, events="job.progress")
    queue_job(database)
    row = claimed(database)
    for offset_s in (HOUR_S, 0.0):
        jump(offset_s)
        for _ in range(2):  # the second is too soon
            with database.write() as session:
                announce.progressed(session, row)
            for one in outbox.take(database, 16, {}):
                outbox.record(database, one, Answer(204, None, 1.0), WAITS)

    assert states(database) == ["delivered"] * 2


def test_a_message_that_waits_for_its_next_try_is_no_clock_put_back(database: Database, jump: Jump) -> None:
    hook(database, 1, 2)
    for one in outbox.take(database, 1, {}):
        outbox.record(database, one, Answer(500, None, 1.0), (1000.0, 2000.0))

    jump(-SLACK_S / 2)
    skew.mend(database, (1000.0, 2000.0))

    assert [one.row.attempt for one in outbox.take(database, 16, {})] == []
    jump(0.0)
    assert [one.row.attempt for one in outbox.take(database, 16, {})] == [1]
