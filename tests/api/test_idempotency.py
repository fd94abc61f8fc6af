"""Sending a request again: the same key, or the same id of the client's own, makes one job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
from sqlalchemy import update

from app.db.clock import now
from app.db.tables import IdempotencyKeyRow
from app.jobs.reconcile import Reconciler
from tests.api.house import TRAIN, House
from tests.api.problems import problem
from tests.api.server import Server

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
OWN_ID = "/api/v1/jobs/my-own-training-0001"


def age_keys(house: House, seconds: float) -> None:
    """Let every key be older, then forget the old ones as the daily round does."""
    with house.database.write() as session:
        session.execute(update(IdempotencyKeyRow).values(created_at=now() - seconds))
    Reconciler(house.database, house.services.storage, house.settings, lambda queue, job_id: None).daily()


def test_the_same_key_gives_the_same_job(house: House) -> None:
    first = house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY)
    second = house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY)

    assert first.json()["id"] == second.json()["id"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert house.counts()["job"] == 1


def test_defaults_written_out_are_the_same_request(house: House) -> None:
    first = house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY)
    written_out = TRAIN | {"seed": 1337, "params": first.json()["params"]}
    second = house.client.post("/api/v1/jobs", json=written_out, headers=KEY)

    assert first.json()["id"] == second.json()["id"]


def test_b19_the_same_key_for_another_request_is_refused(house: House) -> None:
    house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY)
    before = house.counts()

    problem(house.client.post("/api/v1/jobs", json=TRAIN | {"seed": 2}, headers=KEY), 422, "idempotency_mismatch")

    assert house.counts() == before


def test_the_key_of_a_deleted_job_makes_no_new_one(house: House) -> None:
    job_id = house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY).json()["id"]
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    house.client.delete(f"/api/v1/jobs/{job_id}")

    problem(house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY), 410, "job_deleted")


def test_a_key_that_is_empty_or_too_long_is_refused(house: House) -> None:
    for key in ("", "k" * 256):
        response = house.client.post("/api/v1/jobs", json=TRAIN, headers={"Idempotency-Key": key})
        problem(response, 422, "validation_error")


def test_a_key_is_forgotten_after_a_day(house: House) -> None:
    first = house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY).json()["id"]
    age_keys(house, 90_000)

    assert house.client.post("/api/v1/jobs", json=TRAIN, headers=KEY).json()["id"] != first


def test_an_id_of_ones_own_names_one_job_even_after_its_end(house: House) -> None:
    first = house.client.put(OWN_ID, json=TRAIN)
    house.client.post(f"{OWN_ID}/cancel")
    second = house.client.put(OWN_ID, json=TRAIN)

    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"] == "my-own-training-0001"
    assert second.json()["status"] == "canceled"


def test_an_id_of_ones_own_is_not_forgotten_after_a_day(house: House) -> None:
    house.client.put(OWN_ID, json=TRAIN)
    age_keys(house, 90_000)

    assert house.client.put(OWN_ID, json=TRAIN).status_code == 200


def test_an_id_of_ones_own_for_another_request_is_refused(house: House) -> None:
    house.client.put(OWN_ID, json=TRAIN)

    problem(house.client.put(OWN_ID, json=TRAIN | {"seed": 2}), 422, "idempotency_mismatch")


def test_an_id_that_the_service_gave_to_a_job_is_taken(house: House) -> None:
    job_id = house.queue()
    before = house.counts()

    problem(house.client.put(f"/api/v1/jobs/{job_id}", json=TRAIN), 422, "idempotency_mismatch")

    assert house.counts() == before


def test_fifty_identical_requests_at_once_make_one_job(server: Server) -> None:
    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda _: server.post("/api/v1/jobs", json=TRAIN, headers=KEY), range(50)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert server.house.counts()["job"] == 1


def test_two_puts_at_once_make_one_job(server: Server) -> None:
    with ThreadPoolExecutor(2) as pair:
        answers = list(pair.map(lambda _: httpx.put(server.url + OWN_ID, json=TRAIN, timeout=30), range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 202]
    assert server.house.counts()["job"] == 1
