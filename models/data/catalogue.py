"""The catalogue of data sets and weights, typed: what there is, where it comes from, and its digests."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from models.recipe import Schema


class Title(Schema):
    """A name in both languages of the dashboard."""

    en: str
    zh: str


class SourceFile(Schema):
    """One file of a source: its name (a trailing "/" means a folder) and the digest it must have."""

    name: str
    url: str = ""
    sha256: str = ""
    md5: str = ""


class Source(Schema):
    """One way to get a data set."""

    kind: Literal["canonical", "packaged", "installed", "uploaded"]
    format: str
    version: str
    distribution: str = ""
    rows: int = 0
    files: list[SourceFile] = Field(default_factory=list)
    known: list[str] = Field(default_factory=list)


class DataSetEntry(Schema):
    """One data set, or one pretrained network, of the catalogue."""

    name: str
    kind: Literal["text", "table", "corpus", "images", "series", "weights"]
    rows: int
    title: Title
    licence: str
    homepage: str
    citation: str
    research_only: bool
    source: list[Source]


@cache
def catalogue() -> dict[str, DataSetEntry]:
    """Give the data sets and weights by name."""
    raw = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    entries = [DataSetEntry.model_validate(entry) for entry in [*raw["data_set"], *raw["weights"]]]
    return {entry.name: entry for entry in entries}
