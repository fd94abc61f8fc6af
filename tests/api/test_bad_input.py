"""The bad-input matrix, row by row: the right refusal, which names the field, echoes nothing and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.api.bad_input import DOORS, SECRET, Bad, addresses, any_json, fields
from tests.api.fixtures.documents import MEDIANS
from tests.api.house import House
from tests.api.problems import pointers, problem

LARGEST_ANSWER = 6_000  # bytes: twenty errors with pointers of 80 characters


def check(house: House, bad: Bad) -> None:
    """Send the request and judge the answer."""
    method, _, path = bad.call.partition(" ")
    headers = {"Content-Type": "application/json"} | dict(bad.headers)
    before = house.counts()

    response = house.client.request(method, path, content=bad.body, headers=headers)

    document = problem(response, bad.status, bad.code)
    assert bad.pointer is None or bad.pointer in pointers(document), document
    assert SECRET not in response.text
    assert len(response.content) < LARGEST_ANSWER
    assert house.counts() == before


@pytest.mark.parametrize("bad", list(any_json()), ids=lambda bad: bad.row)
def test_no_door_takes_bad_json(library: House, bad: Bad) -> None:
    check(library, bad)


@pytest.mark.parametrize("bad", list(fields()), ids=lambda bad: bad.row)
def test_a_wrong_field_is_named(library: House, bad: Bad) -> None:
    check(library, bad)


@pytest.mark.parametrize("bad", list(addresses()), ids=lambda bad: bad.row)
def test_a_wrong_address_leads_nowhere(library: House, bad: Bad) -> None:
    check(library, bad)


@pytest.mark.parametrize("door", DOORS)
def test_b8_a_body_without_a_length_is_cut_off_too(library: House, door: str) -> None:
    def endless() -> Iterator[bytes]:
        yield b'"'
        for _ in range(200):
            yield b"x" * 10_000

    method, _, path = DOORS[door].partition(" ")
    before = library.counts()
    response = library.client.request(method, path, content=endless(), headers={"Content-Type": "application/json"})

    problem(response, 413, "body_too_large")
    assert library.counts() == before


def test_b30_a_whole_number_of_400_digits_is_refused(library: House) -> None:
    body = json.dumps({"queries": [MEDIANS]}).replace("6.2", "9" * 400)

    response = library.client.post("/api/v1/models/house-prices/predict", content=body)

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/queries/0/RM"


@pytest.mark.parametrize(
    "text",
    ["\u202esuperb\u202c", "su\u200bperb", "s\u0336u\u0336p\u0336e\u0336r\u0336b\u0336", "ｓｕｐｅｒｂ",
     "superb" + "\u0301" * 20_000, "SUPERB\ufeff", "\U0001f600 superb", "superb<br />superb"],
    ids=["rtl", "zero-width", "struck", "fullwidth", "zalgo", "byte-order-mark", "emoji", "line-break"],
)  # fmt: skip
def test_b27_strange_but_honest_text_is_read(library: House, text: str) -> None:
    response = library.client.post("/api/v1/models/sentiment/predict", json={"queries": [{"text": text}]})

    assert response.status_code == 200, response.text
    assert response.json()["answers"][0]["label"] == "positive"
    assert response.json()["answers"][0]["warnings"] == []


def test_b27_letters_that_only_look_alike_are_other_letters(library: House) -> None:
    cyrillic = {"queries": [{"text": "su\u0440erb"}]}

    response = library.client.post("/api/v1/models/sentiment/predict", json=cyrillic)

    assert response.json()["answers"][0]["warnings"] == ["all_words_unknown"]


def test_b64_the_hosts_that_were_allowed_are_answered(library: House) -> None:
    for host in ("localhost", "localhost:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "LOCALHOST"):
        assert library.client.get("/api/v1/health/live", headers={"Host": host}).status_code == 200
