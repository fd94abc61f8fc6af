"""What every refusal has in common."""

from __future__ import annotations

from typing import Any

from httpx import Response

from app.http.problem_pages import NOT_FOUND, PROBLEMS


def problem(response: Response, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal, after checking that it is one."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["code"] == code, document
    assert document["status"] == status
    assert code in PROBLEMS or code in NOT_FOUND, "this code has no page that says what to do"
    assert document["type"] == f"/problems/{code}"
    assert document["instance"] == f"urn:request:{response.headers['x-request-id']}"
    assert len(document["errors"]) <= 20
    return document


def pointers(document: dict[str, Any]) -> list[str]:
    """The fields that a problem names."""
    return [item["pointer"] for item in document["errors"]]
