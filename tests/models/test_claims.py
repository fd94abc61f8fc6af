"""The claims as data: each is complete, its settings are the card's, and its measure names its own runs."""

from __future__ import annotations

import re

import pytest

from models.catalog import CARDS
from models.claims import houses, photos, reviews, sequences, temperature, topics
from models.claims.claim import Claim
from models.claims.listing import CLAIMS

UNITS = {"fraction", "points", "k$", "epoch", "°C", "loss", "ratio"}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())
def test_a_claim_can_be_run_and_read(claim: Claim) -> None:
    for setup in claim.setups.values():
        CARDS[setup.recipe].Params.model_validate(setup.params)
    assert set(claim.measure.names) == set(claim.setups)
    assert re.search(r"\dE ", claim.source)
    assert claim.words.en != claim.words.zh
    assert claim.unit in UNITS
    assert 0 <= claim.quick_seeds <= len(claim.seeds) == len(set(claim.seeds))


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())
def test_the_books_own_figure_meets_the_claim(claim: Claim) -> None:
    """A bound that the book itself would miss is a mistake of ours."""
    assert claim.book is None or claim.expected.holds(claim.book)


def test_no_claim_is_lost_to_a_name_taken_twice() -> None:
    rooms = (reviews.REVIEWS, sequences.SEQUENCES, topics.TOPICS, houses.HOUSES, photos.PHOTOS, temperature.TEMPERATURE)
    assert len(CLAIMS) == sum(map(len, rooms))
