"""`Request-Timeout` through every door, and answers that do not depend on who is answered together."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from app.serving.answering import answer
from models.catalog import CARDS
from tests.api.fixtures.documents import MEDIANS
from tests.api.house import House
from tests.api.problems import problem

PREDICT = "/api/v1/models/{}/predict"
MODELS = ("sentiment", "images", "house-prices")
Json = dict[str, Any]


def question(model: str) -> Json:
    """A question that the fixture of a model answers."""
    example: Json = CARDS[model].examples[0]
    return example


@pytest.fixture
def loaded(library: House) -> House:
    """The library with its models in memory."""
    for model in MODELS:
        assert library.client.post(f"/v2/repository/models/{model}/load").status_code == 200
    return library


@pytest.mark.parametrize("value", ["soon", "0", "-1", "61", "nan", "inf", ""])
@pytest.mark.parametrize("path", ["/api/v1/models/sentiment/predict", "/api/v1/models/sentiment/versions/1/predict"])
def test_a_deadline_is_a_number_of_seconds(loaded: House, path: str, value: str) -> None:
    sent = {"Request-Timeout": value}

    response = loaded.client.post(path, json={"queries": [{"text": "superb"}]}, headers=sent)

    problem(response, 400, "request_timeout_invalid")


@pytest.mark.parametrize("model", MODELS)
def test_a_deadline_that_nothing_can_keep_is_refused_before_the_work(loaded: House, model: str) -> None:
    body = {"queries": [question(model)]}
    path = PREDICT.format(model)
    loaded.client.post(path, json=body)  # it is known how long that takes

    response = loaded.client.post(path, json=body, headers={"Request-Timeout": "1e-9"})

    assert problem(response, 503, "deadline_unreachable")["retry_after_s"] == 1
    assert response.headers["retry-after"] == "1"
    assert loaded.client.post(path, json=body, headers={"Request-Timeout": "30"}).status_code == 200


def test_the_other_protocols_keep_deadlines_too(loaded: House) -> None:
    rows = [list(MEDIANS.values())]
    tensor = {"name": "features", "shape": [1, 13], "datatype": "FP32", "data": rows}
    calls = {
        "/v2/models/house-prices/infer": {"inputs": [tensor]}, "/v1/models/house-prices:predict": {"instances": rows},
    }  # fmt: skip

    for path, body in calls.items():
        assert loaded.client.post(path, json=body).status_code == 200
        refused = loaded.client.post(path, json=body, headers={"Request-Timeout": "1e-9"})
        assert refused.status_code == 503, refused.text
        assert "deadline" in refused.json()["error"]


@pytest.mark.parametrize("model", MODELS)
def test_answers_given_together_are_the_answers_given_alone(loaded: House, model: str) -> None:
    version = loaded.services.serving.known(model, None)
    assert version is not None
    queries = version.queries.validate_python([question(model)] * 24)
    alone = [answer(version, [query])[0] for query in queries]

    async def asked() -> list[Any]:
        return list(
            await asyncio.gather(*(version.line.gather([query], partial(answer, version)) for query in queries))
        )

    together = asyncio.run(asked())

    for [one], other in zip(together, alone, strict=True):
        assert numbers(one.model_dump()) == pytest.approx(numbers(other.model_dump()), abs=1e-5)


def numbers(value: Any) -> list[float]:
    """Every number of an answer."""
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, int | float) else []


def test_the_sizes_of_runs_are_measured(loaded: House) -> None:
    loaded.client.post(PREDICT.format("images"), json={"queries": [question("images")]})

    text = loaded.client.get("/metrics").text

    assert 'chapterhouse_prediction_batch_size_count{model="images"}' in text
