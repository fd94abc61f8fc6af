"""What the steps share: the verdict, and reading an answer that must be there."""

from __future__ import annotations

from tests.smoke.caller import Answer, Json


class Failure(Exception):
    """The deployment does not do what it should."""


def require(truth: object, sentence: str) -> None:
    """Fail with a sentence unless something holds."""
    if not truth:
        raise Failure(sentence)


def document(answer: Answer, *statuses: int) -> Json:
    """The body of an answer that must have one of these statuses."""
    require(answer.status in statuses, f"status {answer.status} instead of {statuses}: {answer.body[:500]!r}")
    body: Json = answer.document
    return body
