"""Field types that several schemas share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from app.errors import invalid


class Out(BaseModel):
    """Base of what the API answers."""

    model_config = ConfigDict(extra="forbid")


class In(BaseModel):
    """Base of what the API takes: no unknown key, no coercion, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def only(*names: str) -> Any:
    """A dependency that refuses query parameters of other names: a mistyped filter must not list everything."""

    def refuse_others(request: Request) -> None:
        for name in request.query_params:
            if name not in names:
                raise invalid(f"/{name[:80]}", "validation_error", f"The query parameters are {', '.join(names)}.")

    return Depends(refuse_others)


def iso(seconds: float | None) -> str | None:
    """`2026-11-23T21:00:00.123Z` of a database time."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


NAME = r"^[a-z0-9][a-z0-9-]{0,62}$"
JOB_ID = r"^[a-z0-9][a-z0-9_-]{15,63}$"
SHA256 = r"^sha256-[0-9a-f]{64}$"
ModelName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["sentiment"])]
JobId = Annotated[str, Path(pattern=JOB_ID, examples=["job_01jd8x1m3c9v5r7t2k4n6p8q0s"])]
UploadId = Annotated[str, Path(pattern=r"^up_[0-9a-z]{26}$")]
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="the last event number seen")]
Limit = Annotated[int, Query(ge=1, le=200, description="rows a page")]
JsonObject = dict[str, Any]
Fraction = Annotated[float, Field(ge=0, le=1)]


class WordsOut(Out):
    """A text in both languages of the dashboard."""

    en: str
    zh: str
