"""What to train on a person's data: the input and task it looks like, and the recipes that can learn from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.datasets.formats import KIND_OF_FORMAT
from app.db.tables import DataSetRow
from models.catalog import CARDS
from models.data.catalogue import catalogue
from models.data.column_types import mean_words
from models.recipe import Card
from models.text_rule import suggest

Json = dict[str, Any]
# formats that a recipe reads, where it does not read every format of a kind
READS = {
    "house-prices": frozenset(("csv-table",)),  # numbers only
    "temperature": frozenset(("csv-series", "weather-csv", "jena-csv")),  # a column of times
}
# tasks of own data that a recipe can learn, where it cannot learn every one
LEARNS = {
    "house-prices": frozenset(("regression",)),
    "sentiment": frozenset(("binary",)),
    "news": frozenset(("binary", "single-label")),
}
CLASSIFIERS = frozenset(("images", "designer"))  # of pictures they learn the classes; generators need none


def suggestions(input: str | None, task: str | None, target: Sequence[str]) -> Json:
    """The settings that the data itself suggests; the recipes are added once all else is known."""
    architecture = "auto" if input and task else None
    return {"input": input, "task": task, "target": list(target), "architecture": architecture, "recipes": []}


def text_suggestions(task: str, target: Sequence[str], texts: Sequence[str]) -> Json:
    """As `suggestions`, for texts: the book's rule of texts per mean word names the architecture, and why."""
    rule = suggest(len(texts), mean_words(texts))
    architecture = "bigrams" if rule.suggests == "bigrams" else "transformer"
    reason = {"en": rule.reason.en, "zh": rule.reason.zh}
    return suggestions("text", task, target) | {"architecture": architecture, "reason": reason}


def built_in_recipes(name: str) -> list[str]:
    """The recipes that name a data set of the catalogue, and those that learn from any data of its kind."""
    kind = catalogue()[name].kind
    return [
        card.name
        for card in CARDS.values()
        if name in card.data_sets or (card.fits is not None and kind in card.data_kinds)
    ]


def own_recipes(kind: str, format: str, profile: Json) -> list[str]:
    """The recipes that can learn from a person's own data of a kind."""
    task = (profile.get("suggestions") or {}).get("task")
    able = [card.name for card in CARDS.values() if _can_learn(card, kind, format, task)]
    if kind == "images" and not profile.get("classes"):
        return [name for name in able if name not in CLASSIFIERS]
    return able


def kind_of(row: DataSetRow) -> str:
    """What a person's data set holds."""
    return str(row.profile.get("kind") or KIND_OF_FORMAT.get(row.format, row.format))


def recipes_for(row: DataSetRow) -> list[str]:
    """The recipes that can learn from a person's data set."""
    return own_recipes(kind_of(row), row.format, row.profile)


def _can_learn(card: Card, kind: str, format: str, task: str | None) -> bool:
    entries = catalogue()
    kinds = {*card.data_kinds, *(entries[known].kind for known in card.data_sets if known in entries)}
    reads = card.name not in READS or format in READS[card.name]
    learns = card.name not in LEARNS or task is None or task in LEARNS[card.name]
    return kind in kinds and reads and learns
