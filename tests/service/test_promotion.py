"""Moving `production` to another version while people ask: no request fails, and every process follows."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.processes import until
from tests.service.house import House, within

MODEL = "moving"
STEPS = {1: 1, 2: 2}  # version: steps slept, which its answers add


class Asker(threading.Thread):
    """Asks one API process again and again over one connection, and keeps every answer."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self.over = threading.Event()
        self.answers: list[tuple[int, Any]] = []
        self.last_version = 0

    def run(self) -> None:
        """Ask until told to stop."""
        with httpx.Client(base_url=self._url, timeout=30) as client:
            while not self.over.is_set():
                reply = client.post(f"/api/v1/models/{MODEL}/predict", json={"queries": [{"number": 40}]})
                self.answers.append((reply.status_code, reply.json()))
                self.last_version = reply.json().get("version", 0)


@pytest.fixture
def versions(house: House) -> None:
    """Two versions; the first one published is in production."""
    for steps in STEPS.values():
        job = house.wait(house.submit(params={"steps": steps}, model=MODEL))
        assert job["status"] == "succeeded"


@pytest.mark.usefixtures("versions")
def test_no_request_fails_while_production_moves(house: House, second: httpx.Client) -> None:
    askers = [Asker(str(client.base_url)) for client in (house.client, second) for _ in range(2)]
    for asker in askers:
        asker.start()
    try:
        delays = [_promote(house, version, askers) for version in (2, 1, 2, 1, 2)]
    finally:
        for asker in askers:
            asker.over.set()
            asker.join(30)

    everything = [answer for asker in askers for answer in asker.answers]
    assert Counter(status for status, _ in everything) == {200: len(everything)}
    for _, body in everything:
        assert body["answers"] == [{"total": 40 + STEPS[body["version"]]}]
    assert len(everything) > 100
    assert sorted(delays)[2] < within(1.0), delays
    history = house.client.get(f"/api/v1/models/{MODEL}/history").json()["data"]
    assert [change["version"] for change in history] == [2, 1, 2, 1, 2, 1]


def _promote(house: House, version: int, askers: list[Asker]) -> float:
    """Move production; gives the seconds until every process answers with the new version."""
    path = f"/api/v1/models/{MODEL}/aliases/production"
    reply = house.client.put(path, json={"version": version})
    moved = time.monotonic()
    assert reply.status_code == 200, reply.text
    until(lambda: all(asker.last_version == version for asker in askers), f"all answer with {version}", 10)
    return time.monotonic() - moved
