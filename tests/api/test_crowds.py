"""Many at once of one caller: they leave connections and threads to the others, and limits count them all."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from app.access import streams
from app.access.guard import STRANGERS
from app.access.sessions import COOKIE
from tests.api.doors import Holder, make_key
from tests.api.house import TRAIN
from tests.api.problems import problem
from tests.api.published import publish_version
from tests.api.server import serve
from tests.engine.crowd import at_once
from tests.processes import until


def test_a_crowd_with_made_up_sessions_leaves_threads_to_others(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, most = 0, 0

    def slow(*_: object) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        time.sleep(0.05)
        busy -= 1

    monkeypatch.setattr("app.access.sessions.key_of", slow)
    with serve(tmp_path, migrated, access="keys") as server:

        def guess(number: int) -> int:
            cookie = {"Cookie": f"{COOKIE}=ses_{number:043d}"}
            return httpx.get(f"{server.url}/api/v1/jobs", headers=cookie, timeout=30).status_code

        assert set(at_once(40, guess)) == {401}
    assert 1 < most <= STRANGERS


def test_explanations_are_worked_out_two_at_once(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One may take seconds of the processor: thirty at once left nothing to predictions."""
    busy, most = 0, 0

    def slow(*_: object) -> list[object]:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        time.sleep(0.1)
        busy -= 1
        return []

    monkeypatch.setattr("app.serving.routes.explain", slow)
    with serve(tmp_path, migrated) as server:
        publish_version(server.house, "sentiment")
        url = f"{server.url}/api/v1/models/sentiment/explain"
        body = {"queries": [{"text": "superb"}]}

        assert set(at_once(8, lambda _: httpx.post(url, json=body, timeout=30).status_code)) == {200}
    assert most == 2


def test_a_key_that_waits_for_too_much_is_answered_at_once(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each long poll holds one of the connections that a process serves: the others need some too."""
    monkeypatch.setattr(streams, "MOST_WAITS", 2)
    with serve(tmp_path, migrated, access="keys") as server:
        caller, other = (Holder(httpx.Client(base_url=server.url), make_key(server.house)) for _ in range(2))
        url = caller.post("/api/v1/jobs", json=TRAIN).headers["location"]

        def poll(who: Holder) -> float:
            wish = who.key.headers | {"Prefer": "wait=2"}
            response = httpx.get(server.url + url, headers=wish, timeout=30)
            assert response.status_code == 200, response.text
            return response.elapsed.total_seconds()

        polls = at_once(3, lambda _: poll(caller))
        neighbour, again = poll(other), poll(caller)

    assert sorted(seconds > 1.5 for seconds in polls) == [False, True, True]
    assert neighbour > 1.5 and again > 1.5


def test_guessing_keys_in_a_crowd_is_limited_too(tmp_path: Path, migrated: Path) -> None:
    with serve(tmp_path, migrated, access="keys", limit_failures_per_min=3) as server:

        def guess(number: int) -> int:
            wrong = {"Authorization": f"Bearer svc_{number:08d}_{'x' * 43}"}
            return httpx.get(f"{server.url}/api/v1/jobs", headers=wrong, timeout=30).status_code

        guesses = at_once(60, guess)

    assert set(guesses) == {401, 429}
    assert guesses.count(401) <= 3 + STRANGERS


def test_a_key_holds_only_so_many_event_streams(tmp_path: Path, migrated: Path) -> None:
    with serve(tmp_path, migrated, access="keys", limit_streams=2) as server:
        key = make_key(server.house)
        caller = Holder(httpx.Client(base_url=server.url), key)
        url = f"/api/v1/jobs/{caller.post('/api/v1/jobs', json=TRAIN).json()['id']}/events"
        with ExitStack() as first:
            opened = [first.enter_context(caller.client.stream("GET", url, headers=key.headers)) for _ in range(2)]
            pieces = [stream.iter_raw() for stream in opened]  # kept: a stream ends with its iterator
            assert all(next(piece) for piece in pieces)
            third = caller.get(url)
        problem(third, 429, "rate_limited")

        def answers() -> bool:
            with caller.client.stream("GET", url, headers=key.headers) as stream:
                return stream.status_code == 200

        until(answers, "a place is free again after a stream was closed", 5)
