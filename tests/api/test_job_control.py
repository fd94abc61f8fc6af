"""What a person does with a job: cancel it, try it again, fork it, delete it, read its log."""

from __future__ import annotations

from app.jobs import finish
from app.jobs.states import Status
from app.storage import collect, stage
from tests.api.house import TRAIN, House
from tests.api.problems import problem
from tests.engine.orders import claimed

ABSENT = "job_00000000000000000000000000"


def test_a_queued_job_is_canceled_at_once(house: House) -> None:
    url = f"/api/v1/jobs/{house.queue()}"

    response = house.client.post(f"{url}/cancel")

    assert response.status_code == 200
    assert response.json()["status"] == "canceled"
    assert response.json()["finished_at"]


def test_a_running_job_is_asked_to_stop_and_stops_at_its_next_step(house: House) -> None:
    row = house.start()

    response = house.client.post(f"/api/v1/jobs/{row.id}/cancel", json={"grace_s": 5})
    with house.database.write() as session:
        finish.end(session, row.id, row.attempt, Status.CANCELED, reason="asked")

    assert response.status_code == 202
    assert response.json()["status"] == "canceling"
    assert house.job(row.id).status == "canceled"


def test_canceling_twice_is_harmless(house: House) -> None:
    running, queued = house.start(), house.queue()

    answers = [house.client.post(f"/api/v1/jobs/{job}/cancel") for job in (running.id, running.id, queued, queued)]

    assert [answer.status_code for answer in answers] == [202, 202, 200, 200]


def test_a_job_that_is_canceling_cannot_succeed_any_more(house: House) -> None:
    row = house.start()
    house.client.post(f"/api/v1/jobs/{row.id}/cancel")

    with house.database.write() as session:
        assert finish.succeed(session, row.id, row.attempt, {}) is None

    assert house.job(row.id).status == "canceling"


def test_b21_a_finished_job_cannot_be_canceled(house: House) -> None:
    job_id = house.finished()
    before = house.counts()

    problem(house.client.post(f"/api/v1/jobs/{job_id}/cancel"), 409, "job_already_finished")

    assert house.counts() == before


def test_a_failed_job_is_tried_again_under_its_own_id(house: House) -> None:
    row = house.start()
    house.fail(row)

    response = house.client.post(f"/api/v1/jobs/{row.id}/retry")

    assert response.status_code == 202
    assert response.json()["status"] == "queued" and response.json()["error"] is None
    assert claimed(house.database).attempt == 2


def test_a_failed_job_says_why(house: House) -> None:
    row = house.start()
    house.fail(row)

    error = house.client.get(f"/api/v1/jobs/{row.id}").json()["error"]

    assert error["code"] == "diverged" and error["type"] == "/problems/diverged"


def test_a_canceled_job_can_be_tried_again(house: House) -> None:
    job_id = house.queue()
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")

    assert house.client.post(f"/api/v1/jobs/{job_id}/retry").status_code == 202


def test_only_a_job_without_success_can_be_tried_again(house: House) -> None:
    for job_id in (house.finished(), house.queue()):
        problem(house.client.post(f"/api/v1/jobs/{job_id}/retry"), 409, "job_not_retryable")


def test_a_fork_is_a_new_job_with_some_settings_changed(house: House) -> None:
    parent = house.queue(params={"epochs": 3}, seed=7)

    response = house.client.post(f"/api/v1/jobs/{parent}/fork", json={"params": {"hidden_units": 32}})

    child = response.json()
    assert response.status_code == 202
    assert child["id"] != parent and child["parent_job_id"] == parent
    assert (child["params"]["epochs"], child["params"]["hidden_units"], child["seed"]) == (3, 32, 7)


def test_a_fork_sent_again_with_its_key_is_the_same_job(house: House) -> None:
    url, headers = f"/api/v1/jobs/{house.queue()}/fork", {"Idempotency-Key": "fork-1"}

    first = house.client.post(url, json={"seed": 2}, headers=headers)
    second = house.client.post(url, json={"seed": 2}, headers=headers)

    assert first.json()["id"] == second.json()["id"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"


def test_a_fork_with_a_wrong_setting_is_refused(house: House) -> None:
    response = house.client.post(f"/api/v1/jobs/{house.queue()}/fork", json={"params": {"epochs": -1}})

    assert problem(response, 422, "validation_error")["errors"][0]["pointer"] == "/params/epochs"


def test_a_deleted_job_takes_its_events_and_files_along(house: House) -> None:
    row = house.start()
    stage(house.database, house.services.storage, row.id, row.attempt, "a.txt", "text/plain", b"mine")
    house.succeed(row)
    file = house.client.get(f"/api/v1/jobs/{row.id}").json()["artifacts"][0]["url"]
    assert house.client.get(file).content == b"mine"

    response = house.client.delete(f"/api/v1/jobs/{row.id}")
    collect(house.database, house.services.storage)

    assert response.status_code == 204
    problem(house.client.get(f"/api/v1/jobs/{row.id}"), 404, "job_not_found")
    problem(house.client.get(file), 404, "artifact_not_found")
    assert house.counts()["job_event"] == house.counts()["artifact"] == 0
    assert not any(path.is_file() for path in house.settings.artifacts_dir.rglob("*"))


def test_b21_a_job_that_still_waits_or_runs_cannot_be_deleted(house: House) -> None:
    for job_id in (house.start().id, house.queue()):
        problem(house.client.delete(f"/api/v1/jobs/{job_id}"), 409, "job_not_finished")


def test_the_log_can_be_read_in_pages(house: House) -> None:
    row = house.start()
    for number in range(3):
        house.say(row, "log", level="info", message=f"line {number}")

    first = house.client.get(f"/api/v1/jobs/{row.id}/logs", params={"limit": 2}).json()
    rest = house.client.get(f"/api/v1/jobs/{row.id}/logs", params={"after": first["data"][-1]["id"]}).json()

    assert [line["message"] for line in first["data"] + rest["data"]] == ["line 0", "line 1", "line 2"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


def test_a_job_that_does_not_exist_is_not_found_anywhere(house: House) -> None:
    url = f"/api/v1/jobs/{ABSENT}"
    calls = [("GET", url), ("DELETE", url), ("POST", f"{url}/cancel"), ("POST", f"{url}/retry"),
             ("GET", f"{url}/logs"), ("GET", f"{url}/events")]  # fmt: skip

    for method, path in calls:
        problem(house.client.request(method, path), 404, "job_not_found")
    problem(house.client.post(f"{url}/fork", json={}), 404, "job_not_found")


def test_a_row_that_cannot_be_read_gives_500_without_details_and_with_all_headers(house: House) -> None:
    job_id = house.queue()
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE job SET params = 'secret rubbish' WHERE id = ?", (job_id,))

    response = house.client.get(f"/api/v1/jobs/{job_id}")

    problem(response, 500, "internal")
    assert "rubbish" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_job_may_have_a_deadline_and_a_name_for_its_model(house: House) -> None:
    job = house.client.post("/api/v1/jobs", json=TRAIN | {"deadline_s": 60, "model": "mine"}).json()

    assert job["deadline_at"] > job["created_at"]
    assert job["model"] == "mine"
