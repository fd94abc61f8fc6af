"""Recipes from outside the catalogue: modules that an operator names in `CHAPTERHOUSE_EXTRA_RECIPES`."""

from __future__ import annotations

from importlib import import_module

from app.settings import Settings
from models.catalog import CARDS
from models.recipe import Card


def load_extra(settings: Settings) -> None:
    """Add the `CARD` of each named module to the catalogue of this process.

    Raises:
        TypeError: when a module holds no card; a wrong setting stops the start.
    """
    for name in filter(None, (part.strip() for part in settings.extra_recipes.split(","))):
        card = getattr(import_module(name), "CARD", None)
        if not isinstance(card, Card):
            raise TypeError(f"{name} has no CARD")
        CARDS[card.name] = card
