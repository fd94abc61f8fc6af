"""Comparisons: several trainings as one action, their curves and what they prove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.comparisons import service
from app.db.tables import JobRow
from app.jobs import finish
from app.jobs.states import Status
from tests.api.house import House, open_house
from tests.api.problems import problem
from tests.api.published import publish_version
from tests.engine.orders import claimed

Json = dict[str, Any]
URL = "/api/v1/comparisons"
KEY = {"Idempotency-Key": "lab-0001"}
RATES: Json = {
    "recipe": "house-prices", "params": {"epochs": 3, "passes": 1}, "seeds": [1, 2],
    "variants": [
        {"name": "slow", "params": {"learning_rate": 0.0001}},
        {"name": "usual", "params": {"learning_rate": 0.001}},
    ],
}  # fmt: skip


def start(house: House, body: Json = RATES) -> Json:
    response = house.client.post(URL, json=body)
    assert response.status_code == 202, response.text
    found: Json = response.json()
    return found


def look(house: House, comparison: Json) -> Json:
    found: Json = house.client.get(f"{URL}/{comparison['id']}").json()
    return found


def train(house: House, losses: list[float], **metrics: float) -> JobRow:
    """Claim the next job and do what its worker would: epochs, then a result."""
    row = claimed(house.database)
    for epoch, loss in enumerate(losses, 1):
        house.say(row, "metric", step=epoch, epoch=epoch, values={"loss": loss / 2, "val_loss": loss})
    house.succeed(row, metrics=metrics, model=row.model, version=1)
    return row


def test_queues_every_variant_with_every_seed_under_names_of_their_own(house: House) -> None:
    made = start(house)

    jobs = house.client.get("/api/v1/jobs").json()["data"]
    assert {(job["tags"]["variant"], job["seed"], job["params"]["learning_rate"]) for job in jobs} == {
        ("slow", 1, 0.0001), ("usual", 1, 0.001), ("slow", 2, 0.0001), ("usual", 2, 0.001)
    }  # fmt: skip
    assert {job["model"] for job in jobs} == {"lab-house-prices-slow", "lab-house-prices-usual"}
    assert {job["tags"]["comparison"] for job in jobs} == {made["id"]}
    assert {job["params"]["epochs"] for job in jobs} == {3}
    assert made["state"] == "queued"
    assert [variant["name"] for variant in made["details"]] == ["slow", "usual"]
    assert made["details"][0]["differs"] == {"learning_rate": 0.0001}


def test_the_first_seed_of_all_variants_runs_before_the_second_of_any(house: House) -> None:
    start(house)

    order = [(row.tags["variant"], row.seed) for row in (claimed(house.database) for _ in range(4))]

    assert order == [("slow", 1), ("usual", 1), ("slow", 2), ("usual", 2)]


def test_curves_are_means_and_ranges_over_seeds(house: House) -> None:
    made = start(house)
    for losses in ([4.0, 3.0], [2.0, 1.0, 1.5], [6.0, 4.0], [3.0, 2.0, 2.5]):
        train(house, losses, mae_k_usd=losses[-1])

    found = look(house, made)

    slow, usual = found["details"]
    assert found["state"] == "succeeded"
    assert slow["curve"][0]["values"]["val_loss"] == {"mean": 5.0, "low": 4.0, "high": 6.0, "count": 2}
    assert usual["best_epoch"]["mean"] == 2.0
    assert usual["final_val_loss"]["mean"] == 2.0
    assert usual["gap"]["mean"] == 1.0
    assert usual["headline"] == {"mean": 2.0, "low": 1.5, "high": 2.5, "count": 2}
    assert found["headline_metric"] == "mae_k_usd"


def test_says_which_variant_is_ahead_and_in_how_many_seeds(house: House) -> None:
    made = start(house)
    for losses in ([4.0], [2.0], [1.0], [1.5]):
        train(house, losses, mae_k_usd=losses[-1])

    verdict = look(house, made)["verdict"]

    by_loss = next(item for item in verdict if item["id"] == "val_loss-slow")
    assert by_loss["values"] == [-2.0, 0.5]
    assert by_loss["holds"] is True
    assert by_loss["agreeing"] == 1
    assert by_loss["statement"] == {
        "en": "Lowest validation loss: Learning rate 0.001 is lower than Learning rate 0.0001.",
        "zh": "最低验证损失：学习率 0.001 低于 学习率 0.0001。",
    }


def test_the_books_study_is_judged_statement_by_statement(house: House) -> None:
    made = start(house, {"preset": "over-fitting", "seeds": [7]})
    assert made["data_set"] == "imdb"
    assert {item["holds"] for item in made["verdict"]} == {None}
    losses = {
        "base": [0.4, 0.3, 0.7], "small": [0.5, 0.4, 0.45], "big": [0.3, 0.5, 0.9], "l2": [0.5, 0.4, 0.8],
        "dropout": [0.5, 0.4, 0.5],
    }  # fmt: skip
    for variant in made["details"]:
        train(house, losses.get(variant["name"], [0.4, 0.3]), accuracy=0.87)

    verdict = {item["id"]: item["holds"] for item in look(house, made)["verdict"]}

    assert verdict["base-overfits"] is True
    assert verdict["small-helps"] is True
    assert verdict["dropout-helps"] is True
    assert verdict["l2-helps"] is False  # .8 is not below .7
    assert verdict["big-overfits-sooner"] is True
    assert verdict["stopping-costs-nothing"] is True


def test_an_epoch_that_a_second_attempt_repeats_counts_once(house: House) -> None:
    made = start(house)
    row = claimed(house.database)
    for loss in (0.9, 0.8):
        house.say(row, "metric", step=1, epoch=1, values={"loss": 0.1, "val_loss": loss})

    found = look(house, made)

    assert [point["values"]["val_loss"]["mean"] for point in found["details"][0]["curve"]] == [0.8]
    assert found["state"] == "running"


def test_the_same_key_starts_it_once(house: House) -> None:
    first = house.client.post(URL, json=RATES, headers=KEY)
    second = house.client.post(URL, json=RATES, headers=KEY)

    assert first.json()["id"] == second.json()["id"]
    assert second.headers["idempotency-replayed"] == "true"
    assert house.counts()["job"] == 4
    problem(house.client.post(URL, json=RATES | {"seeds": [9]}, headers=KEY), 422, "idempotency_mismatch")


def test_a_queue_without_room_for_all_takes_none(tmp_path: Path, migrated: Path) -> None:
    with open_house(tmp_path / "small", migrated, queue_max_jobs=3) as house:
        assert house.client.post(f"{URL}:plan", json=RATES).json()["admit"] is False
        problem(house.client.post(URL, json=RATES, headers=KEY), 429, "queue_full")

        assert house.counts()["job"] == 0
        assert house.counts()["idempotency_key"] == 0


def test_a_job_that_ends_meanwhile_does_not_keep_the_others_from_being_canceled(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = start(house)
    running = [claimed(house.database)]
    jobs_of = service.jobs_of

    def ends_meanwhile(session: Session, comparison: str) -> list[JobRow]:
        rows = jobs_of(session, comparison)
        while running:
            house.succeed(running.pop())
        return rows

    monkeypatch.setattr(service, "jobs_of", ends_meanwhile)

    answer = house.client.post(f"{URL}/{made['id']}/cancel")

    assert answer.status_code == 200, answer.text
    statuses = [run["status"] for variant in answer.json()["details"] for run in variant["runs"]]
    assert sorted(statuses) == ["canceled", "canceled", "canceled", "succeeded"]


def test_one_call_cancels_all_that_have_not_ended(house: House) -> None:
    made = start(house)
    train(house, [1.0], mae_k_usd=1.0)
    claimed(house.database)

    house.client.post(f"{URL}/{made['id']}/cancel")
    again = house.client.post(f"{URL}/{made['id']}/cancel")

    statuses = [run["status"] for variant in again.json()["details"] for run in variant["runs"]]
    assert sorted(statuses) == ["canceled", "canceled", "canceling", "succeeded"]
    assert again.json()["state"] == "running"


def test_a_failed_variant_leaves_the_others_judged(house: House) -> None:
    made = start(house, RATES | {"seeds": [1]})
    row = claimed(house.database)
    with house.database.write() as session:
        error = finish.problem("diverged", "no number")
        finish.end(session, row.id, row.attempt, Status.FAILED, reason="diverged", error=error)
    train(house, [1.0], mae_k_usd=1.0)

    found = look(house, made)

    assert found["state"] == "failed"
    assert found["details"][1]["headline"]["mean"] == 1.0
    assert found["verdict"] == []  # there is nothing to compare it with


def test_lists_the_newest_first_and_what_one_click_can_start(house: House) -> None:
    first, second = start(house), start(house)

    page = house.client.get(URL).json()

    assert [item["id"] for item in page["data"]] == [second["id"], first["id"]]
    assert page["data"][0]["variants"] == ["slow", "usual"]
    assert page["presets"][0]["name"] == "over-fitting"


def test_a_fork_of_one_of_its_jobs_is_not_part_of_it(house: House) -> None:
    made = start(house, RATES | {"seeds": [1]})
    job = made["details"][0]["runs"][0]["job"]

    assert house.client.post(f"/api/v1/jobs/{job}/fork", json={"seed": 5}).status_code == 202

    assert [len(variant["runs"]) for variant in look(house, made)["details"]] == [1, 1]


def test_the_plan_names_the_trainings_and_their_time(house: House) -> None:
    plan = house.client.post(f"{URL}:plan", json=RATES).json()

    assert plan["jobs"] == 4
    assert plan["cost_s"] > 0
    assert house.counts()["job"] == 0


def test_refuses_what_makes_no_comparison(house: House) -> None:
    def refused(change: Json, code: str, status: int = 422) -> Json:
        return problem(house.client.post(URL, json=RATES | change), status, code)

    refused({"variants": None}, "variants_needed")
    refused({"preset": "over-fitting"}, "variants_needed")
    refused({"variants": RATES["variants"][:1]}, "validation_error")
    refused({"variants": [RATES["variants"][0]] * 2}, "variants_same_name")
    refused({"seeds": []}, "validation_error")
    refused({"recipe": "deep-dream"}, "unknown_kind")
    refused({"recipe": "nothing"}, "recipe_not_found", 404)
    refused({"data_set": "nothing"}, "data_set_not_found", 404)
    wrong = [RATES["variants"][0], {"name": "b", "params": {"epochs": 0}}]
    found = refused({"variants": wrong}, "validation_error")
    assert found["errors"][0]["pointer"] == "/variants/1/params/epochs"
    problem(house.client.post(URL, json={"recipe": "news", "preset": "over-fitting"}), 422, "preset_of_other_recipe")
    problem(house.client.get(f"{URL}/cmp_0000000000000000000"), 404, "comparison_not_found")
    assert house.counts()["job"] == 0


def test_lays_any_jobs_side_by_side(house: House) -> None:
    first = house.start()
    house.say(first, "metric", step=1, epoch=1, values={"loss": 0.4, "val_loss": None}, non_finite=["val_loss"])
    house.succeed(first, metrics={"accuracy": 0.9})
    second = house.queue(params={"epochs": 3})

    found = house.client.get(f"{URL}:runs", params={"job": [second, first.id]}).json()["data"]

    assert [item["job"]["id"] for item in found] == [second, first.id]
    assert found[0]["history"] == []
    assert found[1]["history"] == [{"loss": 0.4}]  # a figure that was no number is no point of a curve
    assert found[1]["job"]["result"]["metrics"] == {"accuracy": 0.9}
    problem(house.client.get(f"{URL}:runs"), 422, "validation_error")
    problem(house.client.get(f"{URL}:runs", params={"job": "job_00000000000000000"}), 404, "job_not_found")


def test_a_bulk_prediction_with_the_tag_of_a_comparison_is_not_even_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have a megabyte of questions, and two thousand jobs are looked at."""
    publish_version(house, "sentiment")
    tags = {"comparison": "cmp_of-nobody-at-all", "variant": "a", "place": "0"}
    bulk = {"kind": "predict", "recipe": "sentiment", "params": {"queries": [{"text": "x"}]}, "tags": tags}
    assert house.client.post("/api/v1/jobs", json=bulk).status_code == 202
    looked_at: list[JobRow] = []
    monkeypatch.setattr("app.comparisons.service.belongs", looked_at.append)

    assert house.client.get(URL).json()["data"] == []
    assert house.client.get(f"{URL}/cmp_of-nobody-at-all").status_code == 404
    assert looked_at == []
