"""The list of recipes: one line each."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from models.house_prices.card import CARD as HOUSE_PRICES
from models.news.card import CARD as NEWS
from models.recipe import Answerer, Bundle, Card
from models.sentiment.card import CARD as SENTIMENT

CARDS: dict[str, Card] = {card.name: card for card in (SENTIMENT, NEWS, HOUSE_PRICES)}


def load_answerer(card: Card, bundle: Bundle) -> Answerer:
    """Give the object that answers for one published version (`<family>/answering.py: load`)."""
    return cast(Answerer, import_module(f"{card.package}.answering").load(bundle))
