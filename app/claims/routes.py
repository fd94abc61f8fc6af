"""The HTTP side of claims: what the book says, what was measured here, and measuring what is missing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from app.access.scopes import needs
from app.claims import service
from app.claims.schemas import ClaimOut, ClaimPage, RunIn
from app.http.strict_json import StrictRoute
from app.jobs import outbox
from app.services import House
from models.claims.listing import CLAIMS

router = APIRouter(prefix="/api/v1/claims", tags=["claims"], route_class=StrictRoute)
ClaimId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["reviews-dense"])]


@router.get("", response_model=ClaimPage, dependencies=[needs("jobs:read")])
def list_claims(house: House) -> ClaimPage:
    """The book's claims, each with the values of past runs and a verdict."""
    with house.database.read() as session:
        return ClaimPage(data=service.claims_out(session, house, CLAIMS.values()))


@router.get("/{claim_id}", response_model=ClaimOut, dependencies=[needs("jobs:read")])
def get_claim(house: House, claim_id: ClaimId) -> ClaimOut:
    """One claim with the values of past runs and a verdict."""
    claim = service.find_claim(claim_id)
    with house.database.read() as session:
        return service.claims_out(session, house, [claim])[0]


@router.post(
    "/{claim_id}/run", status_code=202, response_model=ClaimOut, dependencies=[needs("jobs:write", spends="submit")]
)
def run_claim(house: House, claim_id: ClaimId, body: RunIn | None = None) -> ClaimOut:
    """Queue the runs that a claim still misses; those that exist or wait already are not made again."""
    claim = service.find_claim(claim_id)
    with house.database.read() as session:
        service.refuse_without_data(session, house, claim)
    count = (body or RunIn()).seeds
    with house.database.write() as session:
        rows = service.start(session, claim, count, house.bounds, house.settings.max_attempts)
    for row in rows:
        outbox.publish(house.database, house.bell, row.id, row.queue)
    return get_claim(house, claim_id)
