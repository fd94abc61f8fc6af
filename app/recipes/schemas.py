"""What the recipe routes answer."""

from __future__ import annotations

from app.http.fields import JsonObject, Out, WordsOut


class HeadlineOut(Out):
    """The figure a model is judged by, beside the book's."""

    metric: str
    title: WordsOut
    unit: str
    higher_is_better: bool
    book_figure: float | None
    book_source: str
    reason: WordsOut | None


class PresetOut(Out):
    """Settings for one click."""

    name: str
    title: WordsOut
    params: JsonObject


class ActionOut(Out):
    """What a model of the recipe can do online beside answering queries."""

    name: str
    summary: WordsOut
    query_schema: JsonObject
    answer_schema: JsonObject
    examples: list[JsonObject]
    streams: bool


class RecipeOut(Out):
    """A recipe's card."""

    name: str
    kind: str
    title: WordsOut
    summary: WordsOut
    chapter: str
    task: str
    headline: HeadlineOut | None
    data_sets: list[str]
    params_schema: JsonObject
    query_schema: JsonObject
    answer_schema: JsonObject
    examples: list[JsonObject]
    estimate_s: float
    weights: list[str]
    presets: list[PresetOut]
    actions: list[ActionOut]
    steerable: list[str]
    shape: list[str]
    can_explain: bool
    scripted: bool
    answer_limit: int


class RecipePage(Out):
    """Every recipe."""

    data: list[RecipeOut]
