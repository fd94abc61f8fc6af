"""Health, the state of the house, and its measurements."""

from __future__ import annotations

import re

from sqlalchemy import insert

from app.db.clock import now
from app.db.tables import WorkerRow
from models.catalog import CARDS
from tests.api.house import House
from tests.api.published import publish_version

ESTIMATE_S = CARDS["sentiment"].estimate_s
REQUESTS = "chapterhouse_http_requests_total"


def test_the_process_says_that_it_lives(library: House) -> None:
    assert library.client.get("/api/v1/health/live").json() == {"live": True}


def test_a_house_without_workers_is_ready_to_take_jobs(house: House) -> None:
    response = house.client.get("/api/v1/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True, "draining": False, "database": "ok", "broker": "ok", "workers": 0, "loaded_models": 0,
    }  # fmt: skip


def test_loaded_models_are_counted(house: House) -> None:
    publish_version(house, "sentiment")
    house.client.post("/api/v1/models/sentiment/predict", json={"queries": [{"text": "superb"}]})

    assert house.client.get("/api/v1/health/ready").json()["loaded_models"] == 1


def test_a_worker_is_shown_with_the_job_it_runs(house: House) -> None:
    with house.database.write() as session:
        row = {"id": "tester", "host": "here", "pid": 1, "queues": "train,generate", "version": "0", "device": "cpu"}
        session.execute(insert(WorkerRow).values(**row, started_at=now(), seen_at=now(), stopping=False))
    job = house.start()

    workers = house.client.get("/api/v1/workers").json()

    assert [(worker["id"], worker["alive"], worker["job_id"]) for worker in workers] == [("tester", True, job.id)]
    assert workers[0]["queues"] == ["train", "generate"]
    assert house.client.get("/api/v1/health/ready").json()["workers"] == 1


def test_queues_tell_how_full_they_are(house: House) -> None:
    house.start()
    house.queue()

    train, generate, interactive = house.client.get("/api/v1/queues").json()

    assert (train["name"], train["queued"], train["running"]) == ("train", 1, 1)
    assert ESTIMATE_S < train["drain_s"] <= 2 * ESTIMATE_S and train["oldest_s"] >= 0  # two jobs, one just begun
    assert (generate["queued"], interactive["queued"], generate["oldest_s"]) == (0, 0, None)


def test_the_system_page_counts_each_stored_file_once(house: House) -> None:
    publish_version(house, "sentiment")
    first = house.client.get("/api/v1/system").json()
    publish_version(house, "sentiment")  # the same bytes

    system = house.client.get("/api/v1/system").json()

    assert system["storage_bytes"] == first["storage_bytes"] > 0
    assert system["database"] == "sqlite" and system["broker"] == "ok"
    assert {"fastapi", "onnxruntime"} <= set(system["packages"])
    assert system["disk_free_bytes"] > 0


def test_measurements_count_requests_by_route_and_not_by_address(house: House) -> None:
    for job in (house.queue(), house.queue()):
        house.client.get(f"/api/v1/jobs/{job}")
    house.client.request("BREW", "/api/v1/jobs")

    text = house.client.get("/metrics").text

    assert re.search(REQUESTS + r'\{method="GET",route="/api/v1/jobs/\{job_id\}",status="200"\} ', text)
    assert 'method="other"' in text and "BREW" not in text
    assert 'chapterhouse_jobs{status="queued"} 2.0' in text
    assert 'chapterhouse_queue_depth{queue="train"} 2.0' in text


def test_measurements_count_predictions_by_model_and_version(house: House) -> None:
    publish_version(house, "sentiment", "counted")
    house.client.post("/api/v1/models/counted/predict", json={"queries": [{"text": "a"}] * 5})

    assert 'chapterhouse_predictions_total{model="counted",version="1"} 5.0' in house.client.get("/metrics").text
