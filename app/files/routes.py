"""The HTTP side of the store: what lies there, and sweeping it."""

from __future__ import annotations

from fastapi import APIRouter

from app.access.scopes import needs
from app.files import service
from app.files.schemas import StorageOut, SweepIn, SweptOut
from app.http.strict_json import StrictRoute
from app.services import House

router = APIRouter(prefix="/api/v1/storage", tags=["storage"], route_class=StrictRoute)


@router.get("", response_model=StorageOut, dependencies=[needs("system:read")])
def get_storage(house: House) -> StorageOut:
    """Bytes and files by kind, the largest things, what retention takes within a week, and the last sweep."""
    return service.overview(house)


@router.post("/sweep", response_model=SweptOut, dependencies=[needs("admin")])
def sweep(house: House, body: SweepIn) -> SweptOut:
    """Look for files that no row names and for rows whose file is lost, and let go what retention has due.

    With `dry_run`, as it is unless you say otherwise, it only looks. It walks over the whole store: a thousand
    objects a request to it.
    """
    return service.sweep_now(house, dry_run=body.dry_run)
