"""A slow store holds up those who wait for one of its files, and nobody else."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.main import THREADS
from app.serving import service
from app.serving.loaded import Loaded, load
from app.storage import LocalStore
from tests.api.house import House, open_house
from tests.api.published import publish_version
from tests.api.server import Server, serve
from tests.processes import until

PATIENCE_S = 5.0


class SlowStore:
    """Loading the model `slow` waits until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.loads = 0

    def __call__(self, storage: Any, row: Any, *more: Any) -> Loaded:
        """Load a version."""
        if row.model == "slow":
            self.loads += 1
            assert self.go.wait(30)
        return load(storage, row, *more)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowStore]:
    """What every load goes through."""
    store = SlowStore()
    monkeypatch.setattr(service, "load", store)
    monkeypatch.setattr(service.Serving, "_production_models", lambda serving: [])  # nothing is loaded ahead
    yield store
    store.go.set()


@pytest.fixture
def server(tmp_path: Path, migrated: Path) -> Iterator[Server]:
    """A real server with two models, neither in memory."""
    with open_house(tmp_path / "data", migrated) as house:
        for model in ("slow", "quick"):
            publish_version(house, "sentiment", model)
    shutil.copytree(tmp_path / "data", tmp_path / "served")
    with serve(tmp_path / "served", tmp_path / "data" / "chapterhouse.db") as running:
        yield running


def ask(server: Server, model: str, timeout_s: float = PATIENCE_S) -> int:
    """The status of a prediction."""
    body = {"queries": [{"text": "superb"}]}
    return httpx.post(f"{server.url}/api/v1/models/{model}/predict", json=body, timeout=timeout_s).status_code


def test_everything_else_goes_on_while_many_wait_for_one_model(store: SlowStore, server: Server) -> None:
    found: list[int] = []
    askers = [
        threading.Thread(target=lambda: found.append(ask(server, "slow", timeout_s=60))) for _ in range(THREADS + 8)
    ]
    for asker in askers:
        asker.start()
    until(lambda: store.loads, "it is being loaded", 10)

    assert httpx.get(f"{server.url}/api/v1/system", timeout=PATIENCE_S).status_code == 200
    assert ask(server, "quick") == 200
    assert ask(server, "nobody-has-this") == 404

    store.go.set()
    for asker in askers:
        asker.join(30)
    assert found == [200] * len(askers)
    assert store.loads == 1


def test_who_comes_after_a_promotion_does_not_get_what_was_begun_before(store: SlowStore, server: Server) -> None:
    first = threading.Thread(target=ask, args=(server, "slow", 60))
    first.start()
    until(lambda: store.loads == 1, "the first version is being loaded", 10)
    house = server.house
    assert publish_version(house, "sentiment", "slow") == 2
    assert house.client.put("/api/v1/models/slow/aliases/production", json={"version": 2}).status_code == 200

    later = threading.Thread(target=ask, args=(server, "slow", 60))
    later.start()
    until(lambda: store.loads == 2, "the second one too", 10)
    store.go.set()
    first.join(30)
    later.join(30)

    body = {"queries": [{"text": "superb"}]}
    assert house.client.post("/api/v1/models/slow/predict", json=body).json()["version"] == 2


@pytest.mark.parametrize("path", ["/api/v1/models/quick/versions/1/files/{name}", "/api/v1/artifacts/sha256-{sha256}"])
def test_many_who_wait_for_files_leave_threads_to_others(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    publish_version(house, "sentiment", "quick")
    body = {"queries": [{"text": "superb " * 2000}]}  # long enough to be answered beside the event loop
    file = house.client.get("/api/v1/models/quick/versions/1").json()["files"][0]
    path = path.format(**file)

    def predict() -> int:
        headers = {"Request-Timeout": "5"}
        return house.client.post("/api/v1/models/quick/predict", json=body, headers=headers).status_code

    assert predict() == 200
    go, waiting = threading.Event(), threading.Semaphore(0)

    def slow(store: LocalStore, sha256: str) -> Path:
        waiting.release()
        go.wait(30)
        return store.place(sha256)

    monkeypatch.setattr(LocalStore, "path", slow)
    found: list[int] = []
    askers = [threading.Thread(target=lambda: found.append(house.client.get(path).status_code)) for _ in range(THREADS)]
    for asker in askers:
        asker.start()
    assert waiting.acquire(timeout=10)
    time.sleep(1.0)  # all of them have come
    try:
        began = time.monotonic()
        assert predict() == 200
        assert house.client.get("/api/v1/system").status_code == 200
        assert time.monotonic() - began < PATIENCE_S
    finally:
        go.set()
    for asker in askers:
        asker.join(30)
    assert found == [200] * THREADS
