"""Predicting and explaining: answers that can be worked out by hand, and never a Keras in the process."""

from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from models.catalog import CARDS
from tests.api.fixtures.documents import MEDIANS
from tests.api.house import House
from tests.api.problems import problem
from tests.api.published import publish_version

MODELS = "/api/v1/models"


def predict(house: House, target: str, *queries: dict[str, Any], **headers: str) -> Any:
    """The response to a predict call."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return house.client.post(f"{MODELS}/{target}/predict", json={"queries": queries}, headers=sent)


def test_a_positive_word_makes_a_positive_review(library: House) -> None:
    response = predict(library, "sentiment", {"text": "Superb!"})

    # One good word has the weight 1.5: 1 / (1 + exp(-1.5)) = 0.81757
    assert response.json()["answers"] == [
        {"label": "positive", "positive": pytest.approx(0.81757, abs=1e-5), "warnings": []}
    ]
    assert response.headers["x-model-version"] == "1"
    assert (response.json()["model"], response.json()["version"]) == ("sentiment", 1)


def test_b25_a_text_without_a_known_word_is_answered_with_a_warning(library: House) -> None:
    answer = predict(library, "sentiment", {"text": "qwertyuiop"}).json()["answers"][0]

    assert answer == {"label": "positive", "positive": 0.5, "warnings": ["all_words_unknown"]}


def test_a_newswire_gets_its_topic_and_the_scores_of_the_others(library: House) -> None:
    answer = predict(library, "news", {"text": "The striker and the coach"}).json()["answers"][0]

    # Softmax of (0, 4, 0): two words of the topic sport, 2.0 each
    assert answer["label"] == "sport" and answer["label_set"] == "bbc-news"
    assert answer["scores"][0]["score"] == pytest.approx(math.exp(4) / (math.exp(4) + 2), abs=1e-5)
    assert len(answer["scores"]) == 3


def test_a_house_gets_a_price_and_an_interval(library: House) -> None:
    answers = predict(library, "house-prices", MEDIANS, MEDIANS | {"RM": 7.2}).json()["answers"]

    # 22,000 dollars at 6.2 rooms, 5,000 more for each room, 2,000 to either side
    assert answers == [
        {"price_usd": 22_000, "low": 20_000, "high": 24_000},
        {"price_usd": 27_000, "low": 25_000, "high": 29_000},
    ]


def test_256_queries_are_answered_in_their_order(library: House) -> None:
    rooms = [4.0 + number / 64 for number in range(256)]

    response = predict(library, "house-prices", *(MEDIANS | {"RM": value} for value in rooms))

    prices = [answer["price_usd"] for answer in response.json()["answers"]]
    assert prices == sorted(prices) and len(prices) == 256
    assert prices[0] == 11_000  # 22,000 - 5,000 x 2.2 rooms


def test_a_batch_is_not_empty_and_not_larger_than_256(library: House) -> None:
    problem(predict(library, "sentiment"), 422, "batch_empty")
    document = problem(predict(library, "sentiment", *[{"text": "a"}] * 257), 422, "batch_too_large")

    assert document["errors"][0]["pointer"] == "/queries"


def test_a_version_can_be_asked_by_its_number(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")

    response = house.client.post(f"{MODELS}/sentiment/versions/2/predict", json={"queries": [{"text": "dull"}]})

    assert response.json()["version"] == 2
    assert response.headers["x-model-version"] == "2"
    assert response.json()["answers"][0]["label"] == "negative"


def test_a_prediction_may_become_a_job(library: House) -> None:
    response = predict(library, "sentiment", {"text": "superb"}, Prefer="respond-async")

    job = response.json()
    assert response.status_code == 202
    assert response.headers["location"] == job["urls"]["self"]
    assert (job["kind"], job["queue"]["name"], job["model"]) == ("predict", "interactive", "sentiment")
    assert job["params"] == {"queries": [{"text": "superb"}]}


def test_a_prediction_by_an_alias_of_ones_own_is_answered_at_once(house: House) -> None:
    publish_version(house, "sentiment")
    publish_version(house, "sentiment")
    house.client.put(f"{MODELS}/sentiment/aliases/candidate", json={"version": 2})

    response = predict(house, "sentiment@candidate", {"text": "superb"}, Prefer="respond-async")

    assert response.status_code == 200  # a job would be answered by production: the preference is only a preference
    assert response.json()["version"] == 2


def test_an_explanation_names_the_words_that_moved_the_answer(library: House) -> None:
    body = {"queries": [{"text": "A superb film, but dull."}]}

    response = library.client.post(f"{MODELS}/sentiment/explain", json=body)

    # Without "superb" the log-odds of "positive" fall by 1.5, without "dull" they rise by 1.5
    words = {word["text"]: word for word in response.json()["explanations"][0]["words"]}
    contribution = {text: word["contribution"] for text, word in words.items()}
    sign = 1 if response.json()["explanations"][0]["label"] == "positive" else -1
    assert contribution["superb"] == pytest.approx(1.5 * sign, abs=1e-4)
    assert contribution["dull"] == pytest.approx(-1.5 * sign, abs=1e-4)
    assert (words["superb"]["start"], words["superb"]["end"]) == (2, 8)


def test_an_explanation_shows_what_each_feature_adds(library: House) -> None:
    body = {"queries": [MEDIANS | {"RM": 7.2}]}

    features = library.client.post(f"{MODELS}/house-prices/explain", json=body).json()["explanations"][0]["features"]

    assert {item["name"]: item["contribution"] for item in features}["RM"] == pytest.approx(5_000, abs=1)
    assert features[0]["contribution"] == 0


def test_eight_queries_at_most_are_explained_at_once(library: House) -> None:
    nine = {"queries": [{"text": "superb"}] * 9}

    problem(library.client.post(f"{MODELS}/sentiment/explain", json=nine), 422, "batch_too_large")


@pytest.mark.parametrize("name", ["sentiment", "news", "house-prices"])
def test_every_example_of_every_card_works_as_it_stands(library: House, name: str) -> None:
    response = predict(library, name, *CARDS[name].examples)

    answers = response.json()["answers"]
    assert response.status_code == 200 and len(answers) == len(CARDS[name].examples)
    schema = CARDS[name].Answer
    assert schema is not None
    for answer in answers:
        schema.model_validate(answer)


def test_a_body_in_pieces_gives_the_same_answer(library: House) -> None:
    pieces = iter([b'{"queries":', b'[{"text":"superb"}', b"]}"])

    response = library.client.post(
        f"{MODELS}/sentiment/predict", content=pieces, headers={"Content-Type": "application/json"}
    )

    assert response.json()["answers"][0]["label"] == "positive"


def test_many_callers_at_once_each_get_their_own_answer(library: House) -> None:
    texts = ["superb", "dull"] * 20

    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda text: predict(library, "sentiment", {"text": text}).json(), texts))

    labels = [answer["answers"][0]["label"] for answer in answers]
    assert labels == ["positive", "negative"] * 20


def test_neither_tensorflow_nor_keras_is_loaded_to_answer(library: House) -> None:
    command = [sys.executable, "-m", "tests.api.ask", str(library.settings.data_dir)]

    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    assert told.startswith("200 200")
    assert not set(told.split()) & {"tensorflow", "keras", "onnx", "tf2onnx", "torch", "jax"}
