"""What a designed model is asked, and what it answers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, field_validator, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Schema
from models.text_networks.card import WordContribution
from models.unicode_text import MAX_CHARACTERS, too_long

Cell = Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, Field(max_length=1000)] | None
LONGEST_IMAGE = 7_000_000  # characters of base64


class Query(Schema):
    """One example, by exactly one of four: whichever the model's kind of input takes."""

    features: Annotated[dict[str, Cell], Field(max_length=20_000)] | None = Field(
        None, description="a vector: a number, a word or null for each feature"
    )
    text: str | None = None
    image: str | None = Field(
        None, min_length=1, max_length=LONGEST_IMAGE, description="a PNG, JPEG or WebP file in base64"
    )
    values: list[Any] | None = Field(
        None,
        min_length=1,
        description="nested numbers of the model's shape: a sound, series, sequence, video or volume",
    )

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        if text is not None and (not text or text.isspace()):
            raise PydanticCustomError("text_empty", "The text is empty; at least one word is needed.")
        if text is not None and too_long(text):
            allowed = {"allowed": MAX_CHARACTERS}
            raise PydanticCustomError("text_too_long", "The text has more than {allowed} characters.", allowed)
        return text

    @model_validator(mode="after")
    def _one(self) -> Query:
        given = [value for value in (self.features, self.text, self.image, self.values) if value is not None]
        if len(given) != 1:
            raise PydanticCustomError("query_kind", "Send exactly one of features, text, image and values.")
        return self


class Score(Schema):
    """A label and the network's probability of it."""

    label: str
    score: float


class _Parts(Schema):
    """A document of which only the parts that apply are written."""

    @model_serializer(mode="wrap")
    def _present(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in written(self).items() if value is not None}


class Answer(_Parts):
    """`label`, or `labels` where several may hold, with `scores` of all, highest first; or `values` by name."""

    label: str | None = None
    labels: list[str] | None = None
    scores: list[Score] | None = None
    values: dict[str, float] | None = None
    warnings: list[str]


class FeatureEffect(Schema):
    """`contribution`: what this feature adds, compared with the same row at the feature's usual value."""

    name: str
    contribution: float


class Span(Schema):
    """Steps, frames or slices `start` up to but not including `end`: what they add, compared with hiding them."""

    start: int
    end: int
    contribution: float


class Explanation(_Parts):
    """What moved one answer: `label` is what is explained (a class, a label or a number) and `score` what it got.

    A vector has `features`, a text `words`, a picture `heat`; sounds, series and sequences have `spans` over their
    steps, videos and volumes both `spans` over frames or slices and `heat` over the plane. `heat` has `rows` lists of
    `columns` numbers from 0 to 1: what the answer loses when that block is hidden, relative to the largest loss.
    """

    label: str
    score: float
    features: list[FeatureEffect] | None = None
    words: list[WordContribution] | None = None
    spans: list[Span] | None = None
    columns: int | None = None
    rows: int | None = None
    heat: list[list[float]] | None = None
