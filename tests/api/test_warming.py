"""Ready means warm; and a new version is warm before anybody is answered by it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.serving import service
from app.serving.loaded import Loaded, load
from tests.api.house import open_house
from tests.api.published import publish_version
from tests.api.server import Server, serve
from tests.processes import until

MODEL = "/api/v1/models/sentiment"


class Door:
    """Loading a version waits at this door; it stands open until it is shut."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.waiting = 0

    def __call__(self, *args: Any) -> Loaded:
        """Load a version, once the door is open."""
        self.waiting += 1
        assert self.open.wait(30)
        self.waiting -= 1
        return load(*args)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The door that every load goes through."""
    door = Door()
    monkeypatch.setattr(service, "load", door)
    yield door
    door.open.set()


@pytest.fixture
def published(tmp_path: Path, migrated: Path) -> Path:
    """A database and its folder with two versions of a model."""
    folder = tmp_path / "data"
    with open_house(folder, migrated) as house:
        publish_version(house, "sentiment")
        publish_version(house, "sentiment")
    return folder


def served(published: Path, folder: Path) -> AbstractContextManager[Server]:
    """A copy of it behind a real server."""
    shutil.copytree(published, folder / "served")
    return serve(folder / "served", published / "chapterhouse.db")


def ask(server: Server) -> int:
    """The version that answers now."""
    answered = httpx.post(f"{server.url}{MODEL}/predict", json={"queries": [{"text": "superb"}]}, timeout=20)
    assert answered.status_code == 200, answered.text
    return int(answered.json()["version"])


def promote(server: Server, version: int) -> None:
    """Move production."""
    put = httpx.put(f"{server.url}{MODEL}/aliases/production", json={"version": version}, timeout=60)
    assert put.status_code == 200, put.text


def test_a_server_is_ready_when_its_models_are_loaded(published: Path, tmp_path: Path, door: Door) -> None:
    door.open.clear()
    with served(published, tmp_path) as server:
        assert httpx.get(f"{server.url}/api/v1/health/live").status_code == 200
        early = [httpx.get(f"{server.url}{path}") for path in ("/api/v1/health/ready", "/v2/health/ready")]
        assert [(answer.status_code, answer.json()["ready"]) for answer in early] == [(503, False)] * 2

        door.open.set()
        until(lambda: httpx.get(f"{server.url}/v2/health/ready").status_code == 200, "it is ready", 20)
        warm = httpx.get(f"{server.url}/api/v1/health/ready")

    assert warm.status_code == 200
    assert warm.json()["loaded_models"] == 1


def test_the_old_version_answers_until_the_new_one_is_loaded(published: Path, tmp_path: Path, door: Door) -> None:
    with served(published, tmp_path) as server:
        assert ask(server) == 1
        door.open.clear()
        moving = threading.Thread(target=promote, args=(server, 2))
        moving.start()
        until(lambda: door.waiting, "the new version is being loaded", 20)

        assert [ask(server) for _ in range(5)] == [1] * 5

        door.open.set()
        moving.join(20)
        assert ask(server) == 2  # the answer to the promotion comes when it is in force
