"""Every online model asked by a client library that we did not write: NVIDIA's for the Open Inference Protocol."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

from app.db.migrate import upgrade
from tests.api.fixtures.documents import MEDIANS, NETWORKS
from tests.api.house import settings_in
from tests.api.image_files import noise, saved
from tests.api.published import publish_version
from tests.api.server import Server, serve

TEXT = "A wonderful film: the acting is superb."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server with a model of every recipe that answers online."""
    empty = tmp_path_factory.mktemp("empty")
    upgrade(settings_in(empty).database)
    with serve(tmp_path_factory.mktemp("asked"), empty / "chapterhouse.db") as running:
        for recipe in NETWORKS:
            publish_version(running.house, recipe)
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Any]:
    """NVIDIA's client."""
    opened = triton.InferenceServerClient(server.url.removeprefix("http://"), network_timeout=30)
    yield opened
    opened.close()


def example(name: str, datatype: str, shape: list[int]) -> np.ndarray:
    """A value for an input as the model describes it: the first size that may vary is two."""
    sizes = [2 if size == -1 else size for size in shape]
    if name == "colour":
        return np.full(sizes, "white", np.object_)
    if datatype == "BYTES":
        value: Any = base64.b64encode(saved(noise())) if name == "image" else TEXT.encode()
        return np.full(sizes, value, np.object_)
    if name == "features":
        return np.array([list(MEDIANS.values())] * 2, np.float32)
    return np.random.default_rng(1).random(sizes).astype(triton_to_np_dtype(datatype))


def question(metadata: dict[str, Any]) -> list[Any]:
    """The inputs of a call, or those that it cannot go without where one stands for another."""
    inputs = []
    wanted = metadata["inputs"]
    if {one["name"] for one in wanted} >= {"image", "pixels"}:  # either of the two
        wanted = [one for one in wanted if one["name"] == "pixels"]
    for one in wanted:
        value = example(one["name"], one["datatype"], one["shape"])
        entry = triton.InferInput(one["name"], list(value.shape), one["datatype"])
        entry.set_data_from_numpy(value, binary_data=False)
        inputs.append(entry)
    return inputs


def test_the_server_is_live_ready_and_lists_its_models(client: Any) -> None:
    assert client.is_server_live() and client.is_server_ready()
    assert client.get_server_metadata()["name"]


@pytest.mark.parametrize("model", sorted(NETWORKS))
def test_a_model_describes_itself_and_answers_as_it_says(client: Any, server: Server, model: str) -> None:
    assert client.is_model_ready(model)
    metadata = client.get_model_metadata(model)
    versioned = client.get_model_metadata(model, "1")
    assert metadata["name"] == model and versioned["inputs"] == metadata["inputs"]
    wanted = [triton.InferRequestedOutput(one["name"], binary_data=False) for one in metadata["outputs"]]
    if model == "text-generator":  # it goes on with a text, by the protocol's generate
        body = {"text_input": "ROMEO", "parameters": {"max_tokens": 5, "temperature": 0}}
        assert len(httpx.post(f"{server.url}/v2/models/{model}/generate", json=body).json()["text_output"]) == 5
        return

    result = client.infer(model, question(metadata), outputs=wanted, request_id="mine")

    response = result.get_response()
    assert (response["model_name"], response["model_version"], response["id"]) == (model, "1", "mine")
    for one in metadata["outputs"]:
        value = result.as_numpy(one["name"])
        assert value is not None
        assert value.dtype == triton_to_np_dtype(one["datatype"])
        assert [a == b or b == -1 for a, b in zip(value.shape, one["shape"], strict=True)].count(False) == 0


def test_what_is_refused_reaches_the_client_in_words(client: Any) -> None:
    with pytest.raises(InferenceServerException, match="no model named"):
        client.get_model_metadata("unknown")
    wrong = triton.InferInput("features", [1, 12], "FP32")
    wrong.set_data_from_numpy(np.zeros((1, 12), np.float32), binary_data=False)
    with pytest.raises(InferenceServerException, match="13"):
        client.infer("house-prices", [wrong])


def test_two_questions_at_once_are_answered_in_order(client: Any) -> None:
    texts = np.array([b"wonderful superb film", b"dull pointless mess"], np.object_)
    both = triton.InferInput("text", [2], "BYTES")
    both.set_data_from_numpy(texts, binary_data=False)

    together = client.infer("sentiment", [both]).as_numpy("probabilities")

    for row, text in enumerate(texts):
        one = triton.InferInput("text", [1], "BYTES")
        one.set_data_from_numpy(np.array([text], np.object_), binary_data=False)
        alone = client.infer("sentiment", [one]).as_numpy("probabilities")
        np.testing.assert_allclose(together[row : row + 1], alone, atol=1e-5)
