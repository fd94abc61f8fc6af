"""Errors that carry their status: everything the API refuses becomes one problem+json document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldError:
    """One field that was wrong: where, which rule, what is allowed. Never the received value itself."""

    pointer: str
    code: str
    detail: str


class AppError(Exception):
    """A request that is refused.

    Args:
        status: HTTP status code.
        code: stable word for programs, listed in docs/api.md.
        detail: one sentence for the person.
        errors: the fields that were wrong, at most 20 are shown.
        headers: extra response headers, such as `Retry-After`.
        extra: further members of the problem document.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: list[FieldError] | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.headers = headers or {}
        self.extra = extra or {}


def not_found(noun: str, name: str) -> AppError:
    """404 for a named thing: `job_not_found`. Long names are cut, so that the answer stays small."""
    return AppError(404, f"{noun}_not_found", f"There is no {noun.replace('_', ' ')} named {name[:80]!r}.")


def invalid(pointer: str, code: str, detail: str, *, status: int = 422) -> AppError:
    """422 for one field."""
    return AppError(status, code, detail, errors=[FieldError(pointer, code, detail)])


def retry_later(status: int, code: str, detail: str, seconds: float) -> AppError:
    """429 or 503 with a computed `Retry-After`."""
    wait = max(1, round(seconds))
    return AppError(status, code, detail, headers={"Retry-After": str(wait)}, extra={"retry_after_s": wait})
