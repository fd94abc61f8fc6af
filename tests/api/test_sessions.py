"""Signing in: a key becomes a cookie for this site only, which other sites cannot use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response
from sqlalchemy import update

from app.access.sessions import COOKIE
from app.db.clock import now
from app.db.tables import SessionRow
from tests.api.doors import Key, locked_house, make_key
from tests.api.house import TRAIN, House
from tests.api.problems import problem
from tests.api.published import publish_version

SESSION = "/api/v1/session"
SAME = {"Sec-Fetch-Site": "same-origin"}
SITES: dict[str, dict[str, str]] = {
    "other-site": {"Sec-Fetch-Site": "cross-site"},
    "sibling": {"Sec-Fetch-Site": "same-site"},
    "old-browser": {"Origin": "https://evil.example"},
    "sandboxed": {"Origin": "null"},
    "other-port": {"Origin": "http://testserver:81"},
}
OURS: dict[str, dict[str, str]] = {
    "page": SAME, "typed": {"Sec-Fetch-Site": "none"}, "old-browser": {"Origin": "http://testserver"}, "program": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house that asks for keys."""
    with locked_house(tmp_path_factory.mktemp("locked"), migrated) as house:
        yield house


def browser(house: House) -> Client:
    """A client that keeps cookies and has no key."""
    return Client(transport=house.client._transport, base_url=house.client.base_url)


def signed_in(house: House, role: str = "member") -> tuple[Client, Key, dict[str, str]]:
    """A browser that has signed in, its key, and what its calls that change something carry."""
    client, key = browser(house), make_key(house, role)
    response = client.post(SESSION, json={"key": key.text}, headers=SAME)
    assert response.status_code == 201, response.text
    return client, key, SAME | {"X-CSRF-Token": response.json()["csrf_token"]}


def test_a_key_signs_only_so_many_browsers_in(locked: House) -> None:
    """Each leaves a row for hours, and one in the audit trail for a year."""
    key = make_key(locked, "viewer")

    statuses = [browser(locked).post(SESSION, json={"key": key.text}).status_code for _ in range(31)]

    assert statuses == [201] * 30 + [429]
    assert signed_in(locked)[0].get(SESSION).status_code == 200


def test_a_browser_that_has_signed_in_needs_no_key(locked: House) -> None:
    client, key, _ = signed_in(locked, "viewer")

    assert client.get("/api/v1/jobs").status_code == 200
    session = client.get(SESSION).json()
    assert (session["mode"], session["signed_in"], session["key_id"]) == ("keys", True, key.id)
    assert session["scopes"] == ["datasets:read", "jobs:read", "models:read", "system:read"]


def cookie_of(response: Response) -> dict[str, str]:
    """The attributes of the cookie that an answer sets, in small letters."""
    parts = [part.strip().partition("=") for part in response.headers["set-cookie"].split(";")]
    return {name.lower(): value.lower() for name, _, value in parts}


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_scripts_and_other_sites_cannot_have_the_cookie(locked: House, scheme: str, secure: bool) -> None:
    client = browser(locked)

    response = client.post(f"{scheme}://testserver{SESSION}", json={"key": make_key(locked).text})

    cookie = cookie_of(response)
    assert {"httponly", "samesite", "max-age", "path"} <= set(cookie)
    assert (cookie["samesite"], cookie["path"], "secure" in cookie) == ("strict", "/", secure)
    assert 0 < int(cookie["max-age"]) <= 12 * 3600


def test_the_database_does_not_hold_the_cookie(locked: House) -> None:
    client, _, _ = signed_in(locked)

    with locked.database.read() as session:
        held = [row.digest for row in session.query(SessionRow)]
    assert client.cookies[COOKIE] not in held


@pytest.mark.parametrize("key", ["svc_wrong", f"svc_{'A' * 8}_{'b' * 43}", f"ses_{'c' * 43}"])
def test_a_wrong_key_signs_nobody_in(locked: House, key: str) -> None:
    response = browser(locked).post(SESSION, json={"key": key})

    problem(response, 401, "unauthorized")
    assert "set-cookie" not in response.headers


def test_a_session_cannot_be_used_as_a_key(locked: House) -> None:
    client, _, _ = signed_in(locked)

    problem(browser(locked).post(SESSION, json={"key": client.cookies[COOKIE]}), 401, "unauthorized")


def test_a_session_is_no_bearers_key_and_a_key_is_no_cookie(locked: House) -> None:
    """The one would need no token against CSRF, the other could be guessed without being counted."""
    client, key, _ = signed_in(locked)
    wrong = ({"Authorization": f"Bearer {client.cookies[COOKIE]}"}, {"Cookie": f"{COOKIE}={key.text}"})

    assert client.get("/api/v1/jobs").status_code == 200
    for headers in wrong:
        problem(browser(locked).get("/api/v1/jobs", headers=headers), 401, "unauthorized")
        assert browser(locked).get(SESSION, headers=headers).json()["signed_in"] is False


def change(client: Client, headers: dict[str, str]) -> Response:
    """A call that changes something."""
    return client.post("/api/v1/jobs", json=TRAIN, headers=headers)


def test_a_page_of_ours_may_change_things_with_its_token(locked: House) -> None:
    client, _, headers = signed_in(locked)

    assert change(client, headers).status_code == 202


@pytest.mark.parametrize("token", [None, "", "wrong", "0" * 64])
def test_without_the_token_of_its_session_nothing_changes(locked: House, token: str | None) -> None:
    client, _, _ = signed_in(locked)

    problem(change(client, SAME | ({"X-CSRF-Token": token} if token is not None else {})), 403, "csrf_missing")


def test_the_token_of_another_session_is_none(locked: House) -> None:
    client, _, _ = signed_in(locked)
    _, _, others = signed_in(locked)

    problem(change(client, others), 403, "csrf_missing")


@pytest.mark.parametrize("site", SITES)
def test_another_site_changes_nothing_even_with_the_token(locked: House, site: str) -> None:
    client, _, headers = signed_in(locked)
    del headers["Sec-Fetch-Site"]

    problem(change(client, headers | SITES[site]), 403, "cross_site")


def test_a_key_in_a_header_needs_no_token(locked: House) -> None:
    """A page cannot make a browser add it, so there is nothing to forge."""
    key = make_key(locked)

    response = browser(locked).post("/api/v1/jobs", json=TRAIN, headers=key.headers | SITES["other-site"])

    assert response.status_code == 202


def test_signing_out_ends_the_session_at_once(locked: House) -> None:
    client, _, headers = signed_in(locked)
    token = client.cookies[COOKIE]

    response = client.delete(SESSION, headers=headers)

    assert response.status_code == 204
    assert client.get(SESSION).json()["signed_in"] is False
    stolen = browser(locked).get("/api/v1/jobs", headers={"Cookie": f"{COOKIE}={token}"})
    problem(stolen, 401, "unauthorized")


def test_a_session_ends_with_its_key(locked: House) -> None:
    client, key, _ = signed_in(locked)
    locked.client.delete(f"/api/v1/keys/{key.id}")

    problem(client.get("/api/v1/jobs"), 401, "unauthorized")  # it was not asked about before: no second passes


def test_a_session_ends_after_its_time(locked: House) -> None:
    client, key, _ = signed_in(locked)
    with locked.database.write() as session:
        mine = update(SessionRow).where(SessionRow.key_id == key.id)
        session.execute(mine.values(expires_at=now() - 1))

    problem(client.get("/api/v1/jobs"), 401, "unauthorized")


def test_nobody_is_told_anything_but_that_a_key_is_needed(locked: House) -> None:
    session: dict[str, Any] = browser(locked).get(SESSION).json()

    assert session == {
        "mode": "keys", "signed_in": False, "key_id": None, "owner": None, "scopes": [], "csrf_token": None,
    }  # fmt: skip


def test_an_open_house_has_nobody_sign_in(library: House) -> None:
    session = library.client.get(SESSION).json()

    assert (session["mode"], session["signed_in"], session["owner"]) == ("open", True, "local")
    problem(library.client.post(SESSION, json={"key": "svc_any"}), 409, "access_open")


@pytest.mark.parametrize("site", SITES)
def test_another_site_changes_nothing_in_an_open_house(house: House, site: str) -> None:
    problem(change(house.client, SITES[site]), 403, "cross_site")
    assert house.client.get("/api/v1/jobs", headers=SITES[site]).json()["data"] == []


@pytest.mark.parametrize("site", SITES)
def test_another_site_makes_no_predictions_in_an_open_house(library: House, site: str) -> None:
    body = {"queries": [{"text": "superb"}]}

    problem(library.client.post("/api/v1/models/sentiment/predict", json=body, headers=SITES[site]), 403, "cross_site")


@pytest.mark.parametrize("site", OURS)
def test_our_own_pages_and_programs_use_an_open_house(house: House, site: str) -> None:
    assert change(house.client, OURS[site]).status_code == 202


def test_what_was_done_is_in_the_audit_trail(locked: House) -> None:
    made = locked.client.post("/api/v1/keys", json={"name": "ci", "role": "viewer", "expires_days": 30})
    key = made.json()
    rotated = locked.client.post(f"/api/v1/keys/{key['id']}/rotate").json()
    locked.client.delete(f"/api/v1/keys/{key['id']}")

    trail = locked.client.get("/api/v1/audit?limit=4").json()
    done = [(item["action"], item["object"]) for item in trail["data"]]
    assert done == [
        ("key.revoked", key["id"]), ("key.rotated", key["id"]), ("key.created", rotated["id"]),
        ("key.created", key["id"]),
    ]  # fmt: skip
    assert trail["data"][3]["request_id"] == made.headers["x-request-id"]
    assert {item["key_id"] for item in trail["data"]} == {locked.client.headers["authorization"][11:19]}
    assert trail["has_more"] is True
    older = locked.client.get("/api/v1/audit", params={"before": trail["data"][-1]["id"]}).json()["data"]
    assert older and older[0]["id"] < trail["data"][-1]["id"]


def test_deletions_and_promotions_are_in_it_too(house: House) -> None:
    publish_version(house, "sentiment")
    job = house.finished(recipe="news")
    house.client.put("/api/v1/models/sentiment/aliases/production", json={"version": 1})
    house.client.delete("/api/v1/models/sentiment")
    house.client.delete(f"/api/v1/jobs/{job}")

    trail = house.client.get("/api/v1/audit").json()["data"]
    assert [(item["action"], item["object"]) for item in trail] == [
        ("job.deleted", job), ("model.deleted", "sentiment"), ("model.promoted", "sentiment@production 1"),
    ]  # fmt: skip
    assert {(item["key_id"], item["owner"]) for item in trail} == {(None, "local")}


def test_the_text_of_a_key_is_in_one_answer_only(locked: House) -> None:
    key = locked.client.post("/api/v1/keys", json={"name": "ci", "scopes": ["predict"], "owner": "team"}).json()

    page = locked.client.get("/api/v1/keys")
    listed = next(item for item in page.json()["data"] if item["id"] == key["id"])
    assert listed == {name: value for name, value in key.items() if name != "key"}
    assert key["key"] not in page.text
    assert (listed["scopes"], listed["owner"], listed["live"]) == (["predict"], "team", True)


@pytest.mark.parametrize(
    "body",
    [{"name": "ci"}, {"name": "ci", "role": "king"}, {"name": "ci", "scopes": ["jobs:red"]}, {"role": "viewer"},
     {"name": "ci", "role": "viewer", "owner": "A b"}, {"name": "", "role": "viewer"},
     {"name": "ci", "role": "viewer", "expires_days": 0}, {"name": "a\nb", "role": "viewer"}],
)  # fmt: skip
def test_a_key_that_makes_no_sense_is_not_made(locked: House, body: dict[str, Any]) -> None:
    problem(locked.client.post("/api/v1/keys", json=body), 422, "validation_error")


def test_a_key_that_has_ended_is_not_rotated(locked: House) -> None:
    key = make_key(locked)
    locked.client.delete(f"/api/v1/keys/{key.id}")

    problem(locked.client.post(f"/api/v1/keys/{key.id}/rotate"), 409, "key_not_live")
    problem(locked.client.post("/api/v1/keys/AAAAAAAA/rotate"), 404, "key_not_found")


@pytest.mark.parametrize("path", ["/api/v1/jobs", "/api/v1/session", "/v2/models", "/"])
def test_no_other_site_is_ever_allowed_to_read_an_answer(house: House, path: str) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    answers = [house.client.get(path, headers=asked), house.client.options(path, headers=asked)]

    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
