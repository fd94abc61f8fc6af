"""Models: their versions, where their aliases point, taking them out of service."""

from __future__ import annotations

from sqlalchemy import update

from app.db.tables import ModelVersionRow
from tests.api.fixtures.documents import NETWORKS
from tests.api.house import House
from tests.api.problems import problem
from tests.api.published import publish_version

URL = "/api/v1/models/sentiment"
PRODUCTION = f"{URL}/aliases/production"
QUESTION = {"queries": [{"text": "superb"}]}


def answering_version(house: House, target: str = "sentiment") -> int:
    """The version that answers now."""
    version: int = house.client.post(f"/api/v1/models/{target}/predict", json=QUESTION).json()["version"]
    return version


def test_the_first_version_goes_into_production_and_the_second_waits(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")

    model = house.client.get(URL).json()

    assert model["aliases"] == {"production": 1} and model["last_version"] == 2
    assert model["production"]["metrics"] == {"accuracy": 0.9}
    assert "text" in model["query_schema"]["properties"] and "positive" in model["answer_schema"]["properties"]


def test_every_model_is_listed_by_name(library: House) -> None:
    models = library.client.get("/api/v1/models").json()["data"]

    assert [model["name"] for model in models] == sorted(NETWORKS)


def test_versions_are_listed_newest_first_and_shown_whole_one_by_one(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")

    versions = house.client.get(f"{URL}/versions").json()["data"]
    one = house.client.get(f"{URL}/versions/1").json()

    assert [version["version"] for version in versions] == [2, 1]
    assert versions[0]["report"] is None and one["report"] == {"confusion": [[1, 0], [0, 1]]}
    assert one["aliases"] == ["production"] and versions[0]["aliases"] == []
    assert [file["name"] for file in one["files"]] == ["classifier.onnx", "vocabulary.json"]
    assert one["digest"] == versions[0]["digest"]  # the same files


def test_a_list_keeps_the_headline_that_the_data_decided(house: House) -> None:
    headline = {"metric": "pr_auc", "title": {"en": "PR AUC", "zh": "PR AUC"}}
    publish_version(house, "sentiment", report={"headline": headline, "confusion": [[1, 0], [0, 1]]})

    model = house.client.get(URL).json()

    assert model["production"]["report"] == {"headline": headline}


def test_the_job_names_the_version_it_made(house: House) -> None:
    publish_version(house, "sentiment")

    job = house.client.get("/api/v1/jobs").json()["data"][0]

    assert (job["model"], job["model_version"]) == ("sentiment", 1)


def test_a_promoted_version_answers_at_once(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")
    assert answering_version(house) == 1

    for version in [2, 1] * 5:
        promoted = house.client.put(PRODUCTION, json={"version": version})
        assert promoted.json()["version"] == version
        assert answering_version(house) == version


def test_an_alias_of_ones_own_answers_beside_production(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")

    house.client.put(f"{URL}/aliases/candidate", json={"version": 2})

    assert answering_version(house, "sentiment@candidate") == 2
    assert answering_version(house) == answering_version(house, "sentiment@production") == 1


def test_rolling_back_undoes_one_move_after_the_other(house: House) -> None:
    for _ in range(3):
        publish_version(house, "sentiment")
    house.client.put(PRODUCTION, json={"version": 2})
    house.client.put(PRODUCTION, json={"version": 3})

    first = house.client.post(f"{PRODUCTION}/rollback").json()["version"]
    second = house.client.post(f"{PRODUCTION}/rollback").json()["version"]

    assert (first, second) == (2, 1)
    assert answering_version(house) == 1
    problem(house.client.post(f"{PRODUCTION}/rollback"), 409, "nothing_to_roll_back")


def test_the_history_tells_every_move_newest_first(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")
    house.client.put(PRODUCTION, json={"version": 2})
    house.client.post(f"{PRODUCTION}/rollback")

    moves = house.client.get(f"{URL}/history").json()["data"]

    assert [(move["version"], move["previous"], move["reason"]) for move in moves] == [
        (1, 2, "rolled_back"), (2, 1, "promoted"), (1, None, "published")]  # fmt: skip
    assert len(house.client.get(f"{URL}/history", params={"limit": 1}).json()["data"]) == 1


def test_only_a_version_that_exists_can_be_promoted(house: House) -> None:
    publish_version(house, "sentiment")
    before = house.counts()

    problem(house.client.put(PRODUCTION, json={"version": 2}), 404, "version_not_found")
    problem(house.client.put(PRODUCTION, json={"version": "1"}), 422, "validation_error")

    assert house.counts() == before


def test_b23_a_deleted_model_is_gone_and_not_merely_unknown(house: House) -> None:
    publish_version(house, "sentiment")
    answering_version(house)

    assert house.client.delete(URL).status_code == 204

    for method, path in [("GET", URL), ("GET", f"{URL}/versions"), ("GET", f"{URL}/versions/1"), ("DELETE", URL),
                         ("GET", f"{URL}/history"), ("POST", f"{PRODUCTION}/rollback")]:  # fmt: skip
        problem(house.client.request(method, path), 410, "model_deleted")
    problem(house.client.post(f"{URL}/predict", json=QUESTION), 410, "model_deleted")
    problem(house.client.post(f"{URL}/versions/1/predict", json=QUESTION), 410, "model_deleted")
    assert house.client.get("/api/v1/models").json()["data"] == []


def test_training_a_deleted_model_again_brings_it_back_with_the_next_number(house: House) -> None:
    publish_version(house, "sentiment")
    house.client.delete(URL)

    assert publish_version(house, "sentiment") == 2
    assert answering_version(house) == 2


def test_a_version_that_was_not_exported_cannot_answer_here(house: House) -> None:
    publish_version(house, "sentiment")
    with house.database.write() as session:
        session.execute(update(ModelVersionRow).values(serving="worker"))

    problem(house.client.post(f"{URL}/predict", json=QUESTION), 409, "model_not_servable")


def test_a_model_whose_file_was_damaged_says_so_and_the_house_stands(house: House) -> None:
    publish_version(house, "sentiment")
    file = house.client.get(f"{URL}/versions/1").json()["files"][0]
    house.services.storage.path(file["sha256"]).write_bytes(b"damaged")

    problem(house.client.post(f"{URL}/predict", json=QUESTION), 503, "artifact_corrupt")
    assert house.client.get("/api/v1/health/ready").status_code == 200


def test_b23_what_was_never_trained_is_not_ready_or_not_found(house: House) -> None:
    publish_version(house, "sentiment")

    problem(house.client.get("/api/v1/models/nobody"), 404, "model_not_found")
    problem(house.client.get(f"{URL}/versions/9"), 404, "version_not_found")
    problem(house.client.post("/api/v1/models/sentiment@nothing/predict", json=QUESTION), 404, "version_not_found")
