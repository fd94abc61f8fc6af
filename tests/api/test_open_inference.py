"""The Open Inference Protocol: its conformance list (design: api.md §2, a to q), on networks worked out by hand."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest
from httpx import Response
from pydantic import TypeAdapter

from app.errors import AppError
from app.open_inference import schemas
from app.open_inference.tensor_json import read_array, to_json
from models.tensors import Tensor
from tests.api.fixtures.documents import MEDIANS, SHADE_WEIGHT, TREND
from tests.api.house import House
from tests.api.image_files import noise, saved

ROW = [float(value) for value in MEDIANS.values()]
Json = dict[str, Any]


def tensor(name: str, datatype: str, shape: list[int], data: Any, **more: Any) -> Json:
    return {"name": name, "datatype": datatype, "shape": shape, "data": data, **more}


def features(*rows: list[float]) -> Json:
    return tensor("features", "FP32", [len(rows), 13], [value for row in rows for value in row])


def infer(house: House, model: str, *inputs: Json, **more: Any) -> Response:
    return house.client.post(f"/v2/models/{model}/infer", json={"inputs": list(inputs), **more})


def outputs(response: Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    return {item["name"]: item["data"] for item in response.json()["outputs"]}


def refused(response: Response, status: int = 400) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"error"}
    return str(response.json()["error"])


def test_a_nested_data_says_the_same_as_flat_data(library: House) -> None:
    nested = tensor("features", "FP32", [2, 13], [ROW, ROW])

    assert outputs(infer(library, "house-prices", nested)) == outputs(
        infer(library, "house-prices", features(ROW, ROW))
    )


def test_b_the_id_comes_back_and_is_absent_when_absent(library: House) -> None:
    assert infer(library, "house-prices", features(ROW), id="mine").json()["id"] == "mine"
    assert "id" not in infer(library, "house-prices", features(ROW)).json()


def test_c_only_the_wanted_outputs_come_in_their_order(library: House) -> None:
    answer = outputs(infer(library, "house-prices", features(ROW), outputs=[{"name": "high"}, {"name": "price"}]))

    # 22,000 dollars at the medians, 2,000 to either side
    assert list(answer.items()) == [("high", [24_000.0]), ("price", [22_000.0])]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (features(ROW) | {"shape": [2, 13]}, "26 values, found 13"),  # d
        (features(ROW) | {"shape": [13]}, "takes the shape [-1, 13]"),
        (features(ROW) | {"shape": [1, -13]}, "whole numbers"),
        (features(ROW) | {"shape": [1] * 70}, "1 to 8 whole numbers"),
        (features(ROW) | {"shape": [2**31 - 1] * 20_000}, "1 to 8 whole numbers"),  # a product of 186,000 digits
        (features(ROW) | {"shape": [2**31 - 1] * 8}, "at most 4000000"),
        (features(ROW * 5000), "13 values, found more"),
        (features(ROW) | {"datatype": "FP64"}, "takes FP32"),  # e
        (features(ROW) | {"datatype": "FLOAT"}, "no datatype"),
        (features(ROW) | {"name": "rooms"}, "its inputs are features"),
        (features(["x", *ROW[1:]]), "value 0 is no FP32"),  # type: ignore[list-item]  # what a client may send
        (features([True, *ROW[1:]]), "value 0 is no FP32"),
        (features([1e39, *ROW[1:]]), "value 0 is no FP32"),
        (features(*[ROW] * 257), "1 to 256"),
        (tensor("features", "FP32", [0, 13], []), "1 to 256"),
        (features(ROW) | {"surprise": 1}, "surprise"),
    ],
)
def test_d_e_what_does_not_fit_is_refused_by_name(library: House, broken: Json, says: str) -> None:
    assert says in refused(infer(library, "house-prices", broken))


def test_e_missing_repeated_and_unknown_tensors_are_refused(library: House) -> None:
    assert "twice" in refused(infer(library, "house-prices", features(ROW), features(ROW)))
    assert "its outputs are" in refused(infer(library, "house-prices", features(ROW), outputs=[{"name": "x"}]))
    assert "inputs" in refused(library.client.post("/v2/models/house-prices/infer", json={"inputs": []}))


@pytest.mark.parametrize(
    "path",
    [
        "nope",
        "nope/versions/1",
        "house-prices/versions/9",
        "house-prices/versions/one",
        "house-prices/versions/10000000000000000000000",
    ],
)
def test_f_unknown_models_and_versions_are_404(library: House, path: str) -> None:
    refused(library.client.get(f"/v2/models/{path}"), 404)
    refused(library.client.get(f"/v2/models/{path}/ready"), 404)
    refused(library.client.post(f"/v2/models/{path}/infer", json={"inputs": [features(ROW)]}), 404)


def test_g_h_text_goes_as_utf8_or_in_base64(library: House) -> None:
    greedy = {"prompts": ["abc", "né"]}
    plain = tensor("prompt", "BYTES", [2], greedy["prompts"])
    encoded = [base64.b64encode(prompt.encode()).decode() for prompt in greedy["prompts"]]
    wrapped = tensor("prompt", "BYTES", [2], encoded, parameters={"content_type": "base64"})

    assert len(outputs(infer(library, "text-generator", plain))["text"]) == 2
    assert outputs(infer(library, "text-generator", plain)) == outputs(infer(library, "text-generator", wrapped))
    assert "base64" in refused(infer(library, "text-generator", wrapped | {"data": ["%", "%"]}))
    assert "UTF-8" in refused(infer(library, "text-generator", wrapped | {"data": ["/w==", "/w=="]}))


def test_g_a_review_and_an_article_get_the_probability_of_each_label(library: House) -> None:
    review = outputs(infer(library, "sentiment", tensor("text", "BYTES", [2], ["Superb!", "精彩 dull"])))
    article = outputs(infer(library, "news", tensor("text", "BYTES", [1, 1], [["The striker and the coach"]])
                            | {"shape": [1]}))  # fmt: skip

    # One good word has the weight 1.5: 1 / (1 + exp(-1.5)) = 0.81757; one bad word the opposite
    assert review["label"] == ["positive", "negative"]
    assert review["probabilities"] == pytest.approx([0.18243, 0.81757, 0.81757, 0.18243], abs=1e-5)
    assert article["label"] == ["sport"] and len(article["probabilities"]) == 3
    assert "empty" in refused(infer(library, "sentiment", tensor("text", "BYTES", [1], [" "])))


@pytest.mark.parametrize("encoded", [True, False])
def test_h_a_photo_goes_in_base64_and_gets_every_class(library: House, encoded: bool) -> None:
    photo = base64.b64encode(saved(noise())).decode()
    said = {"parameters": {"content_type": "base64"}} if encoded else {}

    answer = outputs(infer(library, "images", tensor("image", "BYTES", [2], [photo, photo], **said)))

    classes = library.client.get("/v2/models/images").json()["outputs"][0]["parameters"]["names"]
    assert len(answer["probabilities"]) == 2 * len(classes)
    assert sum(answer["probabilities"]) == pytest.approx(2, abs=1e-5)
    assert set(answer["label"]) <= set(classes)


def test_i_numbers_that_json_cannot_say_are_never_sent() -> None:
    with pytest.raises(AppError) as error:
        to_json(Tensor("price", "FP32", (-1,)), np.array([np.nan], np.float32))

    assert error.value.status == 500


def test_i_nan_in_a_request_is_refused(library: House) -> None:
    body = '{"inputs":[{"name":"latent","datatype":"FP32","shape":[1,2],"data":[NaN,0]}]}'
    response = library.client.post("/v2/models/vae/infer", content=body, headers={"Content-Type": "application/json"})

    refused(response)


def test_j_the_version_in_production_answers_without_a_version(library: House) -> None:
    body = {"inputs": [features(ROW)]}
    versioned = library.client.post("/v2/models/house-prices/versions/1/infer", json=body)

    assert versioned.json() == infer(library, "house-prices", features(ROW)).json()


@pytest.mark.parametrize("path", ["/v2", "/v2/"])
def test_k_the_server_tells_who_it_is_without_a_redirect(library: House, path: str) -> None:
    response = library.client.get(path, follow_redirects=False)

    assert response.status_code == 200
    assert response.json()["name"] == "chapterhouse"


def test_l_live_and_ready(library: House) -> None:
    assert library.client.get("/v2/health/live").json()["live"] is True
    assert library.client.get("/v2/health/ready").json()["ready"] is True
    assert library.client.get("/v2/models/vae/ready").json() == {"name": "vae", "ready": True}


def test_m_the_largest_unsigned_number_is_read_whole() -> None:
    assert read_array("x", "UINT64", [1], [2**64 - 1]).tolist() == [2**64 - 1]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/v2/", schemas.ServerMetadata),
        ("/v2/models", schemas.ModelList),
        ("/v2/models/vae", schemas.ModelMetadata),
        ("/v2/models/vae/versions/1", schemas.ModelMetadata),
        ("/v2/models/vae/ready", schemas.ModelReady),
    ],
)
def test_o_every_answer_is_as_the_protocol_has_it(library: House, path: str, schema: Any) -> None:
    TypeAdapter(schema).validate_python(library.client.get(path).json())


def test_o_an_inference_is_as_the_protocol_has_it(library: House) -> None:
    document = infer(library, "house-prices", features(ROW)).json()

    schemas.InferenceResponse.model_validate(document)
    assert document["outputs"][0] == {"name": "price", "shape": [1, 1], "datatype": "FP32", "data": [22_000.0]}


def test_p_a_body_over_the_limit_is_413(library: House) -> None:
    response = library.client.post(
        "/v2/models/vae/infer", content=b" " * 1_100_000, headers={"Content-Type": "application/json"}
    )

    refused(response, 413)


def test_q_a_batch_says_what_single_calls_say(library: House) -> None:
    rows = [[*ROW[:5], rooms, *ROW[6:]] for rooms in (5.0, 6.0, 7.0)]

    together = outputs(infer(library, "house-prices", *[features(*rows)]))["price"]

    alone = [outputs(infer(library, "house-prices", features(row)))["price"][0] for row in rows]
    assert together == pytest.approx(alone, abs=1e-5)


def test_every_published_model_describes_itself_and_can_be_asked(library: House) -> None:
    models = library.client.get("/v2/models").json()["models"]

    assert {"sentiment", "house-prices", "vae", "dcgan", "text-generator"} <= set(models)
    for model in models:
        document = library.client.get(f"/v2/models/{model}").json()
        assert document["inputs"] and document["outputs"]
        assert document["properties"]["version"] == "1"


def test_wrong_method_path_and_type_keep_the_protocols_error(library: House) -> None:
    refused(library.client.put("/v2/models/vae/infer"), 405)
    refused(library.client.get("/v2/nothing/here"), 404)
    response = library.client.post("/v2/models/vae/infer", content=b"x", headers={"Content-Type": "text/plain"})
    refused(response, 415)


def test_a_model_is_loaded_and_forgotten_on_request(library: House) -> None:
    assert library.client.post("/v2/repository/models/vae/load").json() == {"name": "vae", "load": True}
    assert library.client.post("/v2/repository/models/vae/unload").json() == {"name": "vae", "load": False}
    refused(library.client.post("/v2/repository/models/nope/load"), 404)


def generate(house: House, model: str, suffix: str = "", **parameters: Any) -> Response:
    body = {"text_input": "abc", "parameters": {"temperature": 0, **parameters}}
    return house.client.post(f"/v2/models/{model}/generate{suffix}", json=body)


def test_a_text_goes_on_and_says_why_it_ended(library: House) -> None:
    whole = generate(library, "text-generator", max_tokens=5, details=True).json()
    stopped = generate(library, "text-generator", max_tokens=20, details=True, stop=["g"]).json()

    # each letter is followed by the next one of the alphabet
    assert whole["text_output"] == "defgh"
    assert whole["details"] == {"finish_reason": "length", "generated_tokens": 5}
    assert (stopped["text_output"], stopped["details"]["finish_reason"]) == ("def", "stop_sequence")
    schemas.GenerateResponse.model_validate(whole)


def test_a_stream_brings_the_same_text_in_pieces(library: House) -> None:
    response = generate(library, "text-generator", "_stream", max_tokens=9, details=True)

    pieces = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: ")]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "".join(piece["text_output"] for piece in pieces) == "defghijkl"
    assert len(pieces) > 2 and pieces[-1]["details"]["generated_tokens"] == 9


@pytest.mark.parametrize("parameters", [{"temperature": -1}, {"max_tokens": 0}, {"top_p": 2}, {"max_tokens": 10**9}])
def test_settings_out_of_range_are_refused(library: House, parameters: Json) -> None:
    refused(generate(library, "text-generator", **parameters))


def test_a_model_that_writes_nothing_says_so(library: House) -> None:
    assert "writes no text" in refused(generate(library, "vae"))


def test_a_forecast_starts_from_the_last_row(library: House) -> None:
    window = tensor("window", "FP32", [1, 3, 2], [10.0, 1000.0, 12.0, 1001.0, 18.0, 990.0])

    told = outputs(infer(library, "temperature", window))

    assert told["value"] == pytest.approx([18.0 + TREND * 8.0, 18.0 + 2 * TREND * 8.0])
    assert told["low"] == pytest.approx([21.0, 24.0]) and told["high"] == pytest.approx([23.0, 28.0])


def test_a_table_of_numbers_and_categories_comes_as_a_tensor_a_column(library: House) -> None:
    told = outputs(infer(library, "designer", *columns([0.5, -2.0], ["white", "black"])))

    light = 1 / (1 + math.exp(-SHADE_WEIGHT))
    assert told["label"] == ["light", "dark"]
    assert told["probabilities"] == pytest.approx([1 - light, light, light, 1 - light], abs=1e-6)


@pytest.mark.parametrize(
    ("size", "colour", "said"),
    [(0.5, "green", "black, white"), (1e39, "white", "size"), (3.4028235e38, "white", "size"), (0.5, "", "colour")],
)
def test_a_cell_that_the_model_does_not_know_is_refused(library: House, size: float, colour: str, said: str) -> None:
    assert said in refused(infer(library, "designer", *columns([size], [colour])))


def test_a_column_that_is_missing_is_named(library: House) -> None:
    assert "colour" in refused(infer(library, "designer", columns([0.5], ["white"])[0]))


def columns(sizes: list[float], colours: list[str]) -> tuple[Json, Json]:
    rows = [len(sizes)]
    return tensor("size", "FP32", rows, sizes), tensor("colour", "BYTES", rows, colours)
