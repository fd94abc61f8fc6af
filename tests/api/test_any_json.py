"""Whatever JSON arrives, the answer is an answer: never a 5xx, and a refusal is always a problem document."""

from __future__ import annotations

from typing import Any

from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.fixtures.documents import MEDIANS
from tests.api.house import House

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))
JOBS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["train", "predict", "generate"]) | JSON,
     "recipe": st.sampled_from(["sentiment", "news", "house-prices"]) | JSON},
    optional=dict.fromkeys(("model", "data_set", "seed", "priority", "deadline_s", "tags"), JSON)
    | {"params": st.dictionaries(st.sampled_from(["epochs", "folds", "loss", "queries", "target"]), JSON) | JSON},
)  # fmt: skip
QUESTIONS = st.fixed_dictionaries(
    {"queries": st.lists(st.fixed_dictionaries({"text": JSON}) | JSON, max_size=3) | JSON}
)
HOUSES = st.fixed_dictionaries({name: st.just(value) | JSON for name, value in MEDIANS.items()})
MANY = settings(
    max_examples=120, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def judge(response: Response) -> None:
    """An answer, or a problem that is the client's."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"] not in ("bad_request", "http_error", "internal")


@MANY
@given(document=JOBS | JSON)
def test_any_document_sent_as_a_job(library: House, document: Any) -> None:
    judge(library.client.post("/api/v1/jobs:estimate", json=document))
    judge(library.client.post("/api/v1/jobs", json=document))


@MANY
@given(document=QUESTIONS | JSON)
def test_any_document_sent_as_a_question(library: House, document: Any) -> None:
    for model in ("sentiment", "news"):
        judge(library.client.post(f"/api/v1/models/{model}/predict", json=document))
    judge(library.client.post("/api/v1/models/sentiment/explain", json=document))


@MANY
@given(house=HOUSES, numbers=st.dictionaries(st.sampled_from(list(MEDIANS)), st.floats(width=64), max_size=3))
def test_any_house(library: House, house: Any, numbers: dict[str, float]) -> None:
    finite = {name: value for name, value in numbers.items() if abs(value) < 1e400}
    judge(library.client.post("/api/v1/models/house-prices/predict", json={"queries": [house]}))
    judge(library.client.post("/api/v1/models/house-prices/explain", json={"queries": [MEDIANS | finite]}))


@MANY
@given(body=st.binary(max_size=60))
def test_any_bytes(library: House, body: bytes) -> None:
    for path in ("/api/v1/jobs", "/api/v1/models/sentiment/predict", "/api/v1/datasets"):
        response = library.client.post(path, content=body, headers={"Content-Type": "application/json"})
        judge(response)
        assert response.status_code >= 400
