"""Uploads: bounded while they stream, stored once by content, named only for display."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import Request
from httpx import Client, Response
from sqlalchemy import update

from app.datasets.uploads import BoundedRequest
from app.db.tables import UploadRow
from app.storage.retention import DAY_S, expire
from tests.api.house import House, open_house
from tests.api.problems import pointers, problem

URL = "/api/v1/uploads"
BOUNDARY = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house that takes files of at most 1000 bytes (and 64 KiB of form around them)."""
    with open_house(tmp_path_factory.mktemp("small"), migrated, max_upload_bytes=1000) as opened:
        yield opened


def send(client: Client, content: bytes, name: str = "a.csv", **more: str) -> Response:
    """Send one file."""
    return client.post(URL, files={"file": (name, content)}, data=more)


def part(name: str, content: str = "x", filename: str | None = "a.txt") -> str:
    """One part of a form, written out."""
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    return f"--x\r\nContent-Disposition: {disposition}\r\n\r\n{content}\r\n"


def test_a_file_is_stored_under_its_digest(house: House) -> None:
    upload = send(house.client, b"a,b\n1,2\n").json()

    digest = hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert (upload["sha256"], upload["bytes"], upload["name"]) == (digest, 8, "a.csv")
    assert (upload["media_type"], upload["width"], upload["height"]) == ("text/plain", None, None)
    assert house.services.storage.verified(digest) == b"a,b\n1,2\n"


def test_the_same_bytes_again_are_the_same_upload(house: House) -> None:
    first, second = send(house.client, b"same"), send(house.client, b"same", "other-name.csv")

    assert first.json()["id"] == second.json()["id"]
    assert house.counts()["upload"] == 1


def test_an_old_upload_that_is_sent_again_is_young(house: House) -> None:
    upload = send(house.client, b"same").json()
    with house.database.write() as session:
        session.execute(update(UploadRow).values(created_at=UploadRow.created_at - 40 * DAY_S))
    settings = house.settings.model_copy(update={"keep_uploads_days": 30.0})

    again = send(house.client, b"same").json()

    assert again["id"] == upload["id"] and again["created_at"] >= upload["created_at"]
    assert expire(house.database, house.services.storage, settings) == []
    assert house.services.storage.verified(upload["sha256"]) == b"same"


def test_an_upload_whose_file_was_lost_is_mended_by_sending_it_again(house: House) -> None:
    upload = send(house.client, b"precious").json()
    house.services.storage.remove(upload["sha256"])

    send(house.client, b"precious")

    assert house.services.storage.verified(upload["sha256"]) == b"precious"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"\x1f\x8brest", "application/gzip"), (b"PK\x03\x04", "application/zip"),
     (b"\x00\x01", "application/octet-stream"), (b"text", "text/plain")],
)  # fmt: skip
def test_the_bytes_tell_what_a_file_is_and_not_its_name(library: House, content: bytes, media_type: str) -> None:
    assert send(library.client, content, "innocent.html").json()["media_type"] == media_type


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("../../etc/passwd", "passwd"), (r"C:\Users\me\data.csv", "data.csv"), ("con", "con"), ("x" * 4000, "x" * 100),
     ("evil\u202egnp.csv", "evilgnp.csv"), ("ｆｕｌｌ.csv", "full.csv"), ("\u200b", "file"), ("a\x07b.csv", "ab.csv")],
    ids=["path", "windows-path", "device", "long", "rtl", "fullwidth", "zero-width", "bell"],
)  # fmt: skip
def test_b57_a_name_is_only_for_display(library: House, sent: str, shown: str) -> None:
    body = part("file", f"content of {shown}", sent) + "--x--\r\n"

    response = library.client.post(URL, content=body.encode(), headers=BOUNDARY)

    assert response.status_code == 201
    assert response.json()["name"] == shown
    assert not list(library.settings.data_dir.rglob("passwd"))


def test_b39_an_empty_file_is_refused(small: House) -> None:
    before = small.counts()

    document = problem(send(small.client, b""), 422, "file_empty")

    assert pointers(document) == ["/file"]
    assert small.counts() == before
    assert not list((small.settings.artifacts_dir / "tmp").iterdir())


def test_b8_a_file_that_says_it_is_too_large_is_refused_before_it_is_read(small: House) -> None:
    headers = BOUNDARY | {"Content-Length": "10000000000"}

    problem(small.client.post(URL, content=b"", headers=headers), 413, "body_too_large")


def test_b8_a_file_is_too_large_by_one_byte_and_not_by_the_form_around_it(small: House) -> None:
    assert send(small.client, b"x" * 1000).status_code == 201
    before = small.counts()

    problem(send(small.client, b"x" * 1001), 413, "body_too_large")

    assert small.counts() == before


def test_b8_a_file_that_turns_out_too_large_is_cut_off(small: House) -> None:
    def endless() -> Iterator[bytes]:
        yield part("file", "").encode()[:-2]
        for _ in range(100):
            yield b"x" * 10_000

    before = small.counts()
    problem(small.client.post(URL, content=endless(), headers=BOUNDARY), 413, "body_too_large")

    assert small.counts() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (part("other") + "--x--\r\n", 422),
        (part("file", filename=None) + "--x--\r\n", 422),
        (part("file") + part("file") + "--x--\r\n", 400),
        ("".join(part(f"field{n}", filename=None) for n in range(200)) + "--x--\r\n", 400),
        (f"--x\r\nContent-Disposition: form-data; name=file; {'y' * 20_000}\r\n\r\nx\r\n--x--\r\n", 400),
        ("no form at all", 400),
        ("", 422),
    ],
    ids=["other-field", "text-field", "two-files", "200-fields", "giant-header", "rubbish", "nothing"],
)
def test_b56_a_form_that_holds_not_exactly_one_file_is_refused(small: House, body: str, status: int) -> None:
    before = small.counts()

    problem(small.client.post(URL, content=body.encode(), headers=BOUNDARY), status, "multipart_invalid")

    assert small.counts() == before


def test_b56_a_form_without_boundary_is_refused(small: House) -> None:
    response = small.client.post(URL, content=b"--x", headers={"Content-Type": "multipart/form-data"})

    problem(response, 400, "multipart_invalid")


def test_b9_a_file_is_sent_as_a_form(small: House) -> None:
    problem(small.client.post(URL, json={"file": "x"}), 415, "media_type_unsupported")


@pytest.mark.parametrize("line", [b'name="file"\r\n', b'name="file"; x\r\na\r\na\r\n', b"a\r\n", b'name="fil'])
def test_a_form_of_many_lines_costs_no_time(line: bytes) -> None:
    """A pattern over the head of a form took 1.3 s for 65 kB, of the loop that answers everybody, at each chunk."""
    body = b"--x\r\n" + line * (65_000 // len(line))
    chunks = iter([body[start : start + 1000] for start in range(0, len(body), 1000)])

    async def receive() -> dict[str, Any]:
        chunk = next(chunks, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def read() -> int:
        request = BoundedRequest(Request({"type": "http", "headers": []}, receive), 10**9)
        return sum([len(chunk) async for chunk in request.stream()])

    started = time.perf_counter()
    assert anyio.run(read) == len(body)
    assert time.perf_counter() - started < 1
