"""Pictures that people send: only a PNG of their pixels is kept, and what cannot be one is refused."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pytest
from httpx import Client, Response
from PIL import Image

from app.pictures.service import picture_facts
from app.unfinished import upload_file_name
from models.pictures.receipt import pixels_digest
from models.recipe import PictureChoice
from tests.api.house import House, open_house, settings_in
from tests.api.image_files import (
    animated,
    black,
    bomb,
    noise,
    photo_from_a_phone,
    png,
    saved,
    smooth,
    with_text,
)
from tests.api.problems import pointers, problem
from tests.processes import until

URL = "/api/v1/uploads"


def send(client: Client, content: bytes, name: str = "photo.png", media_type: str | None = None) -> Response:
    """Send one file; without a media type the client guesses it by the name."""
    return client.post(URL, files={"file": (name, content, media_type) if media_type else (name, content)})


def content_of(client: Client, upload_id: str) -> bytes:
    """The stored picture."""
    return client.get(f"{URL}/{upload_id}/content").content


def test_a_picture_is_kept_as_png_of_its_pixels(house: House) -> None:
    sent = with_text("a secret comment")

    upload = send(house.client, sent).json()
    kept = content_of(house.client, upload["id"])

    assert (upload["media_type"], upload["width"], upload["height"]) == ("image/png", 64, 48)
    assert house.services.storage.verified(upload["sha256"]) == kept
    assert b"secret" in sent and b"secret" not in kept
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(kept))), noise())


def test_the_same_picture_again_is_the_same_upload_whatever_file_it_comes_in(house: House) -> None:
    first = send(house.client, saved(noise())).json()
    again = send(house.client, with_text("other bytes"), "other.png").json()
    lossless = send(house.client, saved(noise(), "WEBP", lossless=True), "other.webp").json()

    assert first["id"] == again["id"] == lossless["id"]
    assert house.counts()["upload"] == 1


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_the_bytes_tell_the_format_and_not_the_name(library: House, format: str) -> None:
    upload = send(library.client, saved(smooth(), format), "innocent.txt", "text/plain").json()

    assert (upload["media_type"], upload["width"]) == ("image/png", 64)


def test_b46_a_photo_is_kept_upright_and_without_its_place(library: House) -> None:
    sent = photo_from_a_phone()
    upload = send(library.client, sent, "IMG_1.jpg").json()
    kept = content_of(library.client, upload["id"])

    assert (upload["width"], upload["height"]) == (48, 64)
    assert b"Exif" in sent and b"Exif" not in kept and b"eXIf" not in kept


def test_b48_of_a_file_that_is_also_a_page_only_the_picture_is_kept(house: House) -> None:
    page = b"<html><script>alert(1)</script></html>PK\x03\x04"
    upload = send(house.client, saved(smooth(), "JPEG") + page, "page.html", "text/html").json()

    assert upload["media_type"] == "image/png"
    for file in house.settings.artifacts_dir.rglob("*"):
        assert file.is_dir() or b"script" not in file.read_bytes()


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "image_empty"),
        (png(60_000, 60_000), 422, "image_too_many_pixels"),
        (black(12_000, 12_000), 422, "image_too_many_pixels"),
        (saved(noise())[:-20], 422, "image_corrupt"),
        (black(64, 64, bomb(b"iCCP", 2_000_000)), 422, "image_corrupt"),
        (black(64, 64, bomb(b"zTXt", 60_000_000)), 422, "image_corrupt"),
        (png(0, 0), 415, "image_format_unsupported"),
        (black(1, 1), 422, "image_dimensions_invalid"),
        (black(20_000, 1), 422, "image_dimensions_invalid"),
        (animated("PNG"), 422, "image_animated"),
        (animated("WEBP"), 422, "image_animated"),
        (saved(noise(), "BMP"), 415, "image_format_unsupported"),
        (b"just text", 415, "image_format_unsupported"),
        (saved(noise()) + b"\0" * 10_000_000, 413, "body_too_large"),
    ],
    ids=["b39-empty", "b40-header", "b40-bomb", "b41-cut", "b41-icc", "b41-ztxt", "b42", "b43-one", "b43-line",
         "b45-apng", "b45-webp", "b44-bmp", "b44-text", "b39-large"],
)  # fmt: skip
def test_a_bad_picture_is_refused_and_nothing_is_kept(library: House, content: bytes, status: int, code: str) -> None:
    before = library.counts()

    document = problem(send(library.client, content), status, code)

    assert pointers(document) == ([] if status == 413 else ["/file"])
    assert library.counts() == before
    folder = library.settings.artifacts_dir / "tmp"
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize("name", ["a.svg", "a.EPS", "a.tif", "a.gif", "a.bmp", "a.jpeg", "a.webp"])
def test_b44_what_claims_to_be_a_picture_must_be_one(library: House, name: str) -> None:
    problem(send(library.client, b"%!PS-Adobe", name, "text/plain"), 415, "image_format_unsupported")


def test_b44_a_content_type_is_a_claim_too(library: House) -> None:
    problem(send(library.client, b"<svg/>", "a.txt", "image/svg+xml"), 415, "image_format_unsupported")


def test_a_jpeg_of_fill_bytes_is_refused_at_once(library: House) -> None:
    """Looking for a marker behind 60 kB of FF took 20 s, behind 10 MB days, and nothing else ran meanwhile."""
    started = time.perf_counter()

    response = send(library.client, b"\xff\xd8" + b"\xff" * 60_000 + b"\x00")

    problem(response, 422, "image_corrupt")
    assert time.perf_counter() - started < 5


def test_other_files_are_kept_as_they_come(library: House) -> None:
    upload = send(library.client, saved(noise(), "TIFF"), "scan.bin", "application/octet-stream").json()

    assert (upload["media_type"], upload["width"]) == ("application/octet-stream", None)
    problem(library.client.get(f"{URL}/{upload['id']}/content"), 409, "input_kind_mismatch")


def test_an_uploaded_picture_can_be_looked_at(library: House) -> None:
    upload = send(library.client, saved(noise()), "../holiday.jpg").json()

    response = library.client.get(f"{URL}/{upload['id']}/content")

    assert response.headers["content-type"] == "image/png"
    assert response.headers["content-disposition"] == 'inline; filename="holiday.png"'
    assert response.headers["content-security-policy"] == "sandbox"
    tag = {"If-None-Match": response.headers["etag"]}
    assert library.client.get(f"{URL}/{upload['id']}/content", headers=tag).status_code == 304
    problem(library.client.get(f"{URL}/up_{'0' * 26}/content"), 404, "upload_not_found")
    problem(library.client.get(f"{URL}/../x/content"), 404, "not_found")


def test_the_facts_of_an_upload_are_those_of_its_pixels(house: House) -> None:
    photo, plain = send(house.client, saved(noise())).json(), send(house.client, black(40, 32)).json()
    found = picture_facts(house.services, PictureChoice(upload=photo["id"]))

    assert (found.width, found.height, found.sha256, found.flat) == (64, 48, pixels_digest(noise()), False)
    assert picture_facts(house.services, PictureChoice(upload=plain["id"])).flat


def test_an_upload_killed_half_way_is_gone_after_the_next_boot(tmp_path: Path, migrated: Path) -> None:
    folder = settings_in(tmp_path).artifacts_dir / "tmp"
    folder.mkdir(parents=True)
    mine = upload_file_name()
    birth = mine.split("_")[3]
    left = folder / mine.replace(birth, "0" * len(birth))  # of a process before this one
    left.write_bytes(b"half of a file")

    with open_house(tmp_path, migrated):
        until(lambda: not left.exists(), "the leftover is gone", 30)
