"""HEAD answers as GET does, without the body."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.api.house import House
from tests.api.server import Server

PATHS = ("/api/v1/models", "/api/v1/models/sentiment", "/api/v1/health/ready", "/api/v1/jobs", "/v2/models/sentiment",
         "/metrics", "/openapi.json", "/", "/docs")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_head_gives_the_status_and_headers_of_get(library: House, path: str) -> None:
    whole, head = library.client.get(path), library.client.head(path)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize(("path", "status"), [("/api/v1/models/unknown", 404), ("/api/v1/nothing", 404),
                                              ("/api/v1/models/sentiment/predict", 405)])  # fmt: skip
def test_what_get_refuses_head_refuses(library: House, path: str, status: int) -> None:
    response = library.client.head(path)

    assert (response.status_code, response.content) == (status, b"")
    assert response.headers["content-type"] == "application/problem+json"


def test_head_of_a_stream_ends_at_once(server: Server) -> None:
    job_id = server.house.queue()
    started = time.monotonic()

    with httpx.Client(base_url=server.url, timeout=10) as client:
        response = client.head(f"/api/v1/jobs/{job_id}/events")
        again = client.head("/api/v1/models")  # the connection goes on

    assert response.headers["content-type"].startswith("text/event-stream")
    assert (response.status_code, response.content, again.status_code) == (200, b"", 200)
    assert time.monotonic() - started < 5
