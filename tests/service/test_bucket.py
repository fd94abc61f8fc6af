"""The whole service over a bucket: no file of worth on any disk of it, and no job lost while the bucket is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.backup.read import read_backup
from app.backup.write import write_backup
from app.db.session import Database
from app.settings import Settings
from app.storage import StoreDownError, open_store
from app.storage.sweep import sweep
from tests.bucket import BucketServer, buckets
from tests.service.grounds import Ground
from tests.service.house import House, open_house
from workers.failure import judge

__all__ = ["buckets"]
QUESTION = [{"number": 40}]


def trained(house: House, model: str = "m") -> dict[str, Any]:
    """Train a model in a worker process; gives its version."""
    house.start_worker()
    job = house.wait(house.submit(params={"steps": 2, "step_s": 0.01}, model=model))
    assert job["status"] == "succeeded", job
    version: dict[str, Any] = house.client.get(f"/api/v1/models/{model}/versions/1").json()
    return version


def test_a_model_is_trained_asked_and_downloaded_from_a_bucket(tmp_path: Path, buckets: BucketServer) -> None:
    with open_house(Ground("embedded"), tmp_path, **buckets.settings()) as house:
        version = trained(house)
        file = version["files"][0]
        assert house.predict("m", QUESTION).status_code == 200

        whole = house.client.get(file["url"])
        part = house.client.get(file["url"], headers={"Range": "bytes=1-3"})
        assert whole.headers["etag"] == f'"{file["sha256"]}"' and len(whole.content) == file["bytes"]
        assert (part.status_code, part.content) == (206, whole.content[1:4])
        assert house.client.get(file["url"], headers={"If-None-Match": whole.headers["etag"]}).status_code == 304

        page = house.client.get("/api/v1/storage").json()
        assert (page["store"], page["answers"]) == ("s3", True)
        assert {found.sha256 for found in house.stack.storage.files()} >= {file["sha256"]}
        own = house.stack.settings.artifacts_dir
        assert [path for path in own.rglob("*") if path.is_file()] == []  # the folder holds nothing that must be kept
        assert house.client.delete("/api/v1/models/m").status_code == 204
        assert not house.stack.storage.has(file["sha256"])


@pytest.mark.parametrize("way", ["out of the bucket", "into a bucket"])
def test_a_backup_of_one_store_restores_into_the_other(tmp_path: Path, buckets: BucketServer, way: str) -> None:
    old, new = (buckets.settings(), {}) if way == "out of the bucket" else ({}, buckets.settings())
    file = tmp_path / "house.tar"
    with open_house(Ground("embedded"), tmp_path / "old", **old) as house:
        version = trained(house)
        answer = house.predict("m", QUESTION).json()
        database = Database(house.stack.settings.database)
        written = write_backup(database, open_store(house.stack.settings), file)
        database.dispose()
    assert written.files >= 1

    settings = Settings(data_dir=tmp_path / "new" / "data", **new)
    read_backup(settings.database, open_store(settings), file)
    with open_house(Ground("embedded"), tmp_path / "new", **new) as house:
        assert house.client.get("/api/v1/storage").json()["store"] == ("s3" if new else "local")
        assert house.predict("m", QUESTION).json() == answer
        assert house.client.get(version["files"][0]["url"]).status_code == 200


def test_a_job_outlives_a_bucket_that_is_away(tmp_path: Path) -> None:
    server = BucketServer()
    values = server.settings()
    bucket = values["artifacts_url"].removeprefix("s3://").partition("/")[0]
    try:
        with open_house(Ground("embedded"), tmp_path, **values) as house:
            version = trained(house, "before")
            job_id = house.submit(params={"steps": 20, "step_s": 0.05}, model="after")
            house.wait(job_id, "running")
            server.stop()

            refused = house.client.get(version["files"][0]["url"], timeout=30)
            assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
            assert house.client.get(f"/api/v1/jobs/{job_id}").status_code == 200
            assert house.client.get("/api/v1/storage", timeout=30).json()["answers"] is False
            assert house.client.get("/api/v1/health/ready").status_code == 200

            server.start()
            server.create_bucket(bucket)
            assert house.wait(job_id, timeout_s=120)["status"] == "succeeded"
            assert house.predict("after", QUESTION).status_code == 200
    finally:
        server.stop()


def test_kills_leave_no_job_unfinished_and_no_object_without_a_name(tmp_path: Path, buckets: BucketServer) -> None:
    with open_house(Ground("embedded"), tmp_path, **buckets.settings(), max_attempts=9) as house:
        house.start_worker()
        ids = [house.submit(params={"steps": 12, "step_s": 0.05}, model=f"m{number}") for number in range(5)]
        for job_id in ids:
            house.wait(job_id, "running", "succeeded")
            if house.job(job_id)["status"] == "running":
                house.stack.kill_child(job_id)
        ended = [house.wait(job_id, timeout_s=120)["status"] for job_id in ids]
        assert ended == ["succeeded"] * len(ids)

        versions = [house.client.get(f"/api/v1/models/m{number}/versions/1").json() for number in range(len(ids))]
        named = {file["sha256"] for version in versions for file in version["files"]}
        found = sweep(house.stack.database, house.stack.storage, remove=True, guard_s=-60.0)
        assert (found.missing, {file.sha256 for file in house.stack.storage.files()}) == ([], named)
        assert all(house.predict(f"m{number}", QUESTION).status_code == 200 for number in range(len(ids)))


def test_an_attempt_that_found_the_store_away_is_tried_again() -> None:
    verdict = judge(StoreDownError())

    assert (verdict.try_again, verdict.error["code"]) == (True, "storage_unavailable")
