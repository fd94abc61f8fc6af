"""B14 and B20: how often a key may call, what it is told, and that other keys do not feel it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import Response

from app.access.limits import Buckets, Policy
from tests.api.doors import bare, holder, locked_house
from tests.api.house import TRAIN, House
from tests.api.problems import problem
from tests.api.published import publish_version

ASK = {"queries": [{"text": "superb"}]}
PREDICT = "/api/v1/models/sentiment/predict"
INFER = {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["superb"]}]}
SLOW = 0.001  # tokens a second: none comes back while a test runs


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house with a model where a key may do little; each test has keys of its own."""
    limits = {"limit_predict_per_s": SLOW, "limit_predict_burst": 3, "limit_submit_per_min": 2, "limit_queued": 50}
    folder = tmp_path_factory.mktemp("strict")
    with locked_house(folder, migrated, limit_upload_per_min=2, limit_upload_mb_per_h=0.01, **limits) as house:
        publish_version(house, "sentiment")
        yield house


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = Clock()
    buckets, policy = Buckets(clock), Policy("predict", rate=2.0, burst=3.0)

    at_once = [buckets.take(policy, "a").wait_s for _ in range(4)]
    clock.now = 0.5
    later = [buckets.take(policy, "a").wait_s for _ in range(2)]
    clock.now = 100.0
    rested = [buckets.take(policy, "a").level for _ in range(3)]

    assert at_once == [0, 0, 0, 0.5]
    assert later == [0, 0.5]
    assert rested == [2, 1, 0]


def test_what_is_larger_than_a_bucket_takes_all_of_it() -> None:
    buckets, policy = Buckets(Clock()), Policy("upload-bytes", rate=1.0, burst=10.0)

    assert buckets.take(policy, "a", 50).wait_s == 0
    assert buckets.take(policy, "a", 50).wait_s == 10


def test_each_has_a_bucket_of_its_own_for_each_limit() -> None:
    buckets = Buckets(Clock())
    policies = [Policy(name, rate=SLOW, burst=1.0) for name in ("predict", "submit")]

    assert all(buckets.take(policy, whose).wait_s == 0 for policy in policies for whose in ("a", "b"))


def refused(response: Response, limit: str) -> None:
    """The refusal of a limit says when to come back."""
    document = problem(response, 429, "rate_limited")
    assert document["retry_after_s"] == int(response.headers["retry-after"]) > 0
    assert re.fullmatch(rf'"{limit}";r=\d+;t=[1-9]\d*', response.headers["ratelimit"])
    assert response.headers["ratelimit-policy"].startswith(f'"{limit}";q=')


def test_b14_predictions_of_a_key_are_limited_and_it_is_told_what_is_left(strict: House) -> None:
    caller, other = holder(strict, "application"), holder(strict, "application")

    answers = [caller.post(PREDICT, json=ASK) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers[:3]] == ["r=2", "r=1", "r=0"]
    assert answers[0].headers["ratelimit-policy"] == '"predict";q=3;w=3000'
    refused(answers[3], "predict")
    assert other.post(PREDICT, json=ASK).status_code == 200


def test_b14_all_ways_to_a_prediction_count_together(strict: House) -> None:
    caller = holder(strict, "application")

    statuses = [
        caller.post(PREDICT, json=ASK).status_code,
        caller.post("/v2/models/sentiment/infer", json=INFER).status_code,
        caller.post("/api/v1/models/sentiment/versions/1/predict", json=ASK).status_code,
    ]
    last = caller.post("/v2/models/sentiment/infer", json=INFER)

    assert statuses == [200, 200, 200]
    assert (last.status_code, list(last.json())) == (429, ["error"])
    assert int(last.headers["retry-after"]) > 0


def test_b14_submitting_and_uploading_have_limits_of_their_own(strict: House) -> None:
    caller = holder(strict)

    jobs = [caller.post("/api/v1/jobs", json=TRAIN) for _ in range(3)]
    uploads = [caller.post("/api/v1/uploads", files={"file": ("a.txt", b"%d" % n)}) for n in range(3)]

    assert [job.status_code for job in jobs] == [202, 202, 429]
    refused(jobs[2], "submit")
    assert [upload.status_code for upload in uploads] == [201, 201, 429]
    refused(uploads[2], "upload")
    assert caller.get("/api/v1/jobs").status_code == 200  # reading is not limited


def test_b14_a_prediction_that_becomes_a_job_counts_as_one(strict: House) -> None:
    caller = holder(strict)

    jobs = [caller.post(PREDICT, json=ASK, headers={"Prefer": "respond-async"}) for _ in range(3)]

    assert [job.status_code for job in jobs] == [202, 202, 429]
    refused(jobs[2], "submit")


def test_b14_what_calls_others_is_limited(strict: House) -> None:
    """Each of these asks a name server, or sends somebody a message."""
    caller, other = holder(strict, "operator", "alice"), holder(strict, "operator", "bob")
    url = {"url": "https://93.184.216.34/"}
    made = caller.post("/api/v1/webhooks", json=url)
    paused = caller.send("PATCH", made_at(made), json={"enabled": False})

    calls = [
        caller.post("/api/v1/webhooks", json=url), caller.send("PATCH", made_at(made), json=url),
        caller.post(f"{made_at(made)}/ping"), caller.post(f"{made_at(made)}/deliveries/msg_{'0' * 26}/replay"),
    ]  # fmt: skip

    assert (made.status_code, paused.status_code) == (201, 200)
    for call in calls:
        refused(call, "submit")
    assert caller.get("/api/v1/webhooks").status_code == 200
    assert other.post("/api/v1/webhooks", json=url).status_code == 201


def made_at(response: Response) -> str:
    """Where a new webhook is found."""
    return f"/api/v1/webhooks/{response.json()['id']}"


def test_b14_uploaded_bytes_are_limited(strict: House) -> None:
    caller = holder(strict)

    uploads = [caller.post("/api/v1/uploads", files={"file": ("a.txt", b"%d" % n * 8000)}) for n in range(2)]

    assert uploads[0].status_code == 201
    refused(uploads[1], "upload-bytes")


def test_a_key_may_have_limits_of_its_own(strict: House) -> None:
    wish = {"name": "busy", "role": "application", "limits": {"predict_burst": 5.0}}
    made = strict.client.post("/api/v1/keys", json=wish).json()
    headers = {"Authorization": f"Bearer {made['key']}"}

    statuses = [strict.client.post(PREDICT, json=ASK, headers=headers).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]
    assert made["limits"] == {"predict_burst": 5.0}


def test_an_open_house_limits_nobody(library: House) -> None:
    answers = [library.client.post(PREDICT, json=ASK) for _ in range(70)]

    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


def test_b20_more_than_so_many_queued_jobs_of_a_key_are_refused(tmp_path: Path, migrated: Path) -> None:
    with locked_house(tmp_path, migrated, limit_queued=2) as house:
        caller, other = holder(house), holder(house)

        jobs = [caller.post("/api/v1/jobs", json=TRAIN) for _ in range(3)]
        others = other.post("/api/v1/jobs", json=TRAIN)
        caller.post(f"/api/v1/jobs/{jobs[0].json()['id']}/cancel")
        again = caller.post("/api/v1/jobs", json=TRAIN)

    assert [job.status_code for job in jobs] == [202, 202, 429]
    assert problem(jobs[2], 429, "too_many_jobs")["retry_after_s"] == int(jobs[2].headers["retry-after"]) > 0
    assert (others.status_code, again.status_code) == (202, 202)


def test_b20_a_job_that_is_tried_again_needs_room_too(tmp_path: Path, migrated: Path) -> None:
    with locked_house(tmp_path, migrated, limit_queued=2, queue_max_jobs=3) as house:
        caller, other = holder(house), holder(house)
        urls = [caller.post("/api/v1/jobs", json=TRAIN).headers["location"] for _ in range(2)]
        for url in urls:
            caller.post(f"{url}/cancel")
        jobs = [caller.post("/api/v1/jobs", json=TRAIN) for _ in range(2)]
        greedy = caller.post(f"{urls[0]}/retry")
        others = [other.post("/api/v1/jobs", json=TRAIN).headers["location"]]
        caller.post(f"{jobs[0].headers['location']}/cancel")
        others.append(other.post("/api/v1/jobs", json=TRAIN).headers["location"])
        full = caller.post(f"{urls[0]}/retry")
        other.post(f"{others[0]}/cancel")
        fits = caller.post(f"{urls[0]}/retry")

    problem(greedy, 429, "too_many_jobs")
    problem(full, 429, "queue_full")
    assert fits.status_code == 202


def test_guessing_keys_is_limited_and_known_callers_still_come_in(tmp_path: Path, migrated: Path) -> None:
    with locked_house(tmp_path, migrated, limit_failures_per_min=3) as house:
        known = holder(house, "viewer")
        assert known.get("/api/v1/jobs").status_code == 200
        guesses = [
            bare(house, "GET", "/api/v1/jobs", {"Authorization": f"Bearer svc_{number:08d}_{'x' * 43}"})
            for number in range(4)
        ]

        assert [guess.status_code for guess in guesses] == [401, 401, 401, 429]
        refused(guesses[3], "wrong-keys")
        assert known.get("/api/v1/jobs").status_code == 200
