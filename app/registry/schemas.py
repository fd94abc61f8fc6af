"""What the model routes take and answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.http.fields import In, JsonObject, Out


class ModelFileOut(Out):
    """A file of a version."""

    name: str
    url: str
    media_type: str
    sha256: str
    bytes: int


class VersionOut(Out):
    """A version of a model."""

    model: str
    version: int
    recipe: str
    aliases: list[str]
    serving: str
    digest: str
    metrics: JsonObject
    report: JsonObject | None
    data: JsonObject
    question: JsonObject
    params: JsonObject
    seed: int
    job_id: str
    code_version: str
    parity: float | None
    created_at: str
    files: list[ModelFileOut]
    damaged: bool  # a file of it is lost: promote another version


class ModelOut(Out):
    """A model with the version that is in production."""

    name: str
    recipe: str
    aliases: dict[str, int]
    last_version: int
    production: VersionOut | None
    query_schema: JsonObject
    answer_schema: JsonObject
    created_at: str


class ModelPage(Out):
    """All models, by name."""

    data: list[ModelOut]


class VersionPage(Out):
    """The versions of a model, newest first."""

    data: list[VersionOut]


class AliasIn(In):
    """Where an alias shall point."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class AliasOut(Out):
    """Where an alias points."""

    model: str
    alias: str
    version: int
    updated_at: str


class ChangeOut(Out):
    """A move of an alias, or the deletion of a model."""

    seq: int
    alias: str
    version: int | None
    previous: int | None
    reason: str
    at: str


class ChangePage(Out):
    """The history of a model's aliases, newest first."""

    data: list[ChangeOut]
