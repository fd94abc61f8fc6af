"""What the upload and data set routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.datasets.formats import Asked
from app.http.fields import NAME, In, JsonObject, Out, WordsOut


class UploadOut(Out):
    """A stored file; width and height are those of a picture."""

    id: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    width: int | None
    height: int | None
    created_at: str


class DataSetIn(In):
    """A data set made of a file that was uploaded before."""

    name: Annotated[str, Field(pattern=NAME, description="a name of your own, or `reuters` for its archive")]
    upload: Annotated[str, Field(pattern=r"^up_[0-9a-z]{26}$")]
    format: Annotated[Asked | None, Field(description="what the file is; by its content and name when left out")] = None


class CheckIn(In):
    """A file that was uploaded before, to be looked at."""

    upload: Annotated[str, Field(pattern=r"^up_[0-9a-z]{26}$")]
    format: Annotated[Asked | None, Field(description="what the file is; by its content and name when left out")] = None


class ColumnOut(Out):
    """A column of a table: what it holds, and its gaps; one of a time series also has a unit."""

    model_config = ConfigDict(extra="allow")

    name: str
    type: Literal["number", "category", "text", "date", "constant", "id"]
    missing: int
    distinct: int
    min: float | None
    max: float | None
    top: list[JsonObject] = Field(default_factory=list)


class ProblemOut(WordsOut):
    """Something worth knowing about a file, in both languages."""

    model_config = ConfigDict(extra="allow")

    code: str
    severity: Literal["warning", "error"]


class ProfileOut(Out):
    """What a file holds, before anything is trained on it; a kind of data may say more than is listed here."""

    model_config = ConfigDict(extra="allow")

    kind: str
    format: str
    rows: int | None = None
    columns: list[ColumnOut] = Field(default_factory=list)
    target: str | None = None
    classes: dict[str, int] = Field(default_factory=dict)
    balance: float | None = None
    imbalanced: bool = False
    duplicates_removed: int = 0
    leakage: JsonObject | None = None
    problems: list[ProblemOut] = Field(default_factory=list)
    suggestions: JsonObject
    samples: list[JsonObject] = Field(default_factory=list)


class SourceOut(Out):
    """One way to get a built-in data set."""

    kind: Literal["canonical", "packaged", "installed", "uploaded"]
    version: str
    rows: int | None
    available: bool


class DataSetOut(Out):
    """A data set, built in or brought."""

    name: str
    origin: Literal["built-in", "uploaded"]
    kind: str
    title: WordsOut
    rows: int | None
    licence: str | None
    homepage: str | None
    citation: str | None
    research_only: bool
    sha256: str | None
    available: bool
    sources: list[SourceOut]
    profile: JsonObject | None
    recipes: list[str]
    created_at: str | None


class DataSetPage(Out):
    """Every data set, built-in ones first."""

    data: list[DataSetOut]
