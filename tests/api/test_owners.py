"""B13: what belongs to another owner is not there, whichever way somebody looks for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from app.access.principal import HOUSE, act_as, on_behalf_of
from app.errors import AppError
from app.registry.publish import ModelTakenError, Release, publish
from app.serving.photos import look_up
from models.images.questions import PhotoQuery
from models.pictures.receipt import png
from tests.api.doors import make_key, seen_by
from tests.api.house import House
from tests.api.image_files import noise
from tests.api.problems import problem
from tests.api.street import NOWHERE, TEXT, Street, open_street, said, told


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Street]:
    """A furnished house; its tests change nothing of Alice's."""
    with open_street(tmp_path_factory.mktemp("street"), migrated) as opened:
        yield opened


# Doors that the walk over the document (test_foreign_ids.py) does not see: ids in bodies, in queries and in names.
DOORS: dict[str, tuple[str, str, Any]] = {
    "many-events": ("GET", "/api/v1/events?jobs={job}", None),
    "compare-runs": ("GET", "/api/v1/comparisons:runs?job={job}", None),
    "cancel-queued": ("POST", "/api/v1/jobs/{queued}/cancel", None),
    "steer-queued": ("POST", "/api/v1/jobs/{queued}/steer", {"params": {"strength": 1}}),
    "thumbnail": ("GET", "/api/v1/artifacts/{artifact}?size=64", None),
    "upload-thumbnail": ("GET", "/api/v1/uploads/{upload}/content?size=64", None),
    "check-upload": ("POST", "/api/v1/datasets:check", {"upload": "{upload}"}),
    "data-of-upload": ("POST", "/api/v1/datasets", {"name": "mine", "upload": "{upload}"}),
    "dream-of-upload": ("POST", "/api/v1/jobs", {"kind": "generate", "recipe": "deep-dream",
                                                "params": {"photo": {"upload": "{upload}"}}}),
    "style-of-upload": ("POST", "/api/v1/jobs", {"kind": "generate", "recipe": "style-transfer", "params": {
                                                 "content": {"sample": "chelsea"}, "style": {"upload": "{upload}"}}}),
    "put-dream-of-upload": ("PUT", "/api/v1/jobs/bobs-own-id-of-a-dream", {
        "kind": "generate", "recipe": "deep-dream", "params": {"photo": {"upload": "{upload}"}}}),
    "train-on-data-set": ("POST", "/api/v1/jobs", {"kind": "train", "recipe": "designer", "data_set": "{data_set}"}),
    "estimate-on-data-set": ("POST", "/api/v1/jobs:estimate", {"kind": "train", "recipe": "designer",
                                                               "data_set": "{data_set}"}),
    "fork-onto-data-set": ("POST", "/api/v1/jobs/{bobs_job}/fork", {"data_set": "{data_set}"}),
    "compare-on-data-set": ("POST", "/api/v1/comparisons", {
        "recipe": "designer", "data_set": "{data_set}", "seeds": [1],
        "variants": [{"name": "a", "params": {}}, {"name": "b", "params": {"dropout": 0.3}}]}),
    "design-for-data-set": ("POST", "/api/v1/designer/plan", {"data_set": "{data_set}"}),
    "predict-alias": ("POST", "/api/v1/models/{model}@production/predict", TEXT),
    "explain-alias": ("POST", "/api/v1/models/{model}@production/explain", TEXT),
    "action-alias": ("POST", "/api/v1/models/{model}@production/sample", {"n": 1}),
    "predict-later": ("POST", "/api/v1/models/{model}/predict#respond-async", TEXT),
    "v2-alias": ("GET", "/v2/models/{model}@production", None),
    "bulk": ("POST", "/api/v1/jobs", {"kind": "predict", "recipe": "news", "model": "{model}", "params": TEXT}),
    "photo-of-upload": ("POST", "/api/v1/models/images/predict", {"queries": [{"upload": "{upload}"}]}),
    "explain-upload": ("POST", "/api/v1/models/images/explain", {"queries": [{"upload": "{upload}"}]}),
    "inspect-upload": ("POST", "/api/v1/models/images/inspect", {"upload": "{upload}", "layer": "stem"}),
    "webhook-cursor": ("GET", "/api/v1/webhooks/{bobs_webhook}/deliveries?cursor={message}", None),
}  # fmt: skip
STATUS = {"webhook-cursor": 422}  # of the others 404


def knock(client: Client, things: dict[str, str], door: str) -> Response:
    """What the caller gets at one of the doors to Alice's things."""
    method, path, body = DOORS[door]
    path, _, prefer = path.partition("#")
    headers = {"Prefer": prefer} if prefer else {}
    return client.request(method, path.format(**things), json=_filled(body, things), headers=headers)


def _filled(body: Any, things: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {key: _filled(value, things) for key, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, things) for value in body]
    return body.format(**things) if isinstance(body, str) and body.startswith("{") else body


@pytest.mark.parametrize("door", DOORS)
def test_b13_what_another_owner_has_is_not_there(street: Street, door: str) -> None:
    if not door.startswith("cancel"):
        knock(street.alice, street.things | street.bobs, door)  # what she has asked for may be remembered

    foreign, missing = (knock(street.bob, things | street.bobs, door) for things in (street.things, NOWHERE))

    assert foreign.status_code == STATUS.get(door, 404), foreign.text
    assert told(foreign, street.things) == told(missing, NOWHERE)


@pytest.mark.parametrize("door", [door for door in DOORS if not door.startswith(("cancel", "fork", "webhook"))])
def test_b13_its_owner_gets_another_answer(street: Street, door: str) -> None:
    hers, his = (knock(client, street.things | street.bobs, door) for client in (street.alice, street.bob))

    assert hers.status_code < 500, hers.text
    assert said(hers) != said(his)


RECEIPTS: dict[str, dict[str, Any]] = {
    "dream": {"recipe": "deep-dream", "seed": 1, "picture": "dream", "params": {"photo": {"upload": "{upload}"}}},
    "sample": {"kind": "sample", "model": "{model}", "version": 1, "digest": "0", "action": "sample", "query": {}},
    "alias": {"kind": "sample", "model": "{model}@production", "digest": "0", "action": "sample", "query": {}},
}  # fmt: skip


@pytest.mark.parametrize("kind", RECEIPTS)
def test_b13_a_receipt_leads_to_nothing_of_another_owner(street: Street, kind: str) -> None:
    def verify(client: Client, things: dict[str, str]) -> Response:
        receipt = json.loads(re.sub(r"{(model|upload)}", lambda name: things[name[1]], json.dumps(RECEIPTS[kind])))
        return client.post("/api/v1/verify", files={"file": ("a.png", png(noise(), receipt))})

    hers, foreign, missing = (
        verify(client, things)
        for client, things in ((street.alice, street.things), (street.bob, street.things), (street.bob, NOWHERE))
    )

    assert foreign.status_code == 404 != hers.status_code
    assert told(foreign, street.things) == told(missing, NOWHERE)


OPEN = ("jobs/{job}", "artifacts/{artifact}", "uploads/{upload}/content", "datasets/{data_set}", "models/{model}",
        "comparisons/{comparison}", "webhooks/{webhook}")  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
def test_an_owner_and_an_administrator_find_it(street: Street, path: str) -> None:
    for client in (street.alice, street.house.client):
        assert client.get("/api/v1/" + path.format(**street.things)).status_code == 200


LISTS: dict[str, Callable[[Client], set[str]]] = {
    "jobs": lambda client: {item["id"] for item in client.get("/api/v1/jobs?limit=200").json()["data"]},
    "models": lambda client: {item["name"] for item in client.get("/api/v1/models").json()["data"]},
    "v2": lambda client: set(client.get("/v2/models").json()["models"]),
    "data": lambda client: {item["name"] for item in client.get("/api/v1/datasets").json()["data"]},
    "comparisons": lambda client: {item["id"] for item in client.get("/api/v1/comparisons").json()["data"]},
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_ones_own_things_only(street: Street, name: str) -> None:
    hers, his, alls = (LISTS[name](client) for client in (street.alice, street.bob, street.house.client))

    assert hers & set(street.things.values())
    assert not his & set(street.things.values())
    assert hers <= alls


def test_measurements_name_the_models_of_ones_own_and_the_house(street: Street) -> None:
    for model in ("alices-news", "sentiment"):
        assert street.alice.post(f"/api/v1/models/{model}/predict", json=TEXT).status_code == 200
    prometheus = seen_by(street.house, make_key(street.house, "viewer")).client
    counts = r'chapterhouse_predictions_total\{model="([a-z-]+)"'

    named = [
        set(re.findall(counts, who.get("/metrics").text))
        for who in (street.alice, street.bob, prometheus, street.house.client)
    ]

    assert [{"alices-news", "sentiment"} & names for names in named] == [
        {"alices-news", "sentiment"}, {"sentiment"}, {"alices-news", "sentiment"}, {"alices-news", "sentiment"},
    ]  # fmt: skip
    assert "alices-news" not in street.bob.get("/metrics").text
    assert "chapterhouse_http_requests_total" in street.bob.get("/metrics").text


def test_a_worker_finds_only_what_the_owner_of_its_job_would_find(street: Street) -> None:
    services = street.house.services
    question = [PhotoQuery(upload=street.things["upload"])]
    act_as(on_behalf_of("bob"))
    try:
        with pytest.raises(AppError) as refused:
            look_up(services.database, services.storage, question)
    finally:
        act_as(HOUSE)

    assert refused.value.code == "upload_not_found"


def test_of_two_owners_who_train_under_a_new_name_the_second_is_told(house: House) -> None:
    jobs = [house.start(model="same-name"), house.start(model="same-name")]
    release = Release("onnx", (), {}, {}, {}, {}, None)

    with house.database.write() as session:
        first, second = (session.merge(job) for job in jobs)
        first.owner, second.owner = "alice", "bob"
        publish(session, first, release)
        with pytest.raises(ModelTakenError):
            publish(session, second, release)


def test_the_storage_page_shows_each_his_own_things_and_no_place(street: Street) -> None:
    of_alice, of_bob = (who.get("/api/v1/storage").json() for who in (street.alice, street.bob))

    assert {item["data_set"] for item in of_alice["biggest"]} >= {"alices-table"}
    assert not any(value in street.things.values() for item in of_bob["biggest"] for value in item.values())
    assert of_bob["where"] == of_alice["where"] == ""
    assert of_bob["bytes"] == of_alice["bytes"] > 0
    problem(street.bob.post("/api/v1/storage/sweep", json={}), 403, "forbidden_scope")
    for path in (f"uploads/{street.things['upload']}", "datasets/alices-table"):
        assert street.bob.delete(f"/api/v1/{path}").status_code == 404
    problem(street.bob.delete("/api/v1/models/sentiment/versions/1"), 403, "not_your_model")
