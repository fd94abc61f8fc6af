"""What a job will cost: by its card first, then by what runs on this machine took, and how far off that may be."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from app.db.tables import JobRow
from models.catalog import CARDS
from tests.api.house import House
from tests.engine.orders import claimed

Json = dict[str, Any]
USUAL_S = CARDS["deep-dream"].estimate_s
PRESETS = {preset.name: preset.params for preset in CARDS["sentiment"].presets}
GRU: Json = {"kind": "train", "recipe": "sentiment", "params": PRESETS["gru"]}


def asked(house: House, body: Json) -> Json:
    """The estimate of a job."""
    answer = house.client.post("/api/v1/jobs:estimate", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def ran(house: House, body: Json, seconds: float) -> str:
    """A job that took so long."""
    job_id = house.queue(**body)
    row = claimed(house.database, queue="generate" if body["kind"] == "generate" else "train")
    house.succeed(row)
    with house.database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == job_id).values(compute_s=seconds))
    return job_id


def dream(**params: Any) -> Json:
    """A picture job."""
    return {"kind": "generate", "recipe": "deep-dream", "params": params}


def gru(**params: Any) -> Json:
    """A training of a recurrent network."""
    return GRU | {"params": GRU["params"] | params}


def test_time_grows_with_steps_and_with_the_area(house: House) -> None:
    assert asked(house, dream())["cost_s"] == pytest.approx(USUAL_S)
    assert asked(house, dream(steps=50))["cost_s"] == pytest.approx(2 * USUAL_S)  # twice the usual 25
    assert asked(house, dream(longest_side=960))["cost_s"] == pytest.approx(4 * USUAL_S)


def test_a_small_run_says_little_about_a_large_one(house: House) -> None:
    small = dream(longest_side=240, steps=10)
    ran(house, small, 1.0)

    assert asked(house, small)["cost_s"] == pytest.approx(1.0)
    assert asked(house, dream())["cost_s"] == pytest.approx(USUAL_S, rel=0.05)


def test_one_run_of_a_network_tells_what_the_next_will_take(house: House) -> None:
    before = asked(house, gru())
    ran(house, gru(), 300.0)

    same, twice, other = asked(house, gru()), asked(house, gru(epochs=10, patience=0)), asked(house, gru(units=16))

    assert before["basis"] == "card" and before["based_on_runs"] == 0
    assert (same["cost_s"], same["basis"], same["based_on_runs"]) == (300.0, "settings", 1)
    assert other["cost_s"] == 300.0 and other["basis"] == "choices"
    assert 300 < twice["cost_s"] < 900
    assert same["typical_error"] < other["typical_error"] < before["typical_error"]


def test_one_network_says_nothing_of_another_beyond_how_fast_the_machine_is(house: House) -> None:
    usual = CARDS["sentiment"].estimate_s
    ran(house, gru(), 10 * asked(house, gru())["cost_s"])

    bag = asked(house, {"kind": "train", "recipe": "sentiment"})

    assert usual <= bag["cost_s"] < 6 * usual  # ten times slower, half believed


def test_one_run_on_a_busy_machine_does_not_spoil_the_others(house: House) -> None:
    for seconds in (100.0, 104.0, 98.0, 900.0, 102.0):
        ran(house, gru(), seconds)

    found = asked(house, gru())

    assert found["cost_s"] == 102.0 and found["based_on_runs"] == 5
    assert 102 < found["p90_s"] < 510


def test_runs_of_different_length_tell_the_start_from_an_epoch(house: House) -> None:
    for epochs in (2, 4, 6):
        ran(house, gru(epochs=epochs, patience=0), 20.0 + 30.0 * epochs)

    found = asked(house, gru(epochs=8, patience=0))

    assert found["cost_s"] == pytest.approx(20 + 30 * 8, rel=0.15)
    assert found["basis"] == "choices" and found["typical_error"] < 0.3


def test_runs_that_agree_make_the_estimate_surer(house: House) -> None:
    errors = []
    for _ in range(4):
        ran(house, gru(), 50.0)
        errors.append(asked(house, gru())["typical_error"])

    assert errors == sorted(errors, reverse=True) and errors[-1] < errors[0]


def test_a_job_is_queued_with_what_was_learned_and_shows_it_beside_what_it_took(house: House) -> None:
    ran(house, gru(), 70.0)
    job_id = ran(house, gru(), 77.0)

    usage = house.client.get(f"/api/v1/jobs/{job_id}").json()["metrics"]

    assert (usage["estimated_s"], usage["compute_s"]) == (70.0, 77.0)


def test_bulk_answers_are_learned_too(house: House) -> None:
    from tests.api.published import publish_version

    publish_version(house, "sentiment")
    body = {"kind": "predict", "recipe": "sentiment", "params": {"queries": [{"text": "a"}]}}
    first = asked(house, body)
    job_id = house.queue(**body)
    house.succeed(claimed(house.database, queue="interactive"))
    with house.database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == job_id).values(compute_s=4.0))

    assert (first["cost_s"], first["basis"]) == (1.0, "card")
    assert (asked(house, body)["cost_s"], asked(house, body)["based_on_runs"]) == (4.0, 1)
