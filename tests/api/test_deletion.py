"""Deleting for real: the rows, and the bytes when nothing else names them; refused while something needs them."""

from __future__ import annotations

import threading
from typing import Any

from httpx import Client

from app.db.tables import JobRow
from tests.api.house import House
from tests.api.problems import problem
from tests.api.published import files_of, publish_version
from tests.api.server import Server
from tests.processes import until

MODEL = "/api/v1/models/sentiment"
TABLE = b"size,price\n" + b"".join(b"%d,%d\n" % (row, row * 3 % 17) for row in range(60))
Json = dict[str, Any]


def upload(client: Client, content: bytes, name: str = "a.csv") -> Json:
    """Send a file."""
    sent: Json = client.post("/api/v1/uploads", files={"file": (name, content)}).json()
    return sent


def test_an_upload_goes_with_its_bytes(house: House) -> None:
    sent = upload(house.client, b"private\n")

    assert house.client.delete(f"/api/v1/uploads/{sent['id']}").status_code == 204

    assert not house.services.storage.has(sent["sha256"])
    problem(house.client.delete(f"/api/v1/uploads/{sent['id']}"), 404, "upload_not_found")
    again = upload(house.client, b"private\n")
    assert again["id"] != sent["id"] and house.services.storage.verified(again["sha256"]) == b"private\n"


def test_an_upload_that_a_data_set_or_a_waiting_job_needs_stays(house: House) -> None:
    sent = upload(house.client, TABLE)
    made = house.client.post("/api/v1/datasets", json={"name": "mine", "upload": sent["id"]})
    assert made.status_code == 201, made.text
    problem(house.client.delete(f"/api/v1/uploads/{sent['id']}"), 409, "upload_in_use")

    other = upload(house.client, b"text that a job reads")
    job_id = house.queue()
    with house.database.write() as session:
        session.get_one(JobRow, job_id).params = {"photo": {"upload": other["id"]}}
    problem(house.client.delete(f"/api/v1/uploads/{other['id']}"), 409, "upload_in_use")
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    assert house.client.delete(f"/api/v1/uploads/{other['id']}").status_code == 204


def test_a_data_set_goes_with_its_file_unless_another_is_made_of_it(house: House) -> None:
    sent = upload(house.client, TABLE)
    for name in ("one", "two"):
        assert house.client.post("/api/v1/datasets", json={"name": name, "upload": sent["id"]}).status_code == 201

    assert house.client.delete("/api/v1/datasets/one").status_code == 204
    assert house.services.storage.has(sent["sha256"])
    assert house.client.delete("/api/v1/datasets/two").status_code == 204

    assert not house.services.storage.has(sent["sha256"])
    problem(house.client.delete(f"/api/v1/uploads/{sent['id']}"), 404, "upload_not_found")


def test_b24_a_version_that_an_alias_names_stays(house: House) -> None:
    publish_version(house, "sentiment")

    problem(house.client.delete(f"{MODEL}/versions/1"), 409, "model_in_use")
    problem(house.client.delete(f"{MODEL}/versions/7"), 404, "version_not_found")


def test_a_version_goes_with_the_files_that_no_other_has(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")
    file = house.client.get(f"{MODEL}/versions/2").json()["files"][0]

    assert house.client.delete(f"{MODEL}/versions/2").status_code == 204
    problem(house.client.get(f"{MODEL}/versions/2"), 404, "version_not_found")
    problem(house.client.get(file["url"]), 404, "version_not_found")
    assert house.services.storage.has(file["sha256"])  # version 1 has the same bytes
    assert house.client.get(f"{MODEL}/versions/1").json()["aliases"] == ["production"]

    publish_version(house, "sentiment")
    house.client.put(f"{MODEL}/aliases/production", json={"version": 3})
    house.client.delete(f"{MODEL}/versions/1")
    house.client.delete(MODEL)
    assert not house.services.storage.has(file["sha256"])  # nobody is left


def test_a_deleted_model_leaves_figures_and_no_bytes(house: House) -> None:
    publish_version(house, "sentiment")
    assert house.client.post(f"{MODEL}/predict", json={"queries": [{"text": "fine"}]}).status_code == 200

    assert house.client.delete(MODEL).status_code == 204

    assert list(house.services.storage.files()) == []
    publish_version(house, "sentiment")
    old = house.client.get(f"{MODEL}/versions/1").json()
    assert (old["serving"], old["metrics"], old["files"]) == ("expired", {"accuracy": 0.9}, [])
    problem(house.client.put(f"{MODEL}/aliases/production", json={"version": 1}), 410, "artifact_expired")
    problem(
        house.client.post(f"{MODEL}/versions/1/predict", json={"queries": [{"text": "a"}]}), 410, "artifact_expired"
    )
    name = next(iter(files_of("sentiment")))
    problem(house.client.get(f"{MODEL}/versions/1/files/{name}"), 410, "artifact_expired")
    assert house.client.post(f"{MODEL}/predict", json={"queries": [{"text": "fine"}]}).status_code == 200


def test_a_model_that_a_waiting_job_asks_stays(house: House) -> None:
    publish_version(house, "sentiment")
    body = {"kind": "predict", "recipe": "sentiment", "model": "sentiment", "params": {"queries": [{"text": "fine"}]}}
    job_id = house.client.post("/api/v1/jobs", json=body).json()["id"]

    problem(house.client.delete(MODEL), 409, "model_in_use")
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    assert house.client.delete(MODEL).status_code == 204


def test_what_was_asked_before_a_deletion_is_answered_and_what_comes_after_is_not(server: Server) -> None:
    publish_version(server.house, "sentiment")
    seen: list[list[int]] = [[] for _ in range(4)]

    def ask(answers: list[int]) -> None:
        with Client(base_url=server.url, timeout=20) as client:
            while len(answers) < 20 or answers[-1] == 200:
                answers.append(client.post(f"{MODEL}/predict", json={"queries": [{"text": "fine"}]}).status_code)

    askers = [threading.Thread(target=ask, args=(answers,)) for answers in seen]
    for asker in askers:
        asker.start()
    until(lambda: all(len(answers) > 5 for answers in seen), "all are answered", 20)
    assert server.house.client.delete(MODEL).status_code == 204
    for asker in askers:
        asker.join(20)

    for answers in seen:  # never an error, and never an answer of the model once it was told gone
        assert answers == [200] * answers.count(200) + [410] * answers.count(410)
        assert answers.count(410) > 0
