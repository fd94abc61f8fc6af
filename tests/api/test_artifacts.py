"""Files that jobs made: by digest, immutable, one range at a time."""

from __future__ import annotations

import hashlib

import pytest
from httpx import Response

from app.storage import stage
from tests.api.house import House
from tests.api.problems import problem
from tests.api.published import files_of, publish_version

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def url(house: House) -> str:
    """The address of a file of 1024 bytes."""
    row = house.start()
    stage(house.database, house.services.storage, row.id, row.attempt, "a b.bin", "application/octet-stream", CONTENT)
    house.succeed(row)
    found: str = house.client.get(f"/api/v1/jobs/{row.id}").json()["artifacts"][0]["url"]
    return found


def test_a_file_comes_whole_with_its_digest_as_tag(house: House, url: str) -> None:
    response = house.client.get(url)

    assert response.content == CONTENT
    assert response.headers["etag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["content-security-policy"] == "sandbox"


def test_a_file_that_the_client_has_is_not_sent_again(house: House, url: str) -> None:
    tag = house.client.get(url).headers["etag"]

    assert house.client.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(("asked", "first", "last"), [("0-9", 0, 9), ("1000-", 1000, 1023), ("-24", 1000, 1023)])
def test_one_range_of_a_file_can_be_had(house: House, url: str, asked: str, first: int, last: int) -> None:
    response = house.client.get(url, headers={"Range": f"bytes={asked}"})

    assert response.status_code == 206
    assert response.content == CONTENT[first : last + 1]
    assert response.headers["content-range"] == f"bytes {first}-{last}/1024"


def ranged(house: House, url: str, asked: str) -> Response:
    """The answer to a request with that Range header."""
    return house.client.get(url, headers={"Range": asked})


@pytest.mark.parametrize("asked", ["1024-", "9-3", "-0", "-", "x-y", "5"])
def test_a_range_that_the_file_does_not_have_is_refused(house: House, url: str, asked: str) -> None:
    response = ranged(house, url, f"bytes={asked}")

    problem(response, 416, "range_invalid")
    assert response.headers["content-range"] == "bytes */1024"


def test_b62_many_ranges_are_refused(house: House, url: str) -> None:
    many = "bytes=" + ",".join(f"{start}-{start}" for start in range(1000))

    problem(ranged(house, url, many), 416, "range_invalid")
    problem(ranged(house, url, "bytes=0-1,3-4"), 416, "range_invalid")


def test_an_unknown_digest_is_not_found_and_a_wrong_one_is_no_digest(house: House) -> None:
    problem(house.client.get(f"/api/v1/artifacts/sha256-{'0' * 64}"), 404, "artifact_not_found")
    problem(house.client.get("/api/v1/artifacts/sha256-xyz"), 422, "id_invalid")


def test_a_frame_of_a_running_job_can_be_had_until_the_next_replaces_it(house: House) -> None:
    row = house.start()
    urls = []
    for content in (b"first", b"second"):
        stored = stage(house.database, house.services.storage, row.id, row.attempt, "frame", "image/png", content)
        urls.append(f"/api/v1/artifacts/sha256-{stored.sha256}")
        assert house.client.get(urls[-1]).content == content

    problem(house.client.get(urls[0]), 404, "artifact_not_found")
    assert house.client.get(urls[1]).headers["content-disposition"] == "inline"


def test_a_frame_whose_file_is_not_there_yet_is_not_found(house: House) -> None:
    row = house.start()
    stored = stage(house.database, house.services.storage, row.id, row.attempt, "frame", "image/png", b"soon")
    house.services.storage.remove(stored.sha256)

    problem(house.client.get(f"/api/v1/artifacts/sha256-{stored.sha256}"), 404, "artifact_not_found")


def test_the_files_of_a_failed_job_can_still_be_had(house: House) -> None:
    row = house.start()
    stored = stage(house.database, house.services.storage, row.id, row.attempt, "frame.png", "image/png", b"part")
    house.fail(row)

    response = house.client.get(f"/api/v1/artifacts/sha256-{stored.sha256}")

    assert response.content == b"part"
    assert response.headers["content-disposition"].startswith("inline")  # a picture may be looked at


def test_a_file_that_was_lost_says_so(house: House, url: str) -> None:
    for path in house.settings.artifacts_dir.rglob("*"):
        path.unlink() if path.is_file() else None

    problem(house.client.get(url), 503, "artifact_corrupt")


def test_the_files_of_a_version_can_be_had_by_name(house: House) -> None:
    publish_version(house, "sentiment")
    base = "/api/v1/models/sentiment/versions/1/files"

    response = house.client.get(f"{base}/classifier.onnx")

    assert response.content == files_of("sentiment")["classifier.onnx"][1]
    assert "sentiment-1-classifier.onnx" in response.headers["content-disposition"]
    problem(house.client.get(f"{base}/secret.txt"), 404, "file_not_found")
    problem(house.client.get(f"{base}/..%2f..%2fchapterhouse.db"), 404, "not_found")
