"""The real picture recipes behind the real service: killed half-way, canceled, verified. Slow: TensorFlow is loaded."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.processes import kill, until
from tests.service.grounds import Ground
from tests.service.house import House, open_house

Json = dict[str, Any]
SMALL: dict[str, Json] = {
    "deep-dream": {"photo": {"sample": "coffee"}, "longest_side": 200, "octaves": 2, "steps": 40},
    "style-transfer": {"content": {"sample": "coffee"}, "longest_side": 128, "evaluations": 60},
}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, on the embedded ground."""
    with open_house(Ground("embedded"), tmp_path_factory.mktemp("studio"), lease_s=5.0) as opened:
        opened.start_worker()
        yield opened


def make(house: House, recipe: str, **more: Any) -> str:
    return house.submit(recipe=recipe, kind="generate", params=SMALL[recipe] | more)


def fraction(house: House, job_id: str) -> float:
    return float((house.job(job_id)["progress"] or {"fraction": 0.0})["fraction"])


def download(house: House, job: Json, name: str) -> bytes:
    url = next(item["url"] for item in job["artifacts"] if item["name"] == name)
    return house.client.get(url).content


def is_equal(house: House, content: bytes) -> bool:
    file = {"file": ("a.png", content, "image/png")}
    job = house.client.post("/api/v1/verify", files=file).json()["job"]
    result = house.wait(job["id"], timeout_s=300)["result"]
    return bool(result["equal"])


@pytest.mark.parametrize("recipe", SMALL)
def test_killed_half_way_it_ends_with_the_same_pixels_and_can_be_verified(studio: House, recipe: str) -> None:
    whole = studio.wait(make(studio, recipe), timeout_s=300)
    assert whole["status"] == "succeeded", whole["error"]

    job_id = make(studio, recipe)
    until(lambda: fraction(studio, job_id) >= 0.4, "it is half-way", 200)
    for pid in studio.worker_children():
        kill(pid)
    resumed = studio.wait(job_id, timeout_s=300)

    first, second = whole["result"]["files"][0], resumed["result"]["files"][0]
    assert resumed["attempt"] == 2 and first["pixels"] == second["pixels"]
    assert is_equal(studio, download(studio, resumed, second["name"]))


@pytest.mark.parametrize("recipe", SMALL)
def test_an_altered_picture_is_not_equal(studio: House, recipe: str) -> None:
    job = studio.wait(make(studio, recipe), timeout_s=300)
    content = download(studio, job, job["result"]["files"][0]["name"])
    with Image.open(io.BytesIO(content)) as image:
        pixels, text = np.array(image), image.text["chapterhouse"]  # type: ignore[attr-defined]  # of PNG files
    pixels[3, 3, 1] ^= 1
    info, altered = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt("chapterhouse", text)
    Image.fromarray(pixels).save(altered, "PNG", pnginfo=info)

    assert not is_equal(studio, altered.getvalue())


@pytest.mark.parametrize("recipe", SMALL)
def test_canceled_it_stops_at_once_and_keeps_its_last_frame(studio: House, recipe: str) -> None:
    longer = {"steps": 200} if recipe == "deep-dream" else {"evaluations": 300}
    job_id = make(studio, recipe, **longer)
    until(lambda: fraction(studio, job_id) > 0.02, "it has begun", 200)

    asked = time.monotonic()
    studio.client.post(f"/api/v1/jobs/{job_id}/cancel")
    job = studio.wait(job_id, timeout_s=60)

    assert job["status"] == "canceled" and job["status_reason"] == "asked"
    assert time.monotonic() - asked < 20
    with Image.open(io.BytesIO(download(studio, job, "last-frame.png"))) as image:
        assert max(image.size) == SMALL[recipe]["longest_side"]


CHANGES = [("deep-dream", {"step_size": 0.06}), ("style-transfer", {"strength": 40.0})]


@pytest.mark.parametrize(("recipe", "change"), CHANGES)
def test_a_change_on_the_way_is_part_of_the_receipt(studio: House, recipe: str, change: Json) -> None:
    job_id = make(studio, recipe)
    until(lambda: fraction(studio, job_id) > 0.05, "it has begun", 200)

    answer = studio.client.post(f"/api/v1/jobs/{job_id}/steer", json={"params": change})
    job = studio.wait(job_id, timeout_s=300)

    assert answer.status_code == 202, answer.text
    assert job["steering"][0]["params"] == change and job["steering"][0]["step"] is not None
    assert is_equal(studio, download(studio, job, job["result"]["files"][0]["name"]))


def test_a_vae_keeps_its_epochs_and_can_be_forked_from_one(studio: House) -> None:
    params = {"epochs": 4, "filters": 4, "dense": 16}
    parent = studio.wait(studio.submit(recipe="vae", params=params, model="tiny-vae"), timeout_s=300)
    assert parent["status"] == "succeeded", parent["error"]

    fork = {"epoch": 2, "params": {"learning_rate": 0.0005}}
    child = studio.client.post(f"/api/v1/jobs/{parent['id']}/fork", json=fork).json()
    child = studio.wait(child["id"], timeout_s=300)

    assert {f"epoch-{epoch:04d}.png" for epoch in range(1, 5)} <= {item["name"] for item in parent["artifacts"]}
    assert child["status"] == "succeeded" and child["origin"]["epoch"] == 2
    events = studio.client.get(f"/api/v1/jobs/{child['id']}/events", headers={"Accept": "application/json"}).json()
    figures = [event["data"] for event in events["data"] if event["event"] == "metric"]
    assert min(data["epoch"] for data in figures if "val_loss" in data["values"]) == 3
