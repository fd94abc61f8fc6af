"""The list of claims, in the order of the book's chapters."""

from __future__ import annotations

from models.claims.claim import Claim
from models.claims.houses import HOUSES
from models.claims.photos import PHOTOS
from models.claims.reviews import REVIEWS
from models.claims.sequences import SEQUENCES
from models.claims.temperature import TEMPERATURE
from models.claims.topics import TOPICS

_ALL = (*REVIEWS, *TOPICS, *HOUSES, *PHOTOS, *SEQUENCES, *TEMPERATURE)
CLAIMS: dict[str, Claim] = {claim.id: claim for claim in _ALL}
