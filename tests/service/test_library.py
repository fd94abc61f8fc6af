"""Published networks, asked in bulk and after damage: the answers are right or refused, never wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.db.migrate import upgrade
from app.db.tables import ModelFileRow
from models.catalog import CARDS
from tests.api.house import open_house as open_application
from tests.api.house import settings_in
from tests.api.published import publish_version
from tests.service.grounds import Ground
from tests.service.house import House, open_house

HOUSE = CARDS["house-prices"].examples[0]
REVIEW = CARDS["sentiment"].examples[0]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with two published networks and a worker that answers in bulk."""
    folder = tmp_path_factory.mktemp("library")
    empty = folder / "empty"
    upgrade(settings_in(empty).database)
    with open_application(folder / "data", empty / "chapterhouse.db") as application:
        for recipe in ("sentiment", "house-prices"):
            publish_version(application, recipe)
    with open_house(Ground("embedded"), folder) as opened:
        opened.start_worker("interactive")
        yield opened


def test_a_bulk_job_gives_every_answer_in_order_and_loads_no_tensorflow(library: House) -> None:
    queries = [HOUSE | {"RM": 4 + number / 200} for number in range(600)]
    job_id = library.submit(kind="predict", recipe="house-prices", params={"queries": queries})

    job = library.wait(job_id)

    assert (job["status"], job["queue"]["name"]) == ("succeeded", "interactive")
    assert job["result"]["answers"] == 600
    assert [file["name"] for file in job["artifacts"]] == ["answers.jsonl"]
    lines = library.client.get(job["artifacts"][0]["url"]).text.splitlines()
    online = [library.predict("house-prices", queries[start : start + 200]) for start in (0, 200, 400)]
    assert [json.loads(line) for line in lines] == [answer for page in online for answer in page.json()["answers"]]
    children = library.worker_children()
    assert library.stack.job(job_id).worker_pid in children
    if sys.platform == "linux":
        maps = [Path(f"/proc/{pid}/maps").read_text() for pid in children]
        assert all("onnxruntime" in text and "tensorflow" not in text for text in maps)


def test_a_damaged_network_is_refused_and_the_other_models_answer(library: House) -> None:
    network = library.stack.storage.path(_digest(library, "sentiment", "onnx"))
    whole = network.read_bytes()
    middle = len(whole) // 2
    network.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    try:
        fresh = library.start_second_api()
        refused, again = _ask(fresh, "sentiment", REVIEW), _ask(fresh, "sentiment", REVIEW)
        answered = _ask(fresh, "house-prices", HOUSE)
        network.write_bytes(whole)
        mended = _ask(fresh, "sentiment", REVIEW)
        fresh.close()
    finally:
        network.write_bytes(whole)

    assert (refused.status_code, refused.json()["code"]) == (503, "artifact_corrupt")
    assert again.status_code == 503
    assert answered.status_code == 200 and answered.json()["answers"]
    assert mended.status_code == 200, "nothing about the damage is remembered"


def _ask(client: httpx.Client, model: str, query: dict[str, Any]) -> httpx.Response:
    return client.post(f"/api/v1/models/{model}/predict", json={"queries": [query]})


def _digest(house: House, model: str, suffix: str) -> str:
    names = select(ModelFileRow.sha256).where(ModelFileRow.model == model, ModelFileRow.name.endswith(f".{suffix}"))
    return house.stack.look(lambda session: session.scalars(names).one())
