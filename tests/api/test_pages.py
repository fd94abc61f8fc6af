"""The dashboard's pages, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House, open_house
from tests.api.problems import problem


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    """A house with a built dashboard."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    (folder / "assets" / "index-abc123.js").write_text("run()")
    (folder / "index.html").write_text("<!doctype html><title>Dashboard</title>")
    (folder / "docs.html").write_text("<!doctype html><title>API</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder.parent / "secret.txt").write_text("secret")
    with open_house(tmp_path_factory.mktemp("house"), migrated, dashboard_dir=folder) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/jobs", "/jobs/job_00000000000000000000000000", "/models/sentiment/versions/1",
                                  "/recipes/house-prices?tab=settings", "/%00", "/" + "a" * 300])  # fmt: skip
def test_every_deep_link_is_answered_by_the_same_page(built: House, path: str) -> None:
    response = built.client.get(path)

    assert response.status_code == 200
    assert "Dashboard" in response.text
    assert response.headers["cache-control"] == "no-cache"


def test_a_file_of_the_dashboard_is_itself(built: House) -> None:
    icon, script = built.client.get("/favicon.svg"), built.client.get("/assets/index-abc123.js")

    assert icon.text == "<svg/>"
    assert script.text == "run()" and "immutable" in script.headers["cache-control"]


@pytest.mark.parametrize("path", ["/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"])
def test_nothing_outside_of_the_dashboard_is_served(built: House, path: str) -> None:
    assert built.client.get(path).text != "secret"


def test_a_missing_asset_is_not_answered_by_a_page(built: House) -> None:
    problem(built.client.get("/assets/index-old.js"), 404, "not_found")


def test_without_a_built_dashboard_the_house_says_what_to_do(library: House) -> None:
    assert "make run" in library.client.get("/").text


def test_the_documentation_page_is_a_page_of_its_own(built: House, library: House) -> None:
    assert "API" in built.client.get("/docs").text
    assert "make run" in library.client.get("/docs").text  # where nothing is built


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/metrics", "/api/v1/models", "/api/v1/nothing",
                                  "/api/v1/jobs?limit=0", "/api/v1/health/live"])  # fmt: skip
def test_every_answer_carries_the_headers_that_protect_its_reader(library: House, path: str) -> None:
    headers = library.client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 16
    assert "cache-control" in headers
    assert "access-control-allow-origin" not in headers


def test_every_request_has_an_id_of_its_own(library: House) -> None:
    first, second = (library.client.get("/api/v1/health/live").headers["x-request-id"] for _ in range(2))

    assert first != second


def test_the_type_of_a_problem_leads_to_a_page_that_says_what_to_do(library: House) -> None:
    document = problem(library.client.get("/api/v1/jobs?limit=0"), 422, "validation_error")

    page = library.client.get(document["type"])

    assert page.status_code == 200 and "html" in page.headers["content-type"]
