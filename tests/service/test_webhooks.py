"""Webhooks on real processes: what a worker put into the outbox arrives, whoever is killed, and once with two APIs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from app.db.tables import DeliveryRow
from app.jobs.states import Status
from tests.processes import free_port, until
from tests.receiver import Receiver, receiving
from tests.service.grounds import new_database
from tests.stack import Stack

HOOKS = "/api/v1/webhooks"


@pytest.fixture(params=["sqlite", "postgresql"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    """A house on each database whose webhooks may go to this machine."""
    url = new_database(request) if request.param == "postgresql" else ""
    with Stack(tmp_path, database_url=url, webhook_allow_hosts="127.0.0.1", webhook_retries_s="0.2,0.2") as opened:
        opened.start_api()
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that says 204."""
    with receiving() as running:
        yield running


def hooked(stack: Stack, url: str, *events: str) -> dict[str, Any]:
    """A new webhook."""
    response = stack.client.post(HOOKS, json={"url": url, "events": events or ["job.succeeded"]})
    response.raise_for_status()
    made: dict[str, Any] = response.json()
    return made


def queued(stack: Stack) -> str:
    """A short job, sent through the API: its owner is the house, as the webhook's."""
    response = stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sleepy", "params": {"steps": 3}})
    response.raise_for_status()
    return str(response.json()["id"])


def kill_api(stack: Stack) -> None:
    """SIGKILL the API process."""
    assert stack.api is not None
    stack.kill_tree(stack.api)
    stack.api = None


def messages(stack: Stack) -> list[DeliveryRow]:
    """The outbox and log, oldest first."""
    statement = select(DeliveryRow).order_by(DeliveryRow.created_at, DeliveryRow.id)
    return stack.look(lambda session: list(session.scalars(statement)))


def all_delivered(stack: Stack, count: int) -> bool:
    """Whether there are that many messages and each has arrived."""
    return [row.state for row in messages(stack)] == ["delivered"] * count


def test_what_happened_while_no_api_was_there_is_told_when_one_comes(stack: Stack, receiver: Receiver) -> None:
    hook = hooked(stack, receiver.url(), "job.started", "job.succeeded")
    job_id = queued(stack)
    kill_api(stack)
    stack.start_worker()
    stack.wait(job_id, Status.SUCCEEDED, timeout_s=60)
    assert [row.state for row in messages(stack)] == ["pending"] * 2
    assert receiver.got == []

    stack.start_api()

    until(lambda: all_delivered(stack, 2), "both messages", 15)
    documents = [Webhook(hook["secret"]).verify(got.body, got.headers) for got in receiver.got]
    assert {one["type"] for one in documents} == {"job.started", "job.succeeded"}


def test_an_api_killed_while_it_sends_leaves_the_message_to_the_next(stack: Stack, receiver: Receiver) -> None:
    hook = hooked(stack, receiver.url())
    receiver.delay_s = 3.0
    stack.client.post(f"{HOOKS}/{hook['id']}/ping").raise_for_status()
    until(lambda: len(receiver.got) == 1, "the message is on its way", 10)

    kill_api(stack)
    receiver.delay_s = 0.0
    assert [row.state for row in messages(stack)] == ["pending"]
    with stack.database.write() as session:  # its lease is over
        session.execute(update(DeliveryRow).values(lease_until=0.0))
    stack.start_api()

    until(lambda: all_delivered(stack, 1), "the message", 15)
    assert len(receiver.got) == 2
    assert len({got.id for got in receiver.got}) == 1, "the receiver can tell that it is the same"


def test_two_replicas_send_every_message_once(stack: Stack, receiver: Receiver) -> None:
    port = free_port()
    options = ("--factory", "--host", "127.0.0.1", "--port", str(port), "--no-access-log")
    stack.start("api", [sys.executable, "-m", "uvicorn", "app.main:create_app", *options])
    hooks = [hooked(stack, receiver.url(f"/{number}")) for number in range(3)]
    for number in range(30):
        stack.client.post(f"{HOOKS}/{hooks[number % 3]['id']}/ping").raise_for_status()

    until(lambda: all_delivered(stack, 30), "all messages", 30)

    times = Counter(got.id for got in receiver.got)
    assert len(times) == 30
    assert set(times.values()) == {1}
