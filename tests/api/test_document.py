"""The OpenAPI document: whole, true, and with examples that work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.http.problems import INFERENCE_PATHS
from tests.api.house import House

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(library: House) -> Json:
    """The document as clients get it."""
    found: Json = library.client.get("/openapi.json").json()
    return found


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Method, path and description of every call."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def references(item: Any) -> Iterator[str]:
    """Every `$ref` in the document."""
    if isinstance(item, dict):
        if isinstance(item.get("$ref"), str):
            yield item["$ref"]
        for value in item.values():
            yield from references(value)
    elif isinstance(item, list):
        for value in item:
            yield from references(value)


def test_every_reference_leads_somewhere(document: Json) -> None:
    for reference in set(references(document)):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in target, reference
            target = target[step]


def test_every_call_has_a_name_of_its_own_and_says_what_it_does(document: Json) -> None:
    found = [operation for _, _, operation in operations(document)]

    assert len({operation["operationId"] for operation in found}) == len(found)
    assert all(operation["description"] or operation["summary"] for operation in found)


def test_every_call_says_how_it_refuses(document: Json) -> None:
    for method, path, operation in operations(document):
        refusal = operation["responses"]["404"]["content"]
        if path.startswith(INFERENCE_PATHS):  # two protocols with an error of their own
            assert refusal["application/json"]["schema"] == {"$ref": "#/components/schemas/InferenceError"}, path
        else:
            schema = refusal["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}, (method, path)


def test_every_path_parameter_is_declared(document: Json) -> None:
    for method, path, operation in operations(document):
        declared = {item["name"] for item in operation.get("parameters", []) if item["in"] == "path"}
        assert declared == {part[1:-1] for part in path.replace(":", "/").split("/") if part.startswith("{")}, (
            method, path,
        )  # fmt: skip


@pytest.mark.parametrize("verb", ["predict", "explain"])
@pytest.mark.parametrize("name", ["sentiment", "news", "house-prices"])
def test_every_example_works_as_it_stands(library: House, document: Json, verb: str, name: str) -> None:
    operation = document["paths"][f"/api/v1/models/{{model}}/{verb}"]["post"]
    example = operation["requestBody"]["content"]["application/json"]["examples"][name]["value"]

    response = library.client.post(f"/api/v1/models/{name}/{verb}", json=example)

    assert response.status_code == 200, response.text


def test_the_examples_of_a_job_make_jobs(house: House) -> None:
    document = house.client.get("/openapi.json").json()
    examples = document["paths"]["/api/v1/jobs"]["post"]["requestBody"]["content"]["application/json"]["examples"]

    for example in examples.values():
        assert house.client.post("/api/v1/jobs", json=example["value"]).status_code == 202


def test_the_document_names_the_question_and_answer_of_every_recipe(document: Json) -> None:
    schemas = document["components"]["schemas"]

    for name in ("Sentiment", "News", "HousePrices"):
        assert {f"{name}Query", f"{name}Answer", f"{name}Explanation"} <= set(schemas)
