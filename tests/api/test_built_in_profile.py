"""The profile of data that came with the service: read from the package, without a training."""

from __future__ import annotations

from httpx import Client

from tests.api.problems import problem

URL = "/api/v1/datasets"


def test_a_table_of_the_catalogue_tells_its_columns(client: Client) -> None:
    found = client.get(f"{URL}/boston/profile").json()

    assert found["kind"] == "table" and found["rows"] == 506 and found["target"] == "MEDV"
    assert len(found["columns"]) == 13  # Harrison and Rubinfeld's features, without the target


def test_pictures_of_the_catalogue_tell_their_classes_and_show_some(client: Client) -> None:
    found = client.get(f"{URL}/digits/profile").json()

    assert found["kind"] == "images" and found["rows"] == 5000
    assert sorted(found["classes"]) == [str(digit) for digit in range(10)]
    assert set(found["classes"].values()) == {500}  # the package holds 500 of each digit
    assert found["samples"][0]["image"]


def test_running_text_has_a_sample(client: Client) -> None:
    plays = client.get(f"{URL}/shakespeare/profile").json()

    assert plays["documents"] == 38 and len(plays["sample"]) > 100


def test_what_has_no_profile_says_why(client: Client) -> None:
    answers = {name: client.get(f"{URL}/{name}/profile") for name in ("vgg19", "california", "no-such-data")}

    problem(answers["vgg19"], 409, "dataset_kind")
    problem(answers["california"], 409, "dataset_unavailable")
    problem(answers["no-such-data"], 404, "data_set_not_found")
