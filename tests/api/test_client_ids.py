"""Ids that clients choose are names that owners share: who takes the id of a deleted job gets nothing of that job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from app.access.principal import HOUSE, act_as, on_behalf_of
from app.jobs.stream import StreamHub, follow
from app.storage import stage
from tests.api.doors import locked_house, make_key, seen_by
from tests.api.house import TRAIN, House
from tests.api.problems import problem
from tests.api.street import ROOMS
from tests.engine.orders import claimed
from tests.processes import until
from tests.receiver import receiving

ID = "nightly-training-of-monday"
URL = f"/api/v1/jobs/{ID}"
SECRET = TRAIN | {"tags": {"note": "nobody else's business"}}


@pytest.fixture
def locked(tmp_path: Path, migrated: Path) -> Iterator[House]:
    """A house with keys."""
    with locked_house(tmp_path, migrated, **ROOMS) as house:
        yield house


def two(house: House) -> tuple[House, House]:
    """The house as Alice and as Bob see it."""
    alice, bob = (seen_by(house, make_key(house, "operator", owner)) for owner in ("alice", "bob"))
    return alice, bob


def put(house: House, body: dict[str, Any] = TRAIN) -> None:
    """Make the job of that id."""
    response = house.client.put(URL, json=body)
    assert response.status_code == 202, response.text


def delete(house: House) -> None:
    """Delete it, canceled first where it waits."""
    house.client.post(f"{URL}/cancel")
    assert house.client.delete(URL).status_code == 204


def test_an_id_that_another_owner_has_is_taken(locked: House) -> None:
    alice, bob = two(locked)
    put(alice)

    problem(bob.client.put(URL, json=TRAIN), 422, "idempotency_mismatch")
    assert bob.client.get(URL).status_code == 404


def test_files_of_a_deleted_job_are_not_those_of_the_next_one_of_its_id(locked: House) -> None:
    alice, bob = two(locked)
    put(alice)
    row = claimed(locked.database)
    stored = stage(locked.database, locked.services.storage, ID, row.attempt, "picture", "image/png", b"hers")
    locked.succeed(row)
    delete(alice)

    put(bob)
    locked.succeed(claimed(locked.database))

    assert bob.client.get(URL).json()["artifacts"] == []
    assert bob.client.get(f"/api/v1/artifacts/sha256-{stored.sha256}").status_code == 404


def test_a_message_of_a_deleted_job_does_not_tell_of_the_next_one_of_its_id(locked: House) -> None:
    alice, bob = two(locked)
    with receiving() as receiver:
        hook = alice.client.post("/api/v1/webhooks", json={"url": receiver.url(), "events": ["job.canceled"]}).json()
        put(alice)
        delete(alice)
        log = f"/api/v1/webhooks/{hook['id']}/deliveries"
        message = alice.client.get(log).json()["data"][0]["id"]
        put(bob, SECRET)

        alice.client.post(f"{log}/{message}/replay")
        told = until_sent(alice, log)

    assert "nobody else's business" not in str(told)
    assert not any(b"nobody else's business" in got.body for got in receiver.got)


def until_sent(house: House, log: str) -> Any:
    """The newest message, once nobody is about to send it."""
    until(lambda: house.client.get(log).json()["data"][0]["state"] != "pending", "the message was dealt with", 10)
    return house.client.get(log).json()["data"][0]


def test_a_stream_of_a_deleted_job_does_not_go_on_with_the_next_one_of_its_id(locked: House) -> None:
    alice, bob = two(locked)
    put(alice)
    other = alice.queue()

    async def listen() -> bytes:
        act_as(on_behalf_of("alice"))
        stream = follow(StreamHub(locked.database), [ID, other], {ID: 0, other: 0})
        heard = b"".join([await anext(stream) for _ in range(3)])  # the retry line and two snapshots
        delete(alice)
        put(bob, SECRET)
        alice.client.post(f"/api/v1/jobs/{other}/cancel")
        with anyio.move_on_after(5):
            async for piece in stream:
                heard += piece
        return heard

    try:
        heard = anyio.run(listen)
    finally:
        act_as(HOUSE)

    assert b"canceled" in heard
    assert b"nobody else's business" not in heard
    assert heard.count(f'"job":"{ID}"'.encode()) == 0


def test_an_idempotency_key_of_a_deleted_job_says_so(locked: House) -> None:
    alice, bob = two(locked)
    key = {"Idempotency-Key": f"put:{ID}"}
    put(alice)
    delete(alice)
    put(bob)

    problem(alice.client.put(URL, json=TRAIN), 410, "job_deleted")
    problem(alice.client.post("/api/v1/jobs", json=TRAIN, headers=key), 410, "job_deleted")
