"""The list of recipes: one line each."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from models.dcgan.card import CARD as DCGAN
from models.deep_dream.card import CARD as DEEP_DREAM
from models.designer.card import CARD as DESIGNER
from models.house_prices.card import CARD as HOUSE_PRICES
from models.imagenet.card import CARD as IMAGENET
from models.images.card import CARD as IMAGES
from models.job import Answerer, Bundle
from models.news.card import CARD as NEWS
from models.recipe import Card
from models.sentiment.card import CARD as SENTIMENT
from models.style_transfer.card import CARD as STYLE_TRANSFER
from models.temperature.card import CARD as TEMPERATURE
from models.text_generator.card import CARD as TEXT_GENERATOR
from models.vae.card import CARD as VAE

_ALL = (
    SENTIMENT, NEWS, HOUSE_PRICES, IMAGES, IMAGENET, TEMPERATURE, TEXT_GENERATOR, DEEP_DREAM, STYLE_TRANSFER, VAE,
    DCGAN, DESIGNER,
)  # fmt: skip
CARDS: dict[str, Card] = {card.name: card for card in _ALL}


def load_answerer(card: Card, bundle: Bundle) -> Answerer:
    """Give the object that answers for one published version (`<family>/answering.py: load`)."""
    return cast(Answerer, import_module(f"{card.package}.answering").load(bundle))
