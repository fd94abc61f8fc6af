"""Houses for tests: one of its own for each that changes things, a shared library for those that only ask."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from httpx import Client

from app.db.migrate import upgrade
from tests.api.fixtures.documents import NETWORKS
from tests.api.hooks import INSIDE
from tests.api.house import House, open_house, settings_in
from tests.api.published import publish_version
from tests.api.server import Server, serve
from tests.receiver import Receiver, receiving

# Schemathesis is among the tools of development, not among what the API needs: without it its file is not collected.
collect_ignore = [] if find_spec("schemathesis") else ["test_whole_document.py", "test_whole_journeys.py"]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, migrated once; every house starts from a copy."""
    folder = tmp_path_factory.mktemp("migrated")
    upgrade(settings_in(folder).database)
    return folder / "chapterhouse.db"


@pytest.fixture
def house(tmp_path: Path, migrated: Path) -> Iterator[House]:
    """A house of the test's own."""
    with open_house(tmp_path / "data", migrated) as opened:
        yield opened


@pytest.fixture
def client(house: House) -> Client:
    """A client of the test's own house."""
    return house.client


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house with a published model of each recipe, shared by the tests of a file: they must not change it."""
    with open_house(tmp_path_factory.mktemp("library"), migrated) as opened:
        for recipe in NETWORKS:
            publish_version(opened, recipe)
        yield opened


@pytest.fixture
def server(tmp_path: Path, migrated: Path) -> Iterator[Server]:
    """A house behind a real uvicorn, for streams and for many connections at once."""
    with serve(tmp_path / "served", migrated) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that says 204."""
    with receiving() as running:
        yield running


@pytest.fixture
def told(tmp_path: Path, migrated: Path) -> Iterator[House]:
    """A house that may call this machine and does not wait long between tries."""
    with open_house(tmp_path / "told", migrated, **INSIDE) as opened:
        yield opened
