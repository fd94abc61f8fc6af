"""Questions about photos: as base64, as files of a form, as uploads; and every bad picture refused where it lies."""

from __future__ import annotations

import base64
import io
import math
from typing import Any

import numpy as np
import pytest
from httpx import Response
from PIL import Image

from tests.api import image_files as files
from tests.api.house import House
from tests.api.problems import problem

PREDICT = "/api/v1/models/images/predict"
# Red fills the photo: softmax of (4, 0, 0)
SURE = math.exp(4) / (math.exp(4) + 2)


def plain(colour: tuple[int, int, int], side: int = 64) -> bytes:
    return files.saved(np.full((side, side, 3), colour, np.uint8))


RED, BLUE = plain((255, 0, 0)), plain((0, 0, 255))


def ask(house: House, *contents: bytes, path: str = PREDICT) -> Response:
    queries = [{"image": base64.b64encode(content).decode()} for content in contents]
    return house.client.post(path, json={"queries": queries})


def form(house: House, *parts: tuple[str, bytes], path: str = PREDICT) -> Response:
    return house.client.post(path, files=[(field, ("a.png", content)) for field, content in parts])


def upload(house: House, content: bytes, name: str = "a.png") -> str:
    response = house.client.post("/api/v1/uploads", files={"file": (name, content)})
    assert response.status_code in (200, 201), response.text
    return str(response.json()["id"])


def test_a_photo_in_base64_gets_its_class(library: House) -> None:
    response = ask(library, RED, BLUE)

    first, second = response.json()["answers"]
    assert first["label"] == "red" and second["label"] == "blue"
    assert first["scores"][0] == {"label": "red", "score": pytest.approx(SURE, abs=1e-5)}
    assert len(first["scores"]) == 3 and first["warnings"] == []
    assert response.headers["x-model-version"] == "1"


def test_a_data_url_is_taken_too(library: House) -> None:
    image = "data:image/png;base64," + base64.b64encode(RED).decode()

    answer = library.client.post(PREDICT, json={"queries": [{"image": image}]})

    assert answer.json()["answers"][0]["label"] == "red"


@pytest.mark.parametrize("path", [PREDICT, "/api/v1/models/imagenet/versions/1/predict"])
def test_files_of_a_form_are_answered_in_order(library: House, path: str) -> None:
    response = form(library, ("image", BLUE), ("image", RED), path=path)

    assert response.status_code == 200, response.text
    assert [answer["label"] for answer in response.json()["answers"]] == ["blue", "red"]


def test_an_upload_is_named_by_its_id(library: House) -> None:
    query = {"upload": upload(library, RED)}

    assert library.client.post(PREDICT, json={"queries": [query]}).json()["answers"][0]["label"] == "red"
    explained = library.client.post("/api/v1/models/images/explain", json={"queries": [query]})
    assert explained.json()["explanations"][0]["label"] == "red"
    seen = library.client.post("/api/v1/models/images/inspect", json=query)
    assert seen.json()["layers"][0]["name"] == "places"


def test_a_missing_upload_is_named_where_it_was_asked_for(library: House) -> None:
    queries = [{"image": base64.b64encode(RED).decode()}, {"upload": "up_" + "0" * 26}]

    response = library.client.post(PREDICT, json={"queries": queries})

    assert problem(response, 404, "upload_not_found")["errors"][0]["pointer"] == "/queries/1/upload"


def test_an_upload_that_is_no_picture_is_refused(library: House) -> None:
    query = {"upload": upload(library, b"text,label\n", "a.csv")}

    problem(library.client.post(PREDICT, json={"queries": [query]}), 409, "input_kind_mismatch")


def test_the_heat_lies_where_the_class_is(library: House) -> None:
    photo = np.zeros((64, 64, 3), np.uint8)
    photo[:32, :32, 0] = 255  # red in the upper left quarter only

    response = ask(library, files.saved(photo), path="/api/v1/models/images/explain")

    explained = response.json()["explanations"][0]
    assert explained["label"] == "red" and (explained["rows"], explained["columns"]) == (4, 4)
    heat = np.array(explained["heat"])
    np.testing.assert_allclose(heat[:2, :2], 1, atol=0.02)
    assert heat[2:].max() < 0.05 and heat[:, 2:].max() < 0.05
    for name, side in (("overlay", 64), ("image", 32)):
        with Image.open(io.BytesIO(base64.b64decode(explained[name]))) as image:
            assert image.size == (side, side) and image.format == "PNG"


def test_explain_takes_a_form_as_well(library: House) -> None:
    response = form(library, ("image", BLUE), path="/api/v1/models/images/explain")

    assert response.json()["explanations"][0]["label"] == "blue"


def test_inspect_shows_a_layer_and_refuses_others(library: House) -> None:
    query = {"image": base64.b64encode(RED).decode()}

    seen = library.client.post("/api/v1/models/images/inspect", json=query | {"layer": "places"}).json()
    refused = library.client.post("/api/v1/models/images/inspect", json=query | {"layer": "nowhere"})

    layer = seen["layers"][0]
    assert (layer["width"], layer["height"], layer["channels"], len(layer["maps"])) == (4, 4, 3, 3)
    assert problem(refused, 422, "layer_unknown")["errors"][0]["pointer"] == "/layer"


BAD: dict[str, tuple[bytes, str]] = {
    "b39 empty": (b"", "validation_error"),  # base64 of nothing is no text
    "b40 header bomb": (files.png(60_000, 60_000), "image_too_many_pixels"),
    "b41 truncated": (files.saved(files.noise())[:900], "image_corrupt"),
    "b41 text bomb": (files.black(64, 64, files.bomb(b"zTXt", 60_000_000)), "image_corrupt"),
    "b42 no pixels": (files.png(0, 0), "image_format_unsupported"),
    "b43 one pixel": (files.black(1, 1), "image_dimensions_invalid"),
    "b43 a strip": (files.black(2000, 40), "image_dimensions_invalid"),
    "b44 text": (b"<svg></svg>", "image_format_unsupported"),
    "b44 gif": (files.saved(files.noise(), "GIF"), "image_format_unsupported"),
    "b45 animated png": (files.animated("PNG"), "image_animated"),
    "b45 animated webp": (files.animated("WEBP"), "image_animated"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused_by_its_place(library: House, name: str) -> None:
    content, code = BAD[name]
    before = library.counts()

    response = ask(library, RED, content)

    refused = problem(response, 422, code)
    assert refused["errors"][0]["pointer"] == "/queries/1/image"
    assert library.counts() == before


def test_a_bad_file_of_a_form_is_refused_as_well(library: House) -> None:
    problem(form(library, ("image", RED), ("image", files.animated("PNG"))), 422, "image_animated")


def test_b46_b47_b48_strange_but_good_pictures_are_answered(library: House) -> None:
    cmyk = files.saved(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG")  # ink of red
    see_through = files.saved(Image.new("RGBA", (64, 64), (255, 0, 0, 255)))
    polyglot = files.saved(np.full((64, 64, 3), (255, 0, 0), np.uint8), "JPEG") + b"<html>PK\x03\x04"

    response = ask(library, cmyk, see_through, polyglot, files.photo_from_a_phone())

    assert [answer["label"] for answer in response.json()["answers"][:3]] == ["red"] * 3


def test_text_that_is_no_base64_is_refused(library: House) -> None:
    response = library.client.post(PREDICT, json={"queries": [{"image": "not base64!"}]})

    assert problem(response, 422, "image_base64_invalid")["errors"][0]["pointer"] == "/queries/0/image"


@pytest.mark.parametrize("query", [{}, {"image": "QQ==", "upload": "up_x"}, {"image": 5}, {"url": "http://x/"}])
def test_a_question_names_one_photo(library: House, query: dict[str, Any]) -> None:
    problem(library.client.post(PREDICT, json={"queries": [query]}), 422, "validation_error")


def test_photos_larger_than_other_bodies_are_taken_up_to_their_own_limit(library: House) -> None:
    large = files.saved(np.random.default_rng(1).integers(0, 256, (1000, 1000, 3), np.uint8))  # 3 MB

    assert ask(library, large).status_code == 200
    assert form(library, ("image", large)).status_code == 200
    problem(ask(library, *[large] * 4), 413, "body_too_large")
    problem(form(library, *[("image", large)] * 6), 413, "body_too_large")
    texts = library.client.post("/api/v1/models/sentiment/predict", json={"queries": [{"text": "a" * 2_000_000}]})
    problem(texts, 413, "body_too_large")


@pytest.mark.parametrize(
    ("parts", "status"), [([("file", RED)], 422), ([("image", RED), ("other", RED)], 422), ([("image", RED)] * 33, 400)]
)
def test_a_form_holds_photos_only(library: House, parts: list[tuple[str, bytes]], status: int) -> None:
    problem(form(library, *parts), status, "multipart_invalid")


def test_a_model_of_texts_takes_no_form(library: House) -> None:
    response = form(library, ("image", RED), path="/api/v1/models/sentiment/predict")

    problem(response, 415, "media_type_unsupported")


def test_a_preference_for_a_job_queues_photos_by_upload(library: House) -> None:
    query = {"upload": upload(library, RED)}

    response = library.client.post(PREDICT, json={"queries": [query]}, headers={"Prefer": "respond-async"})

    assert response.status_code == 202 and response.json()["kind"] == "predict"
