"""Keys and sessions that end while an answer is under way: streams and long polls tell no more after it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, update

from app.access import keys
from app.access.sessions import COOKIE
from app.db.clock import now
from app.db.tables import KeyRow, SessionRow
from app.jobs import stream
from tests.api.doors import Key, make_key
from tests.api.frames import frames_in
from tests.api.house import TRAIN, House
from tests.api.server import Server, serve
from tests.engine.orders import claimed
from tests.processes import until

WAYS = ["revoked", "expired", "signed out"]


@pytest.fixture
def served(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A house with keys behind a real server; its streams look up soon although nothing happens."""
    monkeypatch.setattr(stream, "PING_S", 0.3)
    with serve(tmp_path, migrated, access="keys") as server:
        yield server


def queued(server: Server, key: Key) -> str:
    """Where a new job of the key's owner is found."""
    made = server.post("/api/v1/jobs", json=TRAIN, headers=key.headers)
    assert made.status_code == 202, made.text
    return str(made.headers["location"])


def carried(server: Server, key: Key, how: str) -> dict[str, str]:
    """What a request carries: the key, or the cookie of a browser that has signed in with it."""
    if how != "signed out":
        return key.headers
    return {"Cookie": f"{COOKIE}={server.post('/api/v1/session', json={'key': key.text}).cookies[COOKIE]}"}


def end(house: House, key: Key, how: str) -> None:
    """Let a key, or a session, end, as another replica would."""
    with house.database.write() as session:
        if how == "revoked":
            keys.revoke(session, key.id)
        elif how == "signed out":
            session.execute(delete(SessionRow).where(SessionRow.key_id == key.id))
        else:
            session.execute(update(KeyRow).where(KeyRow.id == key.id).values(expires_at=now() - 1))


def until_it_ends(lines: Iterator[str]) -> tuple[str, bool]:
    """What a stream still says, and whether it ends within seconds."""
    deadline, said = time.monotonic() + 5, ""
    for line in lines:
        said += line
        if time.monotonic() > deadline:
            return said, False
    return said, True


@pytest.mark.parametrize("how", WAYS)
def test_an_open_stream_tells_nothing_after_its_key_has_ended(served: Server, how: str) -> None:
    key = make_key(served.house)
    url = queued(served, key)
    headers = carried(served, key, how)
    with httpx.stream("GET", f"{served.url}{url}/events", headers=headers, timeout=10) as response:
        lines = response.iter_lines()
        frames = frames_in(lines)
        first = [next(frames).event for _ in range(2)]

        end(served.house, key, how)
        row = claimed(served.house.database)
        served.house.say(row, "log", level="info", message="told to nobody")
        rest, is_over = until_it_ends(lines)

    assert first == ["snapshot", "status"]
    assert is_over, "the job goes on, but nobody may hear of it"
    assert "told to nobody" not in rest
    until(lambda: httpx.get(f"{served.url}{url}", headers=headers).status_code == 401, "the key is out", 3)


@pytest.mark.parametrize("how", WAYS)
def test_a_long_poll_gives_nothing_after_its_key_has_ended(served: Server, how: str) -> None:
    key = make_key(served.house)
    url = queued(served, key)
    headers = carried(served, key, how) | {"Prefer": "wait=20"}
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(httpx.get, served.url + url, headers=headers, timeout=30)
        time.sleep(0.5)  # it waits
        end(served.house, key, how)
        claimed(served.house.database)
        answer = poll.result(timeout=10)

    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthorized"
