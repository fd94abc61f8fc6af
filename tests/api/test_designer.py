"""The designer over HTTP: its tables, its plans with and without data, its samples, and what is refused at once."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from tests.api.house import House
from tests.api.problems import pointers, problem
from tests.api.test_own_data import album, bring

Json = dict[str, Any]
URL = "/api/v1/designer"
INPUTS = ["vector", "image", "sound", "text", "time-series", "sequence", "video", "volume"]
TASKS = ["binary", "single-label", "multi-label", "regression"]
KINDS = "abcde"
TABLE = "size,colour,kind\n" + "".join(
    f"{row / 7:.3f},{('red', 'blue')[row % 2]},{KINDS[min(row % 50, 4)]}\n" for row in range(500)
)


def plan(house: House, **wish: Any) -> Json:
    response = house.client.post(f"{URL}/plan", json=wish)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def train(house: House, **wish: Any) -> Any:
    return house.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "designer", **wish})


def test_the_tables_hold_eight_inputs_and_four_tasks(library: House) -> None:
    tables = library.client.get(URL).json()

    assert [row["name"] for row in tables["inputs"]] == INPUTS
    assert [row["name"] for row in tables["tasks"]] == TASKS
    for row in tables["inputs"]:
        assert [item["preferred"] for item in row["architectures"]].count(True) == 1
        assert row["sample"]["source"] in ("real", "generated") and row["sample"]["rows"] > 100
    assert tables["tasks"][1]["last_layer"] == {"layer": "Dense", "units": "n", "activation": "softmax"}
    assert "one-hot" in tables["tasks"][1]["target_encoding"]["en"]


@pytest.mark.parametrize("input", INPUTS)
@pytest.mark.parametrize("task", TASKS)
def test_every_plan_can_be_queued_as_it_stands(house: House, input: str, task: str) -> None:
    found = plan(house, input=input, task=task)

    assert found["params"]["architecture"] == found["architecture"]
    assert found["architecture"] not in found["alternatives"]
    response = train(house, params=found["params"], model=f"my-{input}-{task}")
    assert response.status_code == 202, response.text


def test_a_plan_of_own_data_knows_classes_and_warns(house: House) -> None:
    assert bring(house.client, TABLE, "kinds.csv").status_code == 201

    found = plan(house, data_set="mine")

    assert (found["params"]["input"], found["params"]["task"]) == ("vector", "single-label")
    assert found["params"]["target"] == ["kind"]
    assert found["last_layer"] == {"units": "5", "activation": "softmax"}
    assert found["facts"]["classes"] == 5
    assert {"imbalanced", "use_class_weights"} <= {warning["code"] for warning in found["warnings"]}
    assert "F1" in found["metric"]["en"]


def test_the_plan_of_texts_follows_the_rule(house: House) -> None:
    texts = "text,label\n" + "".join(f"a text of number {n} words,{('good', 'bad')[n % 2]}\n" for n in range(60))
    bring(house.client, texts, "texts.csv")

    found = plan(house, data_set="mine")

    assert found["architecture"] == "bigrams"
    assert found["layers"][-1]["detail"].startswith("units=1")


@pytest.mark.parametrize(
    ("wish", "pointer", "code"),
    [
        ({"input": "text", "task": "binary"}, "/input", "input_kind_mismatch"),
        ({"task": "binary"}, "/task", "target_not_binary"),
        ({"task": "regression"}, "/task", "target_not_a_number"),
        ({"target": ["gone"]}, "/target", "csv_wrong_columns"),
        ({"architecture": "conv3d"}, "/architecture", "architecture_not_for_input"),
    ],
)
def test_what_makes_no_sense_is_refused_by_plan_and_job_alike(
    house: House, wish: Json, pointer: str, code: str
) -> None:
    bring(house.client, TABLE, "kinds.csv")
    given = {"input": "vector", "task": "single-label", "data_set": "mine", **wish}

    refused = house.client.post(f"{URL}/plan", json=given)
    params = {name: value for name, value in given.items() if name != "data_set"}
    queued = train(house, params=params, data_set="mine", model="mine")

    assert pointers(problem(refused, 422, code)) == [pointer]
    assert pointers(problem(queued, 422, code)) == [f"/params{pointer}"]
    assert house.client.get("/api/v1/jobs").json()["data"] == []


def test_pictures_are_not_texts(house: House) -> None:
    bring(house.client, album(), "album.zip")

    response = house.client.post(f"{URL}/plan", json={"input": "text", "task": "binary", "data_set": "mine"})

    problem(response, 422, "input_kind_mismatch")
    assert plan(house, data_set="mine")["architecture"] == "conv2d"


def test_class_weights_need_classes(library: House) -> None:
    response = train(library, params={"input": "vector", "task": "regression", "imbalance": "class_weights"})

    problem(response, 422, "imbalance_not_for_task")


def test_an_unknown_data_set_is_not_found(library: House) -> None:
    problem(library.client.post(f"{URL}/plan", json={"data_set": "nowhere"}), 404, "data_set_not_found")
    problem(train(library, data_set="nowhere"), 404, "data_set_not_found")
    problem(library.client.post(f"{URL}/plan", json={"input": "smell"}), 422, "validation_error")
    problem(library.client.get(f"{URL}/samples/smell/binary"), 422, "id_invalid")


def test_a_built_in_data_set_of_a_kind_can_be_learned_from(library: House) -> None:
    assert plan(library, data_set="boston", task="regression")["params"]["input"] == "vector"
    assert train(library, data_set="boston", params={"task": "regression"}, model="boston-net").status_code == 202


def test_a_sample_comes_as_arrays_that_say_what_they_are(library: House) -> None:
    response = library.client.get(f"{URL}/samples/sequence/single-label")

    assert response.status_code == 200
    assert 'filename="sample-sequence-single-label.npz"' in response.headers["content-disposition"]
    with np.load(io.BytesIO(response.content), allow_pickle=False) as arrays:
        assert arrays["x"].shape == (1500, 16, 8)
        assert set(arrays["y"].tolist()) == {0, 1, 2, 3}
        assert arrays["labels"].tolist() == list("ABCD")


def test_a_sample_of_texts_comes_as_lines(library: House) -> None:
    response = library.client.get(f"{URL}/samples/text/multi-label")

    assert response.headers["content-type"].startswith("application/jsonl")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert len(lines) > 500 and any("|" in line["label"] for line in lines)
