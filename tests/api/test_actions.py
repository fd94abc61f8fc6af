"""What generators do online: pictures, streams, and what they refuse. The fixture models can be worked out by hand."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from httpx import Response
from PIL import Image, PngImagePlugin

from app.open_inference import generate
from app.serving import actions
from models.catalog import CARDS
from tests.api.house import House
from tests.api.published import publish_version

Json = dict[str, Any]
ACTIONS = [(card.name, action.name) for card in CARDS.values() for action in card.actions]


def act(house: House, model: str, action: str, body: Json, **headers: str) -> Response:
    return house.client.post(f"/api/v1/models/{model}/{action}", json=body, headers=headers)


def pixels(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        return np.array(image.convert("RGB"))


@pytest.mark.parametrize(("model", "action"), ACTIONS)
def test_examples_of_every_action_keep_to_the_card(library: House, model: str, action: str) -> None:
    found = next(item for item in CARDS[model].actions if item.name == action)

    for example in found.examples:
        if ("latent" in json.dumps(example) and model == "dcgan") or "pixels" in example:
            continue  # lengths of the book's networks, not of the fixture
        answer = act(library, model, action, example)
        assert answer.status_code == 200, answer.text
        document = {key: value for key, value in answer.json().items() if key not in ("model", "version")}
        if found.Answer is not None:
            found.Answer.model_validate(document)
        else:
            assert document["images"] and document["width"] > 0


def test_a_point_is_decoded_to_the_picture_it_stands_for(library: House) -> None:
    answer = act(library, "vae", "decode", {"latent": [[0.0, 0.0], [1.0, 1.0]]}).json()

    shades = [pixels(base64.b64decode(image))[0, 0, 0] for image in answer["images"]]
    assert shades == [128, round(255 / (1 + math.exp(-2)))]
    assert (answer["model"], answer["version"], answer["width"], answer["height"]) == ("vae", 1, 28, 28)


def test_accept_decides_between_json_and_one_png(library: House) -> None:
    answer = act(library, "vae", "decode", {"latent": [[0.0, 0.0], [1.0, 1.0]]}, accept="image/png")

    assert answer.headers["content-type"] == "image/png" and answer.headers["x-model-version"] == "1"
    assert pixels(answer.content).shape == (28, 58, 3)  # two of 28 pixels and the gap between them


def test_the_same_seed_draws_the_same_pictures(library: House) -> None:
    one, same, other = (act(library, "dcgan", "sample", {"n": 4, "seed": seed}).json() for seed in (7, 7, 8))

    assert one == same
    assert one["latents"] != other["latents"] and len(one["images"]) == 4


def test_text_goes_on_letter_by_letter(library: House) -> None:
    answer = act(library, "text-generator", "sample", {"prompt": "abc", "sampling": "greedy", "max_characters": 5})

    assert answer.json()["text"] == "defgh"


def test_a_stream_tells_the_same_text_in_pieces(library: House) -> None:
    body = {"prompt": "abc", "sampling": "greedy", "max_characters": 20}
    whole = act(library, "text-generator", "sample", body).json()

    answer = act(library, "text-generator", "sample", body, accept="text/event-stream")

    assert answer.headers["content-type"].startswith("text/event-stream")
    frames = [frame.split("\n") for frame in answer.text.strip().split("\n\n")]
    said = [(frame[0].removeprefix("event: "), json.loads(frame[1].removeprefix("data: "))) for frame in frames]
    assert [name for name, _ in said] == ["output"] * (len(said) - 1) + ["done"]
    assert said[0][1] == {"index": 0, "text": "d"}  # the first letter comes alone
    assert "".join(document["text"] for _, document in said[:-1]) == whole["text"]
    assert said[-1][1]["finish_reason"] == "length"


@pytest.mark.parametrize(("path", "body"), [
    ("/api/v1/models/text-generator/sample", {"prompt": "abc", "max_characters": 50}),
    ("/v2/models/text-generator/generate_stream", {"text_input": "abc", "parameters": {"max_tokens": 50}}),
])  # fmt: skip
def test_a_stream_that_has_begun_is_not_cut_when_the_house_is_full(
    library: House, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, Any]
) -> None:
    place = library.services.serving.place()

    def slices(pieces: Iterator[Any]) -> list[Any]:
        monkeypatch.setattr(place, "limit", 0)  # others have come meanwhile
        return list(islice(pieces, 2))

    for module in (actions, generate):
        monkeypatch.setattr(module, "slice_of", slices)

    answer = library.client.post(path, json=body, headers={"Accept": "text/event-stream"})

    last = answer.text.strip().split("\n\n")[-1]
    assert '"finish_reason":"length"' in last or '"text_output":""' in last
    assert place.in_flight == 0


def test_a_version_can_be_asked_by_number(house: House) -> None:
    publish_version(house, "vae")
    publish_version(house, "vae")

    answer = house.client.post("/api/v1/models/vae/versions/2/decode", json={"latent": [0.0, 0.0]})

    assert answer.json()["version"] == 2


def test_a_picture_made_online_can_be_verified(library: House) -> None:
    way = {"start": [-2.0, 0.0], "end": [2.0, 1.0], "steps": 9}
    content = act(library, "vae", "interpolate", way, accept="image/png")
    altered = Image.fromarray(pixels(content.content) ^ 1)
    with Image.open(io.BytesIO(content.content)) as image:
        info = PngImagePlugin.PngInfo()
        info.add_itxt("chapterhouse", image.text["chapterhouse"])  # type: ignore[attr-defined]  # of PNG files
    forged = io.BytesIO()
    altered.save(forged, "PNG", pnginfo=info)

    def verify(file: bytes) -> Json:
        answer = library.client.post("/api/v1/verify", files={"file": ("a.png", file, "image/png")})
        assert answer.status_code == 200, answer.text
        document: Json = answer.json()
        return document

    assert verify(content.content)["equal"] is True
    assert verify(forged.getvalue())["equal"] is False


BAD = [
    ("vae", "decode", {"latent": [0.0, 0.0, 0.0]}, "latent_length", "/latent/0"),
    ("vae", "decode", {"latent": [0.0, 51.0]}, "validation_error", "/latent/0/1"),
    ("vae", "decode", {"latent": [[0.0, 0.0]] * 65}, "validation_error", "/latent"),
    ("vae", "sample", {"n": 0}, "validation_error", "/n"),
    ("vae", "sample", {"n": 65}, "validation_error", "/n"),
    ("vae", "sample", {"seed": 2**32}, "validation_error", "/seed"),
    ("vae", "encode", {"images": ["no base64"]}, "image_base64_invalid", "/images/0"),
    ("vae", "encode", {"pixels": [[1, 2, 3]]}, "pixels_length", "/pixels/0"),
    ("dcgan", "sample", {"n": 65}, "validation_error", "/n"),
    ("dcgan", "sample", {"seed": 2**32}, "validation_error", "/seed"),
    ("dcgan", "decode", {"latent": [[1.0] * 5]}, "latent_length", "/latent/0"),
    ("dcgan", "sample", {"label": "dark"}, "label_not_taken", "/label"),
    ("text-generator", "sample", {"temperature": 0}, "temperature_not_positive", "/temperature"),
    ("text-generator", "sample", {"temperature": -1.0}, "temperature_not_positive", "/temperature"),
    ("text-generator", "sample", {"max_characters": 2001}, "validation_error", "/max_characters"),
    ("text-generator", "sample", {"stop": ["a"] * 5}, "validation_error", "/stop"),
    ("text-generator", "sample", {"top_p": 0.0}, "validation_error", "/top_p"),
    ("text-generator", "compare", {"temperatures": [0.0]}, "validation_error", "/temperatures/0"),
]


@pytest.mark.parametrize(("model", "action", "body", "code", "pointer"), BAD)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream", "image/png"])
def test_b50_bad_questions_are_refused(
    library: House, model: str, action: str, body: Json, code: str, pointer: str, accept: str
) -> None:
    answer = act(library, model, action, body, accept=accept)

    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("number", [b"NaN", b"1e999"])
def test_latents_that_are_not_finite_are_refused(library: House, number: bytes) -> None:
    answer = library.client.post("/api/v1/models/vae/decode", content=b'{"latent":[0.1,%s]}' % number)

    assert (answer.status_code, answer.json()["code"]) == (422, "number_not_finite")


def test_a_model_cannot_do_what_its_recipe_does_not_know(library: House) -> None:
    answer = act(library, "sentiment", "decode", {"latent": [0.0, 0.0]})

    assert (answer.status_code, answer.json()["code"]) == (404, "action_not_found")


def test_generators_do_not_explain(library: House) -> None:
    answer = act(library, "vae", "explain", {"queries": [{"latent": [0.0, 0.0]}]})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_explainable")


def test_long_work_is_bounded_in_one_predict_call(library: House) -> None:
    answer = act(library, "text-generator", "predict", {"queries": [{"prompt": "a"}] * 17})

    assert (answer.status_code, answer.json()["code"]) == (422, "batch_too_large")


RECEIPTS: list[Any] = [
    {"kind": "sample", "model": "vae", "version": 10**30, "action": "decode"},
    {"kind": "sample", "model": "../x", "action": "decode"},
    {"kind": "generate", "recipe": "deep-dream", "params": {}, "seed": 10**30, "picture": "dream"},
    {"kind": "generate", "recipe": "deep-dream", "params": {"octaves": "x"}, "seed": 1, "picture": "dream"},
    {"kind": "generate", "recipe": "deep-dream", "params": {}, "seed": 1, "picture": "dream", "steering": [{}]},
    {"kind": "generate", "recipe": "vae", "params": {}, "seed": 1, "picture": "dream"},
    {"kind": "generate", "recipe": ["x"], "params": None, "seed": True, "picture": 3},
    {"kind": ["sample"]},
    [],
]


@pytest.mark.parametrize("receipt", RECEIPTS, ids=str)
def test_forged_receipts_are_refused(library: House, receipt: Any) -> None:
    info, content = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt("chapterhouse", json.dumps(receipt))
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(content, "PNG", pnginfo=info)

    answer = library.client.post("/api/v1/verify", files={"file": ("a.png", content.getvalue(), "image/png")})

    assert answer.status_code in (404, 409, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
