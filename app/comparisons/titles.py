"""What a variant is called: the book's words, or the one setting that sets it apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.comparisons.service import EXPERIMENTS
from app.db.tables import JobRow
from models.recipe import Card, Words

Json = dict[str, Any]


def differs(params: Json, others: Sequence[Json]) -> Json:
    """The settings in which the variants are not all alike."""
    return {name: value for name, value in params.items() if any(other.get(name) != value for other in others)}


def title_of(row: JobRow, card: Card | None, different: Mapping[str, Any]) -> Words:
    """The title of the variant that a job belongs to."""
    experiment = EXPERIMENTS.get(row.tags.get("preset", ""))
    for variant in experiment.variants if experiment else ():
        if variant.name == row.tags["variant"]:
            return variant.title
    if len(different) != 1 or card is None:
        return Words(row.tags["variant"], row.tags["variant"])
    (name, value), *_ = different.items()
    shown = value if isinstance(value, int | float | str) else row.tags["variant"]
    setting = _setting(card, name)
    return Words(f"{setting.en} {shown}", f"{setting.zh} {shown}")


def _setting(card: Card, name: str) -> Words:
    field = card.Params.model_fields[name]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    zh = extra.get("zh")
    title = field.title or name
    return Words(title, str(zh.get("title", title)) if isinstance(zh, dict) else title)
