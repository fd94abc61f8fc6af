"""Claims: judged by any past run that fits, and able to make the runs that are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.claims.evidence import full_params
from models.claims.listing import CLAIMS
from tests.api.house import House
from tests.api.problems import problem
from tests.engine.orders import claimed
from workers.claims_page import page

Json = dict[str, Any]
URL = "/api/v1/claims"
FOLDS = "houses-below-three"


def look(house: House, claim: str) -> Json:
    found: Json = next(item for item in house.client.get(URL).json()["data"] if item["id"] == claim)
    assert found == house.client.get(f"{URL}/{claim}").json()
    return found


def train(house: House, setup: Json, seed: int, metrics: dict[str, float], losses: tuple[float, ...] = ()) -> str:
    """A training that a person started and a worker ended, with these figures."""
    data_set = setup["data_set"]
    row = house.start(recipe=setup["recipe"], params=setup["params"], data_set=data_set, seed=seed, model="by-hand")
    history = [{"val_loss": loss, "loss": loss / 2} for loss in losses]
    house.succeed(row, metrics=metrics, report={"history": history}, data={"name": data_set})
    return row.id


def test_every_claim_is_listed_unmeasured_at_first(house: House) -> None:
    found = house.client.get(URL).json()["data"]

    assert [item["id"] for item in found] == list(CLAIMS)
    assert {item["verdict"] for item in found} <= {"not_measured", "data_missing"}
    assert all(item["statement"]["en"] != item["statement"]["zh"] for item in found)
    reuters = look(house, "reuters-dense")
    assert reuters["verdict"] == "data_missing"
    assert reuters["missing_data"] == ["reuters"]
    assert reuters["runnable"] is True  # a training would fetch it
    assert look(house, "photos-scratch")["runnable"] is False  # only a person can bring the photos


def test_any_past_run_with_the_same_settings_counts(house: House) -> None:
    setup = look(house, FOLDS)["setups"][0]
    written_out = setup | {"params": full_params(CLAIMS[FOLDS].setups["folds"])}

    job = train(house, written_out, 1, {"mae_k_usd": 2.4})

    found = look(house, FOLDS)
    assert found["verdict"] == "holds"
    assert found["mean"] == 2.4
    assert found["seeds"][0] == {
        "seed": 1, "value": 2.4, "runs": [{"job": job, "setup": "folds", "seed": 1}], "unfinished": [],
    }  # fmt: skip
    assert found["missing_runs"] == 2


def test_a_run_with_other_settings_data_or_seed_does_not_count(house: House) -> None:
    setup = look(house, FOLDS)["setups"][0]

    train(house, setup | {"params": setup["params"] | {"epochs": 99}}, 1, {"mae_k_usd": 2.4})
    train(house, setup | {"data_set": "california"}, 1, {"mae_k_usd": 2.4})
    train(house, setup, 99, {"mae_k_usd": 2.4})

    assert look(house, FOLDS)["verdict"] == "not_measured"


def test_the_mean_over_seeds_decides(house: House) -> None:
    setup = look(house, FOLDS)["setups"][0]

    for seed, error in ((1, 2.5), (2, 2.9), (3, 4.2)):
        train(house, setup, seed, {"mae_k_usd": error})

    found = look(house, FOLDS)
    assert found["verdict"] == "fails"
    assert round(found["mean"], 6) == 3.2
    assert (found["low"], found["high"]) == (2.5, 4.2)


def test_the_newest_of_two_like_runs_counts(house: House) -> None:
    setup = look(house, FOLDS)["setups"][0]

    train(house, setup, 1, {"mae_k_usd": 3.5})
    train(house, setup, 1, {"mae_k_usd": 2.5})

    assert look(house, FOLDS)["mean"] == 2.5


def test_a_difference_needs_both_runs_of_a_seed(house: House) -> None:
    small, base = look(house, "reviews-small")["setups"]

    train(house, small, 1, {"accuracy": 0.88}, (0.5, 0.4))
    assert look(house, "reviews-small")["verdict"] == "not_measured"
    train(house, base, 1, {"accuracy": 0.88}, (0.3, 0.7))

    found = look(house, "reviews-small")
    assert found["verdict"] == "holds"
    assert round(found["mean"], 6) == -0.3
    assert look(house, "reviews-overfit")["mean"] == 1.0  # the same run answers another claim too


def test_the_data_that_a_run_recorded_counts_not_what_is_first_on_the_card(house: House) -> None:
    setup = look(house, "bbc-baseline")["setups"][0]
    row = house.start(recipe="news", params=setup["params"], seed=1, model="by-hand")  # data set left to the recipe
    house.succeed(row, metrics={"accuracy": 0.9, "baseline_accuracy": 0.2}, report={}, data={"name": "bbc-news"})

    assert look(house, "bbc-baseline")["verdict"] == "holds"
    assert look(house, "reuters-dense")["verdict"] == "data_missing"


def test_queues_only_what_is_missing_and_only_once(house: House) -> None:
    setup = look(house, FOLDS)["setups"][0]
    train(house, setup, 2, {"mae_k_usd": 2.4})

    first = house.client.post(f"{URL}/{FOLDS}/run")
    second = house.client.post(f"{URL}/{FOLDS}/run")

    assert (first.status_code, second.status_code) == (202, 202)
    waiting = house.client.get("/api/v1/jobs", params={"status": "queued"}).json()["data"]
    assert sorted(job["seed"] for job in waiting) == [1, 3]
    assert {job["tags"]["claim"] for job in waiting} == {FOLDS}
    assert all(job["model"].startswith("claim-house-prices-") for job in waiting)
    assert first.json()["missing_runs"] == 0
    assert len(first.json()["seeds"][0]["unfinished"]) == 1


def test_a_run_that_failed_is_made_again(house: House) -> None:
    house.client.post(f"{URL}/{FOLDS}/run", json={"seeds": 1})
    row = claimed(house.database)
    house.fail(row)

    found = house.client.post(f"{URL}/{FOLDS}/run", json={"seeds": 1}).json()

    assert found["seeds"][0]["unfinished"] not in ([], [row.id])


def test_a_claim_without_its_data_says_so(house: House) -> None:
    settings = replace(house.services, settings=house.settings.model_copy(update={"allow_downloads": False}))
    house.app.state.services = settings

    problem(house.client.post(f"{URL}/reuters-dense/run"), 409, "dataset_unavailable")
    problem(house.client.post(f"{URL}/photos-scratch/run"), 409, "dataset_unavailable")

    assert house.counts()["job"] == 0


def test_refuses_an_unknown_claim(house: House) -> None:
    problem(house.client.get(f"{URL}/nothing"), 404, "claim_not_found")
    problem(house.client.post(f"{URL}/nothing/run"), 404, "claim_not_found")
    problem(house.client.post(f"{URL}/{FOLDS}/run", json={"seeds": 0}), 422, "validation_error")


def test_the_written_page_holds_every_claim_with_its_values_and_verdict(house: House) -> None:
    setup = look(house, FOLDS)["setups"][0]
    train(house, setup, 1, {"mae_k_usd": 2.251})
    train(house, setup, 2, {"mae_k_usd": 3.949})

    text = page(house.client.get(URL).json()["data"], "Written today.")

    row = next(line for line in text.splitlines() if line.startswith(f"| `{FOLDS}`"))
    assert "| 2.38 k$ | below 3.00 k$ | 2.25 k$, 3.95 k$ | 3.10 k$ | **fails** |" in row
    assert all(f"`{claim}`" in text for claim in CLAIMS)
    assert "folds 4, passes 1, epochs 100, batch_size 16" in text
    assert f"Written today. {len(CLAIMS)} claims: 0 holds, 2 fails" in text
