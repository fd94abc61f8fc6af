"""Jobs: making them, finding them, waiting for them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from httpx import Client
from sqlalchemy import update

from app.db.tables import JobRow
from models.catalog import CARDS
from tests.api.house import TRAIN, House, open_house
from tests.api.problems import pointers, problem
from tests.api.published import publish_version
from tests.engine.orders import claimed

ESTIMATE_S = CARDS["sentiment"].estimate_s


def test_a_new_job_is_queued_with_its_defaults_filled_in(client: Client) -> None:
    response = client.post("/api/v1/jobs", json=TRAIN | {"params": {"epochs": 3}, "tags": {"by": "me"}})

    job = response.json()
    assert response.status_code == 202
    assert response.headers["location"] == f"/api/v1/jobs/{job['id']}" == job["urls"]["self"]
    assert response.headers["retry-after"] == "1"
    assert job["status"] == "queued"
    assert job["params"] == CARDS["sentiment"].Params.model_validate({"epochs": 3}).model_dump()
    assert job["model"] == "sentiment" and job["seed"] == 1337 and job["tags"] == {"by": "me"}
    assert job["queue"] == {"name": "train", "position": 1, "ahead_cost_s": 0.0}


def test_the_second_job_waits_for_the_first(house: House) -> None:
    house.queue()

    job = house.client.get(f"/api/v1/jobs/{house.queue()}").json()

    assert job["queue"]["position"] == 2
    assert job["queue"]["ahead_cost_s"] == ESTIMATE_S


def test_a_more_urgent_job_is_first_in_line(house: House) -> None:
    house.queue()

    job = house.client.get(f"/api/v1/jobs/{house.queue(priority=5)}").json()

    assert job["queue"]["position"] == 1


def test_pages_go_from_the_newest_to_the_oldest_without_gap_or_repetition(house: House) -> None:
    made = [house.queue() for _ in range(5)]

    seen: list[str] = []
    cursor = None
    for _ in range(3):
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = house.client.get("/api/v1/jobs", params=query).json()
        seen += [job["id"] for job in page["data"]]
        cursor = page["next_cursor"]

    assert seen == made[::-1]
    assert page["has_more"] is False and cursor is None


def test_the_list_can_be_narrowed(house: House) -> None:
    done = house.finished()
    house.queue(recipe="news", model="topics")

    def ids(**query: str | list[str]) -> list[str]:
        return [job["id"] for job in house.client.get("/api/v1/jobs", params=query).json()["data"]]

    assert ids(status="succeeded") == [done]
    assert ids(recipe="sentiment") == [done]
    assert len(ids(model="topics")) == len(ids(kind="train", status=["queued"])) == 1
    assert ids(status=["queued", "succeeded"])[1] == done
    assert ids(created_after=str(time.time() + 3600)) == []


def test_a_job_that_has_not_changed_is_not_sent_again(house: House) -> None:
    url = f"/api/v1/jobs/{house.queue()}"
    tag = house.client.get(url).headers["etag"]

    unchanged = house.client.get(url, headers={"If-None-Match": tag})
    claimed(house.database)
    changed = house.client.get(url, headers={"If-None-Match": tag})

    assert unchanged.status_code == 304 and unchanged.content == b""
    assert changed.status_code == 200 and changed.headers["etag"] != tag


def test_a_client_may_wait_for_the_end_of_its_job(house: House) -> None:
    def work() -> None:
        while house.counts()["job"] == 0:
            time.sleep(0.02)
        house.succeed(claimed(house.database), answer=42)

    worker = threading.Thread(target=work)
    worker.start()
    response = house.client.post("/api/v1/jobs", json=TRAIN, headers={"Prefer": "wait=10"})
    worker.join()

    assert response.status_code == 200
    assert response.headers["preference-applied"] == "wait=10"
    assert response.json()["status"] == "succeeded"
    assert response.json()["result"] == {"answer": 42}


def test_a_wait_that_was_too_short_gives_the_job_as_it_is(client: Client) -> None:
    response = client.post("/api/v1/jobs", json=TRAIN, headers={"Prefer": "wait=1"})

    assert response.status_code == 202
    assert response.json()["status"] == "queued"


def test_a_long_poll_ends_as_soon_as_the_job_moves(house: House) -> None:
    job_id = house.queue()
    worker = threading.Timer(0.1, claimed, [house.database])
    worker.start()

    started = time.monotonic()
    job = house.client.get(f"/api/v1/jobs/{job_id}", headers={"Prefer": "wait=10"}).json()
    worker.join()

    assert job["status"] == "running"
    assert time.monotonic() - started < 5


def test_an_estimate_queues_nothing(house: House) -> None:
    before = house.counts()

    estimate = house.client.post("/api/v1/jobs:estimate", json=TRAIN).json()

    error, p90_s = estimate.pop("typical_error"), estimate.pop("p90_s")
    assert estimate == {
        "cost_s": ESTIMATE_S, "p50_s": ESTIMATE_S, "basis": "card", "based_on_runs": 0, "ahead_cost_s": 0.0,
        "admit": True,
    }  # fmt: skip
    assert error > 0.25 and p90_s > 1.5 * ESTIMATE_S  # nothing is known yet
    assert house.counts() == before


def test_an_estimate_learns_from_past_runs(house: House) -> None:
    house.finished()  # its run took 1 second

    estimate = house.client.post("/api/v1/jobs:estimate", json=TRAIN).json()

    assert (estimate["cost_s"], estimate["based_on_runs"], estimate["basis"]) == (1.0, 1, "settings")


def test_a_full_queue_refuses_and_says_when_to_come_back(tmp_path: Path, migrated: Path) -> None:
    with open_house(tmp_path, migrated, queue_max_jobs=2) as small:
        small.queue()
        small.queue()
        before = small.counts()

        response = small.client.post("/api/v1/jobs", json=TRAIN, headers={"Idempotency-Key": "later"})
        admit = small.client.post("/api/v1/jobs:estimate", json=TRAIN).json()["admit"]

        document = problem(response, 429, "queue_full")
        assert (
            document["retry_after_s"] == int(response.headers["retry-after"]) == ESTIMATE_S
        )  # until one place is free
        assert small.counts() == before  # not even the key is taken
        assert admit is False


def test_predicted_work_fills_a_queue_too(tmp_path: Path, migrated: Path) -> None:
    with open_house(tmp_path, migrated, queue_max_s=ESTIMATE_S - 1) as small:
        small.queue()  # an empty queue takes any job

        problem(small.client.post("/api/v1/jobs", json=TRAIN), 429, "queue_full")


def test_a_predict_job_needs_a_model_that_answers(client: Client) -> None:
    wish = {"kind": "predict", "recipe": "sentiment", "model": "nobody", "params": {"queries": [{"text": "a"}]}}

    problem(client.post("/api/v1/jobs", json=wish), 404, "model_not_found")


def test_a_setting_out_of_bounds_is_named(client: Client) -> None:
    wish = TRAIN | {"params": {"epochs": 0, "batch_size": 7}}

    document = problem(client.post("/api/v1/jobs", json=wish), 422, "validation_error")

    assert sorted(pointers(document)) == ["/params/batch_size", "/params/epochs"]


def test_an_unknown_setting_called_body_is_named_whole(client: Client) -> None:
    document = problem(client.post("/api/v1/jobs", json=TRAIN | {"params": {"body": 1}}), 422, "validation_error")

    assert pointers(document) == ["/params/body"]


def test_a_body_without_a_content_type_is_taken_at_its_word(client: Client) -> None:
    response = client.post("/api/v1/jobs", content=b'{"kind":"train","recipe":"sentiment"}')

    assert response.status_code == 202


def test_a_list_leaves_out_the_questions_of_bulk_predictions(house: House) -> None:
    """Two hundred jobs with a megabyte of them each took 2.5 GB of memory."""
    publish_version(house, "sentiment")
    bulk = {"kind": "predict", "recipe": "sentiment", "params": {"queries": [{"text": "superb"}] * 1000}}
    url = house.client.post("/api/v1/jobs", json=bulk).headers["location"]

    listed = {job["kind"]: job["params"] for job in house.client.get("/api/v1/jobs").json()["data"]}

    assert listed["predict"] == {}
    assert listed["train"]["epochs"] > 0
    assert house.client.get(url).json()["params"] == bulk["params"]


def test_a_job_of_a_later_release_does_not_hide_the_others(house: House) -> None:
    later, known = house.queue(), house.queue()
    with house.database.write() as session:  # as a newer replica writes it while a house is upgraded
        session.execute(update(JobRow).where(JobRow.id == later).values(kind="distill"))

    page = house.client.get("/api/v1/jobs")

    assert page.status_code == 200, page.text
    assert [job["id"] for job in page.json()["data"]] == [known]
