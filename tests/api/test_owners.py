"""B13: what belongs to another owner is not there, whichever way somebody looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from app.access.principal import HOUSE, act_as, on_behalf_of
from app.errors import AppError
from app.registry.publish import ModelTakenError, Release, publish
from app.serving.photos import look_up
from app.storage import stage
from models.images.questions import PhotoQuery
from tests.api.doors import locked_house, make_key, seen_by
from tests.api.house import TRAIN, House
from tests.api.image_files import noise, saved
from tests.api.problems import problem
from tests.api.published import publish_version

CSV = b"x,y\n" + b"".join(b"%d,%d\n" % (n, 2 * n) for n in range(60))


@dataclass(frozen=True)
class Street:
    """Two owners with a key each, and what the first of them has."""

    house: House
    alice: Client
    bob: Client
    things: dict[str, str]


def furnish(house: House, alice: House) -> dict[str, str]:
    """One of each kind of thing, made by Alice; and a model of the house."""
    publish_version(house, "sentiment")
    publish_version(alice, "news", "alices-news")
    row = alice.start(model="alices-sentiment")
    stored = stage(house.database, house.services.storage, row.id, row.attempt, "picture", "image/png", saved(noise()))
    alice.succeed(row)
    upload = alice.client.post("/api/v1/uploads", files={"file": ("a.png", saved(noise(50, 50)))}).json()
    table = alice.client.post("/api/v1/datasets", files={"file": ("t.csv", CSV)}, data={"name": "alices-table"})
    assert table.status_code == 201, table.text
    wish = {"preset": "over-fitting", "recipe": "sentiment", "seeds": [1]}
    comparison = alice.client.post("/api/v1/comparisons", json=wish).json()
    queued = alice.queue(model="alices-sentiment")
    return {
        "job": row.id, "queued": queued, "artifact": f"sha256-{stored.sha256}", "upload": upload["id"],
        "data_set": "alices-table", "model": "alices-news", "comparison": comparison["id"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Street]:
    """A furnished house; its tests change nothing of Alice's."""
    folder = tmp_path_factory.mktemp("street")
    with locked_house(folder, migrated, limit_queued=100, queue_max_s=1e9) as house:
        alice, bob = (seen_by(house, make_key(house, "operator", owner)) for owner in ("alice", "bob"))
        yield Street(house, alice.client, bob.client, furnish(house, alice))


DOORS: dict[str, tuple[str, str, Any]] = {
    "job": ("GET", "/api/v1/jobs/{job}", None),
    "events": ("GET", "/api/v1/jobs/{job}/events", None),
    "many-events": ("GET", "/api/v1/events?jobs={job}", None),
    "logs": ("GET", "/api/v1/jobs/{job}/logs", None),
    "script": ("GET", "/api/v1/jobs/{job}/script", None),
    "cancel": ("POST", "/api/v1/jobs/{queued}/cancel", None),
    "retry": ("POST", "/api/v1/jobs/{job}/retry", None),
    "fork": ("POST", "/api/v1/jobs/{job}/fork", {"params": {}}),
    "steer": ("POST", "/api/v1/jobs/{queued}/steer", {"params": {"strength": 1}}),
    "delete-job": ("DELETE", "/api/v1/jobs/{job}", None),
    "compare-runs": ("GET", "/api/v1/comparisons:runs?job={job}", None),
    "comparison": ("GET", "/api/v1/comparisons/{comparison}", None),
    "cancel-comparison": ("POST", "/api/v1/comparisons/{comparison}/cancel", None),
    "artifact": ("GET", "/api/v1/artifacts/{artifact}", None),
    "thumbnail": ("GET", "/api/v1/artifacts/{artifact}?size=64", None),
    "upload": ("GET", "/api/v1/uploads/{upload}/content", None),
    "upload-thumbnail": ("GET", "/api/v1/uploads/{upload}/content?size=64", None),
    "delete-upload": ("DELETE", "/api/v1/uploads/{upload}", None),
    "check-upload": ("POST", "/api/v1/datasets:check", {"upload": "{upload}"}),
    "data-of-upload": ("POST", "/api/v1/datasets", {"name": "mine", "upload": "{upload}"}),
    "dream-of-upload": ("POST", "/api/v1/jobs", {"kind": "generate", "recipe": "deep-dream",
                                                "params": {"photo": {"upload": "{upload}"}}}),
    "data-set": ("GET", "/api/v1/datasets/{data_set}", None),
    "profile": ("GET", "/api/v1/datasets/{data_set}/profile", None),
    "file": ("GET", "/api/v1/datasets/{data_set}/file", None),
    "delete-data-set": ("DELETE", "/api/v1/datasets/{data_set}", None),
    "train-on-data-set": ("POST", "/api/v1/jobs", {"kind": "train", "recipe": "designer", "data_set": "{data_set}"}),
    "design-for-data-set": ("POST", "/api/v1/designer/plan", {"data_set": "{data_set}"}),
    "model": ("GET", "/api/v1/models/{model}", None),
    "versions": ("GET", "/api/v1/models/{model}/versions", None),
    "version": ("GET", "/api/v1/models/{model}/versions/1", None),
    "history": ("GET", "/api/v1/models/{model}/history", None),
    "model-file": ("GET", "/api/v1/models/{model}/versions/1/files/network.onnx", None),
    "promote": ("PUT", "/api/v1/models/{model}/aliases/production", {"version": 1}),
    "roll-back": ("POST", "/api/v1/models/{model}/aliases/production/rollback", None),
    "delete-model": ("DELETE", "/api/v1/models/{model}", None),
    "delete-version": ("DELETE", "/api/v1/models/{model}/versions/1", None),
    "predict": ("POST", "/api/v1/models/{model}/predict", {"queries": [{"text": "x"}]}),
    "predict-alias": ("POST", "/api/v1/models/{model}@production/predict", {"queries": [{"text": "x"}]}),
    "predict-version": ("POST", "/api/v1/models/{model}/versions/1/predict", {"queries": [{"text": "x"}]}),
    "explain": ("POST", "/api/v1/models/{model}/explain", {"queries": [{"text": "x"}]}),
    "action": ("POST", "/api/v1/models/{model}/sample", {"n": 1}),
    "bulk": ("POST", "/api/v1/jobs", {"kind": "predict", "recipe": "news", "model": "{model}",
                                     "params": {"queries": [{"text": "x"}]}}),
    "v2-model": ("GET", "/v2/models/{model}", None),
    "v2-ready": ("GET", "/v2/models/{model}/ready", None),
    "v2-infer": ("POST", "/v2/models/{model}/infer", {"inputs": []}),
    "v2-load": ("POST", "/v2/repository/models/{model}/load", None),
    "v2-unload": ("POST", "/v2/repository/models/{model}/unload", None),
    "v1-status": ("GET", "/v1/models/{model}", None),
    "v1-predict": ("POST", "/v1/models/{model}:predict", {"instances": ["x"]}),
}  # fmt: skip


def knock(client: Client, things: dict[str, str], door: str) -> Response:
    """What the caller gets at one of the doors to Alice's things."""
    method, path, body = DOORS[door]
    filled = _filled(body, things)
    return client.request(method, path.format(**things), json=filled)


def _filled(body: Any, things: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {key: _filled(value, things) for key, value in body.items()}
    return body.format(**things) if isinstance(body, str) and body.startswith("{") else body


@pytest.mark.parametrize("door", DOORS)
def test_b13_what_another_owner_has_is_not_there(street: Street, door: str) -> None:
    response = knock(street.bob, street.things, door)

    assert response.status_code == 404, response.text


@pytest.mark.parametrize("door", [door for door in DOORS if not door.startswith(("cancel", "delete"))])
def test_b13_its_owner_gets_another_answer(street: Street, door: str) -> None:
    hers, his = (knock(client, street.things, door) for client in (street.alice, street.bob))

    assert hers.status_code < 500, hers.text
    assert said(hers) != said(his)


def said(response: Response) -> tuple[int, str]:
    """What an answer says, without what is different each time."""
    is_problem = response.headers.get("content-type") == "application/problem+json"
    return response.status_code, str(response.json()["code"] if is_problem else response.status_code)


@pytest.mark.parametrize("door", ["job", "artifact", "upload", "data-set", "model", "comparison", "v2-model"])
def test_an_owner_and_an_administrator_find_it(street: Street, door: str) -> None:
    for client in (street.alice, street.house.client):
        assert knock(client, street.things, door).status_code == 200


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


def test_everybody_asks_the_models_of_the_house_and_nobody_else_changes_them(street: Street) -> None:
    answer = street.bob.post("/api/v1/models/sentiment/predict", json={"queries": [{"text": "superb"}]})
    refused = street.bob.delete("/api/v1/models/sentiment")

    assert answer.status_code == 200
    assert "sentiment" in LISTS["models"](street.bob)
    problem(refused, 403, "not_your_model")


@pytest.mark.parametrize("name", ["alices-news", "news", "sentiment"])
def test_a_name_that_another_owner_has_cannot_be_published_under(street: Street, name: str) -> None:
    recipe = name.removeprefix("alices-")
    response = street.bob.post("/api/v1/jobs", json={"kind": "train", "recipe": recipe, "model": name})

    problem(response, 409, "model_name_taken")


def test_a_training_without_a_name_gets_one_of_its_owners(street: Street) -> None:
    jobs = [client.post("/api/v1/jobs", json=TRAIN).json() for client in (street.bob, street.house.client)]

    assert [job["model"] for job in jobs] == ["bob-sentiment", "sentiment"]


def test_a_data_sets_name_is_taken_for_all(street: Street) -> None:
    response = street.bob.post("/api/v1/datasets", files={"file": ("t.csv", CSV)}, data={"name": "alices-table"})

    problem(response, 409, "data_set_exists")


def test_the_same_bytes_of_two_owners_are_two_uploads(street: Street) -> None:
    ids = [
        client.post("/api/v1/uploads", files={"file": ("same.txt", b"the same")}).json()["id"]
        for client in (street.alice, street.bob, street.alice)
    ]

    assert ids[0] == ids[2] != ids[1]


def test_the_same_idempotency_key_of_two_owners_makes_two_jobs(street: Street) -> None:
    headers = {"Idempotency-Key": "the-same"}

    ids = {
        client.post("/api/v1/jobs", json=TRAIN, headers=headers).json()["id"] for client in (street.alice, street.bob)
    }

    assert len(ids) == 2


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
