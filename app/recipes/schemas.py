"""What the recipe routes answer."""

from __future__ import annotations

from app.http.fields import JsonObject, Out, WordsOut


class HeadlineOut(Out):
    """The figure a model is judged by, beside the book's."""

    metric: str
    title: WordsOut
    unit: str
    higher_is_better: bool
    book_figure: float
    book_source: str


class RecipeOut(Out):
    """A recipe's card."""

    name: str
    kind: str
    title: WordsOut
    summary: WordsOut
    chapter: str
    task: str
    headline: HeadlineOut
    data_sets: list[str]
    params_schema: JsonObject
    query_schema: JsonObject
    answer_schema: JsonObject
    examples: list[JsonObject]
    estimate_s: float


class RecipePage(Out):
    """Every recipe."""

    data: list[RecipeOut]
