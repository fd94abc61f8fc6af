"""What the upload and data set routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.datasets.profiles import Asked
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
