"""What could only fail is refused before it is queued or kept: too much work, the wrong data, files of models."""

from __future__ import annotations

import io
import json
import pickle
import select
import socket
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.api.house import TRAIN, House, open_house
from tests.api.problems import pointers, problem
from tests.api.server import Server
from tests.api.test_own_data import PROSE, album, bring

UPLOADS = "/api/v1/uploads"


def test_b18_a_job_of_more_than_a_days_work_is_refused_with_its_estimate(tmp_path: Path, migrated: Path) -> None:
    with open_house(tmp_path, migrated, job_max_s=1.0) as house:
        document = problem(house.client.post("/api/v1/jobs", json=TRAIN), 422, "job_too_large")

        assert pointers(document) == ["/params"]
        assert document["cost_s"] > document["limit_s"] == 1.0
        assert house.counts()["job"] == 0
        assert house.client.post("/api/v1/jobs:estimate", json=TRAIN).json()["admit"] is False


@pytest.mark.parametrize("recipe", ["sentiment", "house-prices", "vae", "temperature"])
def test_a_data_set_of_another_kind_is_refused_by_its_name(house: House, recipe: str) -> None:
    assert bring(house.client, PROSE, "book.txt").status_code == 201
    wish = {"kind": "train", "recipe": recipe, "data_set": "mine"}

    document = problem(house.client.post("/api/v1/jobs", json=wish), 422, "data_set_unfit")

    assert pointers(document) == ["/data_set"]
    assert all(word in document["detail"] for word in ("mine", "corpus", recipe, "text-generator"))
    assert house.counts()["job"] == 0


def test_a_data_set_that_fits_is_taken(house: House) -> None:
    assert bring(house.client, album(), "pets.zip").status_code == 201

    taken = house.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "images", "data_set": "mine"})
    refused = house.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "text-generator", "data_set": "mine"})

    assert taken.status_code == 202, taken.text
    problem(refused, 422, "data_set_unfit")


def keras_archive() -> bytes:
    """A zip as Keras writes models."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential"}))
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "content"), [
    ("model.keras", keras_archive()), ("model.h5", b"\x89HDF\r\n\x1a\n" + b"\0" * 100),
    ("innocent.csv", b"\x89HDF\r\n\x1a\n" + b"\0" * 100), ("data.pkl", b"anything"),
    ("notes.txt", pickle.dumps({"a": 1})), ("old.txt", pickle.dumps([1], protocol=2)), ("NET.ONNX", b"\x08\x07"),
    ("weights.pt", keras_archive()),
])  # fmt: skip
@pytest.mark.parametrize("path", [UPLOADS, "/api/v1/datasets"])
def test_b58_files_of_models_are_not_taken_in(house: House, path: str, name: str, content: bytes) -> None:
    response = house.client.post(path, files={"file": (name, content)}, data={"name": "mine"} if "data" in path else {})

    assert pointers(problem(response, 415, "model_upload_disabled")) == ["/file"]
    assert house.counts()["upload"] == 0


def test_b39_a_picture_that_is_too_large_is_refused_while_it_comes(server: Server) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\x89PNG\r\n\x1a\n\0\0\0\rIHDR'
    address = urlsplit(server.url)
    request = (
        f"POST {UPLOADS} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Content-Length: 100000000\r\n\r\n"
    )
    sent = 0
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(request.encode() + head)
        while not select.select([connection], [], [], 0)[0] and sent < 60_000_000:
            sent += connection.send(b"\0" * 50_000)
        answer = connection.recv(100)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert sent < 30_000_000, "by the limit of pictures, not by that of files"
