"""What a picture will cost: by its pixels and steps, corrected by what runs on this machine took."""

from __future__ import annotations

from typing import Any

import pytest

from models.catalog import CARDS
from tests.api.house import House
from tests.engine.orders import claimed

USUAL_S = CARDS["deep-dream"].estimate_s


def estimate(house: House, **params: Any) -> float:
    body = {"kind": "generate", "recipe": "deep-dream", "params": params}
    answer = house.client.post("/api/v1/jobs:estimate", json=body)
    assert answer.status_code == 200, answer.text
    return float(answer.json()["cost_s"])


def test_time_grows_with_steps_and_with_the_area(house: House) -> None:
    assert estimate(house) == pytest.approx(USUAL_S)
    assert estimate(house, steps=50) == pytest.approx(2 * USUAL_S)  # twice the usual 25
    assert estimate(house, longest_side=960) == pytest.approx(4 * USUAL_S)


def test_a_small_run_says_little_about_a_large_one(house: House) -> None:
    small = {"longest_side": 240, "steps": 10}
    house.queue(kind="generate", recipe="deep-dream", params=small)
    house.succeed(claimed(house.database, queue="generate"))  # took 1 s

    assert estimate(house, **small) == pytest.approx(1.0)
    assert estimate(house) == pytest.approx(USUAL_S, rel=0.05)
