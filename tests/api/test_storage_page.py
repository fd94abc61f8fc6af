"""The storage page's facts and the sweep by hand."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from httpx import Client

from app.storage import stage
from tests.api.house import House, open_house
from tests.api.problems import problem
from tests.api.published import publish_version
from tests.engine.orders import shift
from tests.processes import until

URL = "/api/v1/storage"
Json = dict[str, Any]


def upload(client: Client, content: bytes = b"a,b\n1,2\n", name: str = "a.csv") -> Json:
    """Send a file."""
    sent: Json = client.post("/api/v1/uploads", files={"file": (name, content)}).json()
    return sent


def by_kind(found: Json) -> dict[str, tuple[int, int]]:
    """Files and bytes of the kinds that there are."""
    return {kind["kind"]: (kind["files"], kind["bytes"]) for kind in found["kinds"] if kind["files"]}


def test_an_empty_house_has_an_empty_store(client: Client) -> None:
    found = client.get(URL).json()

    assert (found["store"], found["files"], found["bytes"], found["answers"]) == ("local", 0, 0, True)
    assert found["biggest"] == found["due"] == found["damaged"] == []
    assert 0 < found["disk_free_bytes"] <= found["disk_bytes"]


def test_each_file_counts_once_for_what_needs_it_most(house: House) -> None:
    publish_version(house, "sentiment")
    sent = upload(house.client, b"x" * 700)
    row = house.start(recipe="news", model="news")
    for name in ("step-0001.webp", "epoch-0001.state"):
        stage(house.database, house.services.storage, row.id, row.attempt, name, "image/webp", b"z" * len(name))
    house.succeed(row)
    found = house.client.get(URL).json()

    version = house.client.get("/api/v1/models/sentiment/versions/1").json()
    models = (len(version["files"]), sum(file["bytes"] for file in version["files"]))
    assert by_kind(found) == {"models": models, "uploads": (1, 700), "previews": (1, 14), "epochs": (1, 16)}
    assert found["bytes"] == models[1] + 730
    biggest = {item["title"]: item for item in found["biggest"]}
    assert biggest["sentiment 1"]["in_use"] == {"by": "alias", "name": "production"}
    assert biggest["a.csv"]["upload_id"] == sent["id"] and biggest["a.csv"]["in_use"] is None
    assert [item["bytes"] for item in found["biggest"]] == sorted((i["bytes"] for i in found["biggest"]), reverse=True)


def test_a_dry_sweep_looks_and_a_sweep_acts(house: House) -> None:
    storage = house.services.storage
    until(lambda: house.client.get(URL).json()["last_sweep"], "the house swept at its start", 20)
    temporary, orphan = storage.write_temporary("x", [b"orphan"])
    storage.keep(temporary, orphan.sha256)
    os.utime(storage.path(orphan.sha256), (time.time() - 90_000,) * 2)

    looked = house.client.post(f"{URL}/sweep", json={}).json()
    assert (looked["dry_run"], looked["orphans"], looked["removed"]) == (True, 1, 0)
    assert storage.has(orphan.sha256)

    done = house.client.post(f"{URL}/sweep", json={"dry_run": False}).json()
    assert (done["orphans"], done["removed"]) == (1, 1)
    assert not storage.has(orphan.sha256)
    last = house.client.get(URL).json()["last_sweep"]
    assert (last["orphans"], last["removed"]) == (1, 1)
    problem(house.client.post(f"{URL}/sweep", json={"dry": False}), 422, "validation_error")


def test_what_retention_takes_is_told_then_taken_then_410(tmp_path: Path, migrated: Path) -> None:
    with open_house(tmp_path / "data", migrated, keep_previews_days=30, keep_uploads_days=0.0001) as house:
        row = house.start()
        stored = stage(
            house.database, house.services.storage, row.id, row.attempt, "step-0001.webp", "image/webp", b"f"
        )
        house.succeed(row)
        shift(house.database, row.id, finished_at=-29 * 86_400)
        kinds = {kind["kind"]: kind for kind in house.client.get(URL).json()["kinds"]}
        assert (kinds["previews"]["keep_days"], kinds["pictures"]["keep_days"]) == (30, None)
        assert [(due["kind"], due["items"]) for due in house.client.get(URL).json()["due"]] == [("previews", 1)]

        shift(house.database, row.id, finished_at=-31 * 86_400)
        assert house.client.post(f"{URL}/sweep", json={}).json()["due"][0]["items"] == 1
        house.client.post(f"{URL}/sweep", json={"dry_run": False})

        problem(house.client.get(f"/api/v1/artifacts/sha256-{stored.sha256}"), 410, "artifact_expired")
        assert house.client.get(f"/api/v1/jobs/{row.id}").json()["artifacts"] == []


def test_a_damaged_file_is_on_the_page_with_who_needs_it(house: House) -> None:
    publish_version(house, "sentiment")
    file = house.client.get("/api/v1/models/sentiment/versions/1").json()["files"][0]
    house.services.storage.path(file["sha256"]).write_bytes(b"damaged")
    problem(house.client.get(file["url"]), 503, "artifact_corrupt")
    problem(house.client.get(file["url"], headers={"Range": "bytes=0-1"}), 503, "artifact_corrupt")

    [damaged] = house.client.get(URL).json()["damaged"]

    assert (damaged["sha256"], damaged["damage"]) == (file["sha256"], "damaged")
    assert "sentiment@1" in damaged["named_by"]
    assert house.client.get("/api/v1/models/sentiment/versions/1").json()["damaged"] is True
