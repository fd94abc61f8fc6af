"""TensorFlow Serving's REST: predict by rows and columns, classify, regress, status, metadata."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import Response

from tests.api.fixtures.documents import MEDIANS
from tests.api.house import House

ROW = [float(value) for value in MEDIANS.values()]
Json = dict[str, Any]


def post(house: House, target: str, **body: Any) -> Response:
    return house.client.post(f"/v1/models/{target}", json=body)


def refused(response: Response, status: int = 400) -> str:
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    return str(response.json()["error"])


def test_rows_are_answered_row_by_row(library: House) -> None:
    bare = post(library, "house-prices:predict", instances=[ROW, ROW]).json()["predictions"]
    named = post(library, "house-prices:predict", instances=[{"features": ROW}] * 2).json()["predictions"]

    # 22,000 dollars at the medians, 2,000 to either side
    assert bare == [{"price": [22_000.0], "low": [20_000.0], "high": [24_000.0]}] * 2
    assert named == bare


def test_columns_are_answered_in_columns(library: House) -> None:
    outputs = post(library, "house-prices:predict", inputs={"features": [ROW]}).json()["outputs"]

    assert outputs == {"price": [[22_000.0]], "low": [[20_000.0]], "high": [[24_000.0]]}


def test_a_single_output_is_bare(library: House) -> None:
    rows = post(library, "text-generator:predict", instances=["abc", {"b64": "YWJj"}]).json()["predictions"]

    assert all(isinstance(row, str) for row in rows)
    assert rows[0] == rows[1]  # the same prompt


def test_labels_come_with_their_scores(library: House) -> None:
    rows = post(library, "sentiment:classify", examples=[{"text": "Superb!"}]).json()["results"]

    # One good word has the weight 1.5: 1 / (1 + exp(-1.5)) = 0.81757
    assert [label for label, _ in rows[0]] == ["negative", "positive"]
    assert rows[0][1][1] == pytest.approx(0.81757, abs=1e-5)


def test_columns_of_a_table_are_named_in_an_example(library: House) -> None:
    asked = [{"size": 0.5, "colour": "white"}, {"size": 0.5, "colour": "black"}]
    classified = post(library, "designer:classify", examples=asked).json()["results"]
    predicted = post(library, "designer:predict", instances=asked).json()["predictions"]

    assert [max(row, key=lambda pair: pair[1])[0] for row in classified] == ["light", "dark"]
    assert [row["label"] for row in predicted] == ["light", "dark"]


def test_one_number_an_example(library: House) -> None:
    rooms = post(library, "house-prices:regress", examples=[{**MEDIANS, "RM": 7.2}], context=None)

    # 5,000 dollars more for one more room
    assert rooms.json()["results"] == [27_000.0]


def test_a_versions_path_asks_that_version(library: House) -> None:
    response = post(library, "house-prices/versions/1:predict", instances=[ROW], signature_name="serving_default")

    assert response.json()["predictions"][0]["price"] == [22_000.0]


def test_status_and_metadata(library: House) -> None:
    status = library.client.get("/v1/models/house-prices").json()["model_version_status"]
    metadata = library.client.get("/v1/models/house-prices/metadata").json()

    assert status == [{"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]
    assert library.client.get("/v1/models/house-prices/versions/1").json()["model_version_status"] == status
    signature = metadata["metadata"]["signature_def"]["signature_def"]["serving_default"]
    assert signature["inputs"]["features"]["tensor_shape"]["dim"][1]["size"] == "13"


@pytest.mark.parametrize(
    ("target", "body", "says"),
    [
        ("house-prices:predict", {}, "either"),
        ("house-prices:predict", {"instances": []}, "at least one row"),
        ("house-prices:predict", {"instances": [ROW], "inputs": [ROW]}, "either"),
        ("house-prices:predict", {"instances": [ROW[:5]]}, "takes the shape"),
        ("house-prices:predict", {"instances": [ROW, ROW[:5]]}, "26 values"),
        ("house-prices:predict", {"instances": [{"rooms": 1}]}, "must hold features"),
        ("house-prices:predict", {"inputs": {"rooms": [ROW]}}, "The inputs are features"),
        ("house-prices:predict", {"inputs": {"features": 3}}, "list of rows"),
        ("house-prices:predict", {"instances": [ROW], "signature_name": "other"}, "serving_default"),
        ("text-generator:predict", {"instances": [{"b64": "%"}]}, "b64"),
        ("text-generator:predict", {"instances": [5]}, "must be a text"),
        ("vae:classify", {"examples": [{"latent": [0.0, 0.0]}]}, "does not classify"),
        ("text-generator:regress", {"examples": [{"prompt": "a"}]}, "one number"),
        ("house-prices:regress", {"examples": "x"}, "examples"),
    ],
)
def test_what_does_not_fit_is_refused(library: House, target: str, body: Json, says: str) -> None:
    assert says in refused(library.client.post(f"/v1/models/{target}", json=body))


def test_unknown_models_are_404(library: House) -> None:
    refused(post(library, "nope:predict", instances=[1]), 404)
    refused(library.client.get("/v1/models/nope"), 404)
    refused(library.client.get("/v1/models/house-prices/versions/7"), 404)


def test_a_context_counts_once_for_each_example(library: House) -> None:
    """Merged, 400 kB of names and 30,000 examples are 900 million entries: they took all memory of the machine."""
    context = {f"name-{number}": 0 for number in range(1000)}

    response = post(library, "sentiment:classify", context=context, examples=[{}] * 1000)

    assert "once for each of the 1000 examples" in refused(response)
    assert post(library, "sentiment:classify", context={"text": "superb"}, examples=[{}] * 3).status_code == 200
