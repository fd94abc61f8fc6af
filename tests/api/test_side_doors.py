"""Other spellings of a call - path, method, host, credential - open nothing that the usual one keeps shut."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from app.access.sessions import COOKIE
from tests.api.doors import ROOMY, Key, make_key
from tests.api.house import TRAIN
from tests.api.server import Server, serve

PATHS = [
    "/api/v1/jobs", "/api/v1/jobs/", "//api/v1/jobs", "/api//v1/jobs", "/API/v1/jobs", "/%61pi/v1/jobs",
    "/api/v1/jobs%2f", "/api/v1/jobs;x", "/api/v1/jobs/..;/keys", "/./api/v1/jobs", "/x/../api/v1/jobs",
    "/x/%2e%2e/api/v1/jobs", "/api/v1/jobs%00", "/metrics", "/metrics/", "//metrics", "/v2", "/v2/", "/v2/models",
    "/v1/models/sentiment", "http://127.0.0.1/api/v1/jobs", "*",
]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
OTHER_METHOD = ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method")
OTHER_PATH = ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Script-Name")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    """A house with keys behind a real server, which gets paths as they were written."""
    with serve(tmp_path_factory.mktemp("served"), migrated, access="keys", **ROOMY) as server:
        yield server


@pytest.fixture(scope="module")
def alice(served: Server) -> Key:
    """A key that may work."""
    return make_key(served.house, "operator", "alice")


@pytest.fixture(scope="module")
def job(served: Server, alice: Key) -> str:
    """A job of hers, which waits."""
    return str(served.post("/api/v1/jobs", json=TRAIN, headers=alice.headers).headers["location"])


def ask(served: Server, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and body of a call whose path and headers go out as they are."""
    connection = HTTPConnection(served.url.removeprefix("http://"), timeout=10)
    connection.putrequest(method, path, skip_host="Host" in (headers or {}))
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.read().decode()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_no_spelling_of_a_path_needs_no_key(served: Server, job: str, method: str, path: str) -> None:
    status, body = ask(served, method, path)

    assert status in (401, 404, 405) or (status == 200 and (not body or body.startswith("<!doctype html>")))
    assert job.rpartition("/")[2] not in body


@pytest.mark.parametrize("name", [*OTHER_METHOD, *OTHER_PATH])
def test_a_header_makes_no_other_call_of_it(served: Server, alice: Key, job: str, name: str) -> None:
    viewer = make_key(served.house, "viewer", "bob").headers
    meant = "/api/v1/keys" if name in OTHER_PATH else "DELETE"

    read = ask(served, "GET", "/api/v1/jobs", viewer | {name: meant})
    wrote = ask(served, "POST", job, alice.headers | {name: meant})

    assert read[0] == 200 and '"data":[]' in read[1]
    assert wrote[0] == 405
    assert httpx.get(served.url + job, headers=alice.headers).json()["status"] == "queued"


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "authorization", "token"])
def test_a_key_in_the_address_is_none(served: Server, alice: Key, name: str) -> None:
    assert ask(served, "GET", f"/api/v1/jobs?{name}={alice.text}")[0] == 401


def test_beside_a_key_a_cookie_counts_for_nothing(served: Server, alice: Key, job: str) -> None:
    cookie = served.post("/api/v1/session", json={"key": alice.text}).cookies[COOKIE]
    bobs = make_key(served.house, "viewer", "bob").headers | {"Cookie": f"{COOKIE}={cookie}"}
    nobodys = {"Authorization": "Bearer svc_wrong", "Cookie": f"{COOKIE}={cookie}"}

    assert ask(served, "GET", job, bobs)[0] == 404
    assert ask(served, "POST", "/api/v1/jobs", bobs)[0] == 403
    assert ask(served, "GET", job, nobodys)[0] == 401
    assert ask(served, "GET", job, {"Cookie": f"{COOKIE}={cookie}"})[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "127.0.0.1#evil", "localhost.",
             "0.0.0.0", "2130706433", "127.0.0.1:80:80", "[::ffff:127.0.0.1]", ""],
)  # fmt: skip
def test_a_name_that_leads_here_is_not_ours(served: Server, alice: Key, host: str) -> None:
    status, body = ask(served, "GET", "/api/v1/jobs", alice.headers | {"Host": host})

    assert status == 400 and "job_" not in body


def test_another_address_in_a_header_counts_wrong_keys_anew_for_the_proxy_only(tmp_path: Path, migrated: Path) -> None:
    """Uvicorn believes `X-Forwarded-For` of this machine; of a chain of them it takes what the proxy has seen."""
    with serve(tmp_path, migrated, access="keys", limit_failures_per_min=2) as server:
        wrong = {"Authorization": f"Bearer svc_{'A' * 8}_{'b' * 43}"}
        seen = [
            ask(server, "GET", "/api/v1/jobs", wrong | {"X-Forwarded-For": f"10.9.8.{n}, 203.0.113.7"})[0]
            for n in range(4)
        ]

    assert seen == [401, 401, 429, 429]
