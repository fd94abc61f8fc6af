"""Pages of other origins: none may read an answer, but for those that the operator lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from tests.api.doors import bare, locked_house, make_key
from tests.api.house import TRAIN, House, open_house

LISTED = "https://app.example.org"
ALLOWS = "access-control-allow-origin"
CROSS = {"Sec-Fetch-Site": "cross-site"}
ASKED = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house that asks for keys and lists two origins."""
    origins = f"{LISTED}, http://localhost:5173/"
    with locked_house(tmp_path_factory.mktemp("listed"), migrated, cors_origins=origins) as house:
        yield house


@pytest.mark.parametrize("origin", [LISTED, "http://localhost:5173"])
def test_a_page_of_a_listed_origin_calls_with_a_key(locked: House, origin: str) -> None:
    asked = bare(locked, "OPTIONS", "/api/v1/jobs", {"Origin": origin, **ASKED})
    assert (asked.status_code, asked.headers[ALLOWS]) == (200, origin)

    headers: dict[str, str | bytes] = {"Origin": origin, **CROSS, **make_key(locked).headers}
    made = bare(locked, "POST", "/api/v1/jobs", headers, json=TRAIN)

    assert (made.status_code, made.headers[ALLOWS]) == (202, origin)
    assert "access-control-allow-credentials" not in made.headers
    assert {"Location", "Retry-After", "X-Request-Id"} <= set(made.headers["access-control-expose-headers"].split(", "))


def test_a_listed_page_can_read_why_it_was_refused(locked: House) -> None:
    refused = bare(locked, "GET", "/api/v1/jobs", {"Origin": LISTED, **CROSS})

    assert (refused.status_code, refused.headers[ALLOWS]) == (401, LISTED)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://app.example.org.evil.example", "http://app.example.org", "null"]
)
def test_no_other_origin_is_told_anything(locked: House, origin: str) -> None:
    asked = bare(locked, "OPTIONS", "/api/v1/jobs", {"Origin": origin, **ASKED})
    answered = bare(locked, "GET", "/api/v1/jobs", {"Origin": origin, **make_key(locked).headers})

    assert asked.status_code == 400
    assert ALLOWS not in asked.headers
    assert ALLOWS not in answered.headers


def test_without_a_key_a_listed_page_changes_nothing_in_an_open_house(tmp_path: Path, migrated: Path) -> None:
    with open_house(tmp_path, migrated, cors_origins=LISTED) as house:
        response = house.client.post("/api/v1/jobs", json=TRAIN, headers={"Origin": LISTED, **CROSS})

        assert (response.status_code, response.json()["code"]) == (403, "cross_site")
        assert house.counts()["job"] == 0


@pytest.mark.parametrize(
    "entry", ["*", "app.example.org", "https://app.example.org/path", "https://a.org https://b.org"]
)
def test_an_entry_that_is_no_origin_is_refused_at_the_start(tmp_path: Path, entry: str) -> None:
    with pytest.raises(ValueError, match="CORS_ORIGINS"):
        create_app(Settings(data_dir=tmp_path, cors_origins=entry))
