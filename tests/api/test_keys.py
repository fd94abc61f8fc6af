"""Keys at the door: who is let in, who is not, and what those who are not learn from it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response
from sqlalchemy import text, update

from app.db.clock import now
from app.db.tables import KeyRow
from tests.api.doors import Holder, bare, holder, locked_house, make_key
from tests.api.house import TRAIN, House
from tests.api.problems import problem
from tests.api.published import publish_version

ASK = {"queries": [{"text": "superb"}]}
PREDICT = "/api/v1/models/sentiment/predict"
UNKNOWN = f"svc_{'A' * 8}_{'b' * 43}"
WRONG: dict[str, dict[str, str | bytes]] = {
    "none": {},
    "other-scheme": {"Authorization": "Basic c3ZjOmtleQ=="},
    "no-key": {"Authorization": "Bearer "},
    "malformed": {"Authorization": "Bearer svc_short"},
    "unknown": {"Authorization": f"Bearer {UNKNOWN}"},
    "not-ascii": {"Authorization": b"Bearer svc_\xe9\xff\x00"},
    "cookie": {"Cookie": f"chapterhouse_session=ses_{'c' * 43}"},
    "broken-cookie": {"Cookie": 'chapterhouse_session="\\'},
}
LONG_ENOUGH_S = 1.05  # a revoked key works for one second at most


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house with a model that asks for keys; its tests make keys of their own."""
    with locked_house(tmp_path_factory.mktemp("locked"), migrated) as house:
        publish_version(house, "sentiment")
        yield house


def texts(response: Response) -> tuple[str, str]:
    """What a refusal says, without the id of its request."""
    return response.json()["detail"], response.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/api/v1/jobs", "/api/v1/nothing", "/metrics", "/api/v1/keys"])
@pytest.mark.parametrize("name", WRONG)
def test_without_a_valid_key_there_is_one_answer(locked: House, name: str, path: str) -> None:
    response = bare(locked, "GET", path, WRONG[name])

    assert problem(response, 401, "unauthorized")["errors"] == []
    assert texts(response) == ("Send a valid key as `Authorization: Bearer ...`.", "Bearer")


def test_revoked_and_expired_keys_get_the_same_answer_as_unknown_ones(locked: House) -> None:
    revoked, expired = make_key(locked), make_key(locked)
    locked.client.delete(f"/api/v1/keys/{revoked.id}")
    with locked.database.write() as session:
        session.execute(update(KeyRow).where(KeyRow.id == expired.id).values(expires_at=now() - 1))

    answers = [Holder(locked.client, key).get("/api/v1/jobs") for key in (revoked, expired)]

    unknown = bare(locked, "GET", "/api/v1/jobs", WRONG["unknown"])
    assert [answer.status_code for answer in answers] == [401, 401]
    assert {texts(answer) for answer in answers} == {texts(unknown)}


def test_a_key_whose_secret_is_wrong_by_one_letter_is_unknown(locked: House) -> None:
    key = make_key(locked)
    last = "A" if key.text[-1] != "A" else "B"

    response = bare(locked, "GET", "/api/v1/jobs", {"Authorization": f"Bearer {key.text[:-1]}{last}"})

    problem(response, 401, "unauthorized")


def test_nothing_of_a_request_is_read_before_its_key(locked: House) -> None:
    response = bare(locked, "POST", "/api/v1/jobs", {"Content-Type": "application/json"}, content=b"{broken")

    problem(response, 401, "unauthorized")


@pytest.mark.parametrize("path", ["/v2/models/sentiment", "/v2", "/v1/models/sentiment"])
def test_the_inference_protocols_refuse_in_their_own_words(locked: House, path: str) -> None:
    response = bare(locked, "GET", path, {})

    assert (response.status_code, response.json()) == (
        401,
        {"error": "Send a valid key as `Authorization: Bearer ...`."},
    )
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path", ["/api/v1/health/live", "/api/v1/health/ready", "/v2/health/live", "/v2/health/ready", "/api/v1/session",
             "/problems/unauthorized", "/", "/jobs", "/openapi.json"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["none", "unknown"])
def test_health_pages_and_sign_in_are_everybodys(locked: House, name: str, path: str) -> None:
    assert bare(locked, "GET", path, WRONG[name]).status_code == 200


def test_each_way_to_a_prediction_takes_an_application_key(locked: House) -> None:
    application = holder(locked, "application")
    tensor = {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["superb"]}]}

    answers = [
        application.post(PREDICT, json=ASK),
        application.post("/api/v1/models/sentiment/versions/1/predict", json=ASK),
        application.post("/v2/models/sentiment/infer", json=tensor),
        application.post("/v1/models/sentiment:predict", json={"instances": ["superb"]}),
        application.get("/v2/models"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 5


@pytest.mark.parametrize(
    ("role", "method", "path", "scope"),
    [
        ("viewer", "POST", PREDICT, "predict"),
        ("viewer", "POST", "/api/v1/jobs", "jobs:write"),
        ("application", "GET", "/api/v1/jobs", "jobs:read"),
        ("member", "DELETE", "/api/v1/models/sentiment", "models:write"),
        ("member", "GET", "/api/v1/keys", "admin"),
        ("operator", "GET", "/api/v1/audit", "admin"),
        ("application", "GET", "/metrics", "system:read"),
    ],
)
def test_a_key_without_the_scope_is_told_which(locked: House, role: str, method: str, path: str, scope: str) -> None:
    response = holder(locked, role).send(
        method, path, json=ASK if "predict" in path else TRAIN if method == "POST" else None
    )

    document = problem(response, 403, "forbidden_scope")
    assert document["scope"] == scope
    assert scope in document["detail"]


def test_a_key_without_the_scope_is_told_so_by_the_inference_protocol(locked: House) -> None:
    response = holder(locked, "viewer").post("/v2/models/sentiment/infer", json={})

    assert (response.status_code, response.json()) == (403, {"error": "The key lacks the scope predict."})


def test_a_revoked_key_works_for_a_second_at_most(locked: House) -> None:
    caller = holder(locked, "application")
    assert caller.post(PREDICT, json=ASK).status_code == 200

    locked.client.delete(f"/api/v1/keys/{caller.key.id}")
    end = time.monotonic() + LONG_ENOUGH_S
    while time.monotonic() < end:
        caller.post(PREDICT, json=ASK)  # calls in between must not keep it alive

    problem(caller.post(PREDICT, json=ASK), 401, "unauthorized")


def test_known_callers_go_on_while_the_database_does_not_answer(locked: House) -> None:
    caller, stranger = holder(locked, "application"), holder(locked, "application")
    assert caller.post(PREDICT, json=ASK).status_code == 200
    with locked.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE api_key RENAME TO away"))
    time.sleep(LONG_ENOUGH_S)

    answers = [each.post(PREDICT, json=ASK) for each in (caller, stranger)]

    with locked.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO api_key"))
    assert [answer.status_code for answer in answers] == [200, 503]
    assert stranger.post(PREDICT, json=ASK).status_code == 200


def test_the_use_of_a_key_is_noted(locked: House) -> None:
    caller = holder(locked, "application")

    caller.post(PREDICT, json=ASK)

    listed = {key["id"]: key for key in locked.client.get("/api/v1/keys").json()["data"]}
    assert listed[caller.key.id]["last_used_at"] is not None


def test_a_database_without_the_secret_opens_nothing(locked: House) -> None:
    key = make_key(locked)
    with locked.database.read() as session:
        row = session.get_one(KeyRow, key.id)

    assert key.text.removeprefix(f"svc_{key.id}_") not in str(vars(row))
    assert len(bytes.fromhex(row.digest)) == 32
