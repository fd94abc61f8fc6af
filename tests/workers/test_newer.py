"""A worker beside a newer API: what it does not understand is left to newer workers, and nothing is lost."""

from __future__ import annotations

from sqlalchemy import update

from app.db.tables import JobRow
from app.jobs.states import Status
from app.jobs.submit import Bounds, Order, submit
from app.jobs.wakeup import TASK, celery_app
from tests.sleepy.card import Params
from tests.stack import Stack


def unannounced(stack: Stack, **more: object) -> str:
    """Queue a job that nobody is told of."""
    params = Params(steps=1).model_dump() | more
    with stack.database.write() as session:
        order = Order(kind="train", recipe="sleepy", params=params, seed=1, owner="test", max_attempts=1)
        return submit(session, order, Bounds(10_000, 1e9))[0].id


def test_a_call_of_a_later_shape_is_heard(stack: Stack) -> None:
    stack.wait(stack.submit(steps=1))  # the worker is there
    job_id = unannounced(stack)

    with celery_app(stack.settings) as app:
        app.send_task(TASK, args=[job_id, 7, {"more": 1}], kwargs={"trace": "x"}, queue="train")

    row = stack.wait(job_id)
    assert (row.status, row.attempt) == (Status.SUCCEEDED, 1)
    assert row.published_at is None  # by that call, not by the reconciler's


def test_a_job_with_later_settings_is_given_back_until_somebody_understands_it(stack: Stack) -> None:
    job_id = unannounced(stack, of_tomorrow=1)
    stack.send("train", job_id)
    stack.until(lambda: stack.job(job_id).attempt >= 2, "it was given back", 20)

    assert stack.job(job_id).status in (Status.QUEUED, Status.RUNNING)
    assert {event.data["reason"] for event in stack.events(job_id, "status") if event.data["to"] == "queued"} == {
        None, "worker_too_old",
    }  # fmt: skip
    with stack.database.write() as session:  # as if a worker of tomorrow read it
        session.execute(update(JobRow).where(JobRow.id == job_id).values(params=Params(steps=1).model_dump()))
    row = stack.wait(job_id)

    assert (row.status, row.max_attempts - row.attempt) == (Status.SUCCEEDED, 0)  # none was held against it


def test_settings_that_nobody_understands_fail_in_the_end(stack: Stack) -> None:
    job_id = unannounced(stack, of_tomorrow=1)
    with stack.database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == job_id).values(attempt=19, max_attempts=20))
    stack.send("train", job_id)

    row = stack.wait(job_id)

    assert (row.status, row.status_reason) == (Status.FAILED, "params_not_understood")
