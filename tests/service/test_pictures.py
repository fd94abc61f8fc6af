"""A picture job from outside: its receipt, its proof, what a cancel and a kill leave, and changes on the way."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.processes import kill, until
from tests.service.house import House

Json = dict[str, Any]


def paint(house: House, **params: Any) -> str:
    return house.submit(recipe="sleepy-picture", kind="generate", params=params)


def artifact(house: House, job: Json, name: str) -> bytes:
    url = next(item["url"] for item in job["artifacts"] if item["name"] == name)
    answer = house.client.get(url)
    assert answer.status_code == 200
    return answer.content


def verify(house: House, content: bytes) -> Json:
    answer = house.client.post(
        "/api/v1/verify", files={"file": ("a.png", content, "image/png")}, headers={"Prefer": "wait=30"}
    )
    assert answer.status_code == 200, answer.text
    document: Json = answer.json()
    return document


def wait_for_step(house: House, job_id: str, step: int) -> None:
    until(lambda: (house.job(job_id)["progress"] or {"step": 0})["step"] >= step, f"step {step}", 30)


@pytest.fixture(scope="module")
def painted(house: House) -> tuple[Json, bytes]:
    job = house.wait(paint(house, steps=12))
    assert job["status"] == "succeeded"
    return job, artifact(house, job, "result.png")


def test_the_picture_carries_how_it_was_made(painted: tuple[Json, bytes]) -> None:
    job, content = painted

    with Image.open(io.BytesIO(content)) as image:
        receipt = json.loads(image.text["chapterhouse"])  # type: ignore[attr-defined]  # of PNG files
        assert image.size == (451, 300)
    assert receipt["recipe"] == "sleepy-picture" and receipt["seed"] == job["seed"]
    assert receipt["params"] == job["params"] and receipt["inputs"] == job["result"]["inputs"]
    assert receipt["pixels"] == job["result"]["files"][0]["pixels"]


def test_its_own_picture_is_equal_and_an_altered_one_is_not(house: House, painted: tuple[Json, bytes]) -> None:
    content = painted[1]
    with Image.open(io.BytesIO(content)) as image:
        pixels, text = np.array(image), image.text["chapterhouse"]  # type: ignore[attr-defined]  # of PNG files
    pixels[7, 7, 0] ^= 1
    info, altered = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt("chapterhouse", text)
    Image.fromarray(pixels).save(altered, "PNG", pnginfo=info)

    assert verify(house, content)["equal"] is True
    assert verify(house, altered.getvalue())["equal"] is False


def test_a_picture_without_a_receipt_is_refused(house: House) -> None:
    content = io.BytesIO()
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(content, "PNG")

    answer = house.client.post("/api/v1/verify", files={"file": ("a.png", content.getvalue(), "image/png")})

    assert (answer.status_code, answer.json()["code"]) == (422, "receipt_missing")


def test_frames_can_be_seen_while_the_job_runs(house: House) -> None:
    job_id = paint(house, steps=400)
    wait_for_step(house, job_id, 3)

    events = house.client.get(
        f"/api/v1/jobs/{job_id}/events", params={"after": 0}, headers={"Accept": "application/json"}
    )
    frames = [event["data"] for event in events.json()["data"] if event["event"] == "artifact"]
    shown = house.client.get(frames[0]["url"])

    assert shown.status_code == 200 and shown.headers["content-type"] == "image/webp"
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    house.wait(job_id)


def test_a_canceled_job_keeps_its_last_frame(house: House) -> None:
    job_id = paint(house, steps=4000)
    wait_for_step(house, job_id, 3)

    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    job = house.wait(job_id)

    assert job["status"] == "canceled"
    with Image.open(io.BytesIO(artifact(house, job, "last-frame.png"))) as image:
        assert image.size == (451, 300)


def test_a_killed_job_ends_with_the_pixels_of_an_unbroken_one(house: House, painted: tuple[Json, bytes]) -> None:
    job_id = paint(house, steps=12, step_s=0.2)
    wait_for_step(house, job_id, 6)

    for pid in house.worker_children():
        kill(pid)
    job = house.wait(job_id)

    assert job["status"] == "succeeded" and job["attempt"] == 2
    assert job["result"]["report"]["resumed_at"] >= 6
    assert job["result"]["files"][0]["pixels"] == painted[0]["result"]["files"][0]["pixels"]


def test_a_change_on_the_way_is_recorded_and_can_be_repeated(house: House) -> None:
    job_id = paint(house, steps=30, step_s=0.1)
    wait_for_step(house, job_id, 3)

    answer = house.client.post(f"/api/v1/jobs/{job_id}/steer", json={"params": {"brightness": 4}})
    assert answer.status_code == 202
    job = house.wait(job_id)

    [change] = job["steering"]
    assert change["params"] == {"brightness": 4} and 3 <= change["step"] < 30
    assert verify(house, artifact(house, job, "result.png"))["equal"] is True


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"brightness": 51}, 422, "validation_error"),
        ({"steps": 3}, 422, "not_steerable"),
        ({}, 422, "validation_error"),
    ],
)
def test_a_change_that_is_not_allowed_is_refused(house: House, params: Json, status: int, code: str) -> None:
    job_id = paint(house, steps=4000)

    answer = house.client.post(f"/api/v1/jobs/{job_id}/steer", json={"params": params})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    house.client.post(f"/api/v1/jobs/{job_id}/cancel")
    house.wait(job_id)


def test_an_ended_job_cannot_be_changed(house: House, painted: tuple[Json, bytes]) -> None:
    answer = house.client.post(f"/api/v1/jobs/{painted[0]['id']}/steer", json={"params": {"brightness": 2}})

    assert (answer.status_code, answer.json()["code"]) == (409, "job_already_finished")


def test_what_the_recipe_refuses_is_refused_before_the_queue(house: House) -> None:
    black = io.BytesIO()
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(black, "PNG")
    upload = house.client.post("/api/v1/uploads", files={"file": ("black.png", black.getvalue(), "image/png")}).json()
    body = {"kind": "generate", "recipe": "sleepy-picture", "params": {"photo": {"upload": upload["id"]}}}

    answer = house.client.post("/api/v1/jobs", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "picture_flat")
    assert answer.json()["errors"][0]["pointer"] == "/params/photo"


def test_a_fork_goes_on_from_a_saved_epoch(house: House) -> None:
    parent = house.wait(house.submit(params={"steps": 4, "snapshots": True}))
    names = {item["name"] for item in parent["artifacts"]}
    assert {"epoch-0002.png", "epoch-0002.state", "epoch-0004.png"} <= names

    answer = house.client.post(f"/api/v1/jobs/{parent['id']}/fork", json={"epoch": 2, "params": {"steps": 6}})
    child = house.wait(answer.json()["id"])

    assert child["origin"]["job"] == parent["id"] and child["origin"]["epoch"] == 2
    assert child["result"]["report"]["starts"] == [0, 2]


def test_a_fork_cannot_change_the_shape_of_a_saved_network(house: House) -> None:
    parent = house.wait(house.submit(params={"steps": 1, "snapshots": True}))

    shape = house.client.post(f"/api/v1/jobs/{parent['id']}/fork", json={"epoch": 1, "params": {"width": 2}})
    missing = house.client.post(f"/api/v1/jobs/{parent['id']}/fork", json={"epoch": 9})

    assert (shape.status_code, shape.json()["code"]) == (422, "shape_setting")
    assert (missing.status_code, missing.json()["code"]) == (404, "snapshot_not_found")


def test_saved_epochs_survive_a_killed_attempt(house: House) -> None:
    job_id = house.submit(params={"steps": 12, "step_s": 0.2, "snapshots": True})
    wait_for_step(house, job_id, 6)

    for pid in house.worker_children():
        kill(pid)
    job = house.wait(job_id)

    assert job["attempt"] == 2
    assert {f"epoch-{epoch:04d}.png" for epoch in range(1, 13)} <= {item["name"] for item in job["artifacts"]}
