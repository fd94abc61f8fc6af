"""Sample pictures, thumbnails of everything, and the pictures that settings name."""

from __future__ import annotations

import io
import os
import time
from typing import Any

import numpy as np
import pytest
from httpx import Response
from PIL import Image

from app.errors import AppError
from app.kept_pictures import LIFE_S, folder, forget_old
from app.pictures.service import picture_facts
from app.storage import stage
from models.pictures.receipt import png
from models.pictures.samples import sample_pixels, samples
from models.recipe import PictureChoice
from tests.api.house import House
from tests.api.image_files import animated, noise, saved, smooth
from tests.api.problems import pointers, problem

URL = "/api/v1/pictures"
DRAWN = "waves"


def opened(response: Response) -> Image.Image:
    """The picture in an answer."""
    assert response.status_code == 200, response.text
    return Image.open(io.BytesIO(response.content))


def keep(house: House, content: bytes, media_type: str = "image/png") -> str:
    """Store the file of a finished job; gives its address."""
    row = house.start()
    stored = stage(house.database, house.services.storage, row.id, row.attempt, "result", media_type, content)
    house.succeed(row)
    return f"/api/v1/artifacts/sha256-{stored.sha256}"


def test_the_samples_are_listed_with_title_and_licence(library: House) -> None:
    pictures = {item["name"]: item for item in library.client.get(URL).json()["data"]}

    drawn = [name for name, sample in samples().items() if sample.drawn]
    assert len(drawn) >= 8 and set(drawn) <= set(pictures)
    for item in pictures.values():
        assert item["title"]["en"] and item["title"]["zh"] and item["licence"]
        assert item["url"] == f"{URL}/{item['name']}"
    assert (pictures[DRAWN]["width"], pictures[DRAWN]["height"]) == sample_pixels(DRAWN).shape[1::-1]


@pytest.mark.parametrize("role", ["photo", "style"])
def test_the_samples_of_one_role_can_be_listed(library: House, role: str) -> None:
    pictures = library.client.get(URL, params={"role": role}).json()["data"]

    assert pictures and {item["role"] for item in pictures} == {role}


@pytest.mark.parametrize("query", [{"role": "cat"}, {"size": "64"}, {"role": ""}])
def test_an_unknown_filter_is_refused(library: House, query: dict[str, str]) -> None:
    problem(library.client.get(URL, params=query), 422, "validation_error")


def test_a_sample_comes_as_png_with_its_pixels(library: House) -> None:
    response = library.client.get(f"{URL}/{DRAWN}")

    assert response.headers["content-type"] == "image/png" and "max-age" in response.headers["cache-control"]
    np.testing.assert_array_equal(np.asarray(opened(response)), sample_pixels(DRAWN))
    tag = {"If-None-Match": response.headers["etag"]}
    assert library.client.get(f"{URL}/{DRAWN}", headers=tag).status_code == 304


def test_an_unknown_sample_is_not_found(library: House) -> None:
    problem(library.client.get(f"{URL}/nobody"), 404, "picture_not_found")
    problem(library.client.get(f"{URL}/Nobody"), 422, "id_invalid")


@pytest.mark.parametrize("size", [64, 128, 256, 512])
def test_a_thumbnail_fits_its_square_and_keeps_its_shape(house: House, size: int) -> None:
    url = keep(house, saved(smooth(900, 600)))

    response = house.client.get(url, params={"size": size})

    assert response.headers["content-type"] == "image/webp"
    assert opened(response).size == (size, round(size * 600 / 900))
    assert "immutable" in response.headers["cache-control"]
    tag = {"If-None-Match": response.headers["etag"]}
    assert house.client.get(url, params={"size": size}, headers=tag).status_code == 304


def test_a_thumbnail_shows_the_picture(house: House) -> None:
    picture = smooth(512, 512) // 2

    small = opened(house.client.get(keep(house, saved(picture)), params={"size": 128})).convert("RGB")

    expected = Image.fromarray(picture).resize((128, 128), Image.Resampling.LANCZOS)
    assert np.abs(np.asarray(small).astype(int) - np.asarray(expected)).mean() < 10


def test_a_small_picture_is_not_scaled_up(house: House) -> None:
    assert opened(house.client.get(keep(house, saved(noise())), params={"size": 512})).size == (64, 48)


def test_a_moving_picture_shows_its_first_frame(house: House) -> None:
    url = keep(house, animated("WEBP"), "image/webp")

    assert not getattr(opened(house.client.get(url, params={"size": 64})), "is_animated", False)


def test_thumbnails_are_kept_and_may_be_deleted_at_any_time(house: House) -> None:
    url = keep(house, saved(noise()))
    first = house.client.get(url, params={"size": 64}).content
    kept = [path for path in folder(house.settings.cache_dir).rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [first]  # and no temporary file beside it
    house.services.storage.path(url.rpartition("-")[2]).write_bytes(b"never read again")
    assert house.client.get(url, params={"size": 64}).content == first
    kept[0].unlink()

    problem(house.client.get(url, params={"size": 64}), 503, "artifact_corrupt")


def test_thumbnails_of_last_month_are_forgotten(house: House) -> None:
    url = keep(house, saved(noise()))
    for size in (64, 128):
        house.client.get(url, params={"size": size})
    old, young = sorted(folder(house.settings.cache_dir).glob("*/*"))
    os.utime(old, (time.time() - LIFE_S - 60,) * 2)

    forget_old(house.settings.cache_dir)

    assert not old.exists() and young.exists()


@pytest.mark.parametrize("size", ["0", "63", "1024", "-64", "big", ""])
def test_another_size_is_refused(library: House, size: str) -> None:
    for url in (f"{URL}/{DRAWN}", f"/api/v1/artifacts/sha256-{'0' * 64}", f"/api/v1/uploads/up_{'0' * 26}/content"):
        document = problem(library.client.get(url, params={"size": size}), 422, "validation_error")
        assert pointers(document) == ["/size"]


def test_only_pictures_have_thumbnails(house: House) -> None:
    problem(house.client.get(keep(house, b"{}", "application/json"), params={"size": 64}), 409, "input_kind_mismatch")


def test_samples_uploads_and_live_frames_have_thumbnails(house: House) -> None:
    file = {"file": ("a.png", saved(smooth(300, 200)))}
    upload = house.client.post("/api/v1/uploads", files=file).json()["id"]
    row = house.start()
    stored = stage(house.database, house.services.storage, row.id, row.attempt, "frame", "image/png", png(smooth(200)))
    frame = f"/api/v1/artifacts/sha256-{stored.sha256}"

    assert opened(house.client.get(f"{URL}/{DRAWN}", params={"size": 64})).size == (64, 64)
    assert opened(house.client.get(f"/api/v1/uploads/{upload}/content", params={"size": 64})).size == (64, 43)
    assert opened(house.client.get(frame, params={"size": 64})).size == (64, 15)
    stage(house.database, house.services.storage, row.id, row.attempt, "frame", "image/png", png(noise(200)))
    problem(house.client.get(frame, params={"size": 128}), 404, "artifact_not_found")


def test_the_facts_of_a_sample_are_those_of_its_pixels(library: House) -> None:
    found = picture_facts(library.services, PictureChoice(sample=DRAWN))

    assert (found.height, found.width) == sample_pixels(DRAWN).shape[:2] and not found.flat


@pytest.mark.parametrize(
    ("choice", "status", "code", "pointer"),
    [
        ({"sample": "nobody"}, 404, "picture_not_found", "/params/photo/sample"),
        ({"upload": "up_nobody"}, 404, "upload_not_found", "/params/photo/upload"),
    ],
)
def test_a_choice_that_leads_nowhere_is_named(
    library: House, choice: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    with pytest.raises(AppError) as error:
        picture_facts(library.services, PictureChoice(**choice), "/params/photo")

    assert (error.value.status, error.value.code) == (status, code)
    assert [item.pointer for item in error.value.errors] == [pointer]


def test_an_upload_that_is_no_picture_cannot_be_chosen(house: House) -> None:
    upload = house.client.post("/api/v1/uploads", files={"file": ("a.csv", b"a,b\n")}).json()["id"]

    with pytest.raises(AppError) as error:
        picture_facts(house.services, PictureChoice(upload=upload), "/params/photo")

    assert (error.value.status, error.value.code) == (409, "input_kind_mismatch")
