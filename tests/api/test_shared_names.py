"""What all owners share - names, the bytes in the store, the house's models - gives none of them away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.data.catalogue import catalogue
from tests.api.doors import make_key, seen_by
from tests.api.house import TRAIN
from tests.api.problems import problem
from tests.api.street import CSV, TEXT, Street, open_street, said
from tests.api.test_data_sets import bring, newswires, tar


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Street]:
    """A furnished house."""
    with open_street(tmp_path_factory.mktemp("shared"), migrated) as opened:
        yield opened


def test_everybody_asks_the_models_of_the_house_and_nobody_else_changes_them(street: Street) -> None:
    answer = street.bob.post("/api/v1/models/sentiment/predict", json={"queries": [{"text": "superb"}]})
    refused = street.bob.delete("/api/v1/models/sentiment")
    unloaded = street.bob.post("/v2/repository/models/sentiment/unload")
    loaded = street.bob.post("/v2/repository/models/sentiment/load")

    assert answer.status_code == 200
    assert "sentiment" in {item["name"] for item in street.bob.get("/api/v1/models").json()["data"]}
    problem(refused, 403, "not_your_model")
    assert (unloaded.status_code, loaded.status_code) == (403, 200)


@pytest.mark.parametrize("name", ["alices-news", "news", "sentiment"])
def test_a_name_that_another_owner_has_cannot_be_published_under(street: Street, name: str) -> None:
    recipe = name.removeprefix("alices-")
    response = street.bob.post("/api/v1/jobs", json={"kind": "train", "recipe": recipe, "model": name})

    problem(response, 409, "model_name_taken")


def test_of_a_taken_name_nobody_learns_what_it_stands_for(street: Street) -> None:
    jobs = [{"kind": "train", "recipe": recipe, "model": "alices-news"} for recipe in ("news", "sentiment")]
    dream = {"kind": "generate", "recipe": "deep-dream", "params": {"photo": {"sample": "chelsea"}}}

    taken = [problem(street.bob.post("/api/v1/jobs", json=job), 409, "model_name_taken")["detail"] for job in jobs]
    named = [street.bob.post("/api/v1/jobs", json=dream | {"model": name}).status_code for name in
             ("alices-news", "nobodys-news")]  # fmt: skip

    assert taken == ["The model 'alices-news' belongs to another owner; take another name."] * 2
    assert named[0] == named[1] == 202


def test_who_uses_a_model_of_the_house_is_not_told(street: Street) -> None:
    bulk = {"kind": "predict", "recipe": "sentiment", "params": TEXT}
    job = street.bob.post("/api/v1/jobs", json=bulk).json()["id"]
    keeper = seen_by(street.house, make_key(street.house, "operator")).client

    refused = problem(keeper.delete("/api/v1/models/sentiment"), 409, "model_in_use")
    known = problem(street.house.client.delete("/api/v1/models/sentiment"), 409, "model_in_use")

    street.bob.post(f"/api/v1/jobs/{job}/cancel")
    assert job not in refused["detail"]
    assert job in known["detail"]


def test_what_others_say_in_their_jobs_keeps_nothing_of_ones_own(street: Street) -> None:
    """Of an upload whose id Bob has seen in a picture, and of a data set whose name was Alice's before."""
    mine = street.alice.post("/api/v1/uploads", files={"file": ("mine.txt", b"only mine")}).json()["id"]
    data = {"name": "passed-on"}
    first = street.alice.post("/api/v1/datasets", files={"file": ("t.csv", CSV + b"1,1\n")}, data=data)
    trains = {"kind": "train", "recipe": "designer", "data_set": "passed-on"}
    old = street.alice.post("/api/v1/jobs", json=trains).json()["urls"]["self"]
    street.alice.post(f"{old}/cancel")
    street.alice.delete("/api/v1/datasets/passed-on")
    second = street.bob.post("/api/v1/datasets", files={"file": ("t.csv", CSV + b"2,2\n")}, data=data)
    street.alice.post(f"{old}/retry")
    said = {"kind": "predict", "recipe": "sentiment", "params": {"queries": [{"text": f"superb {mine}"}]}}
    bulk = street.bob.post("/api/v1/jobs", json=said).json()["urls"]["self"]

    deleted = [street.alice.delete(f"/api/v1/uploads/{mine}"), street.bob.delete("/api/v1/datasets/passed-on")]

    street.alice.post(f"{old}/cancel")
    street.bob.post(f"{bulk}/cancel")
    assert (first.status_code, second.status_code) == (201, 201)
    assert [response.status_code for response in deleted] == [204, 204]


def test_a_training_without_a_name_gets_one_of_its_owners(street: Street) -> None:
    jobs = [client.post("/api/v1/jobs", json=TRAIN).json() for client in (street.bob, street.house.client)]

    assert [job["model"] for job in jobs] == ["bob-sentiment", "sentiment"]


def test_for_a_built_in_data_set_only_the_house_brings_a_file(street: Street) -> None:
    """All owners train on it, and it cannot be deleted."""
    archive = tar({"reut2-000.sgm": newswires()})
    refused = bring(street.bob, "reuters", archive, "reuters.tar.gz")
    before = street.alice.get("/api/v1/datasets/reuters").json()

    source = next(source for source in catalogue()["reuters"].source if source.kind == "uploaded")
    source.known.append(hashlib.sha256(archive).hexdigest())
    try:
        known = bring(street.bob, "reuters", archive, "reuters.tar.gz")
    finally:
        source.known.pop()

    problem(refused, 403, "data_set_of_house")
    assert before["profile"] is None
    assert known.status_code == 201


def test_the_house_brings_a_file_for_all(street: Street) -> None:
    keeper = seen_by(street.house, make_key(street.house, "member")).client
    climate = "Date Time,p (mbar)\n01.01.2009 00:10:00,996.5\n"

    assert said(bring(street.bob, "jena", climate)) == (403, "data_set_of_house")
    assert said(bring(keeper, "jena", climate))[0] in (201, 422)  # it may; what is in it is another question


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
