"""One house for each ground, shared by the tests of this folder: each leaves it running."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.postgres import postgres
from tests.service.grounds import Ground, new_database
from tests.service.house import House, open_house

__all__ = ["postgres"]


@pytest.fixture(scope="session", params=["embedded", "servers"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with one worker, on each ground in turn."""
    ground = Ground(request.param)
    url = new_database(request) if ground.name == "servers" else ""
    with open_house(ground, tmp_path_factory.mktemp(ground.name), url) as opened:
        opened.start_worker()
        yield opened


@pytest.fixture(scope="session")
def second(house: House) -> Iterator[httpx.Client]:
    """A client of a second API process of the same house."""
    client = house.start_second_api()
    yield client
    client.close()
