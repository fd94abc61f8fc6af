"""Replicas follow what another one changed in the registry, whichever of two changes at once is committed first."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.db.session import Database
from app.db.tables import RegistryChangeRow
from app.serving.loaded import Shelf
from app.serving.service import Serving
from app.storage import LocalStore


def move(session: Session, model: str) -> None:
    """Note that an alias moved."""
    values = {"alias": "production", "version": 1, "previous": None, "reason": "promoted", "created_at": 1.0}
    session.add(RegistryChangeRow(model=model, **values))
    session.flush()


def test_a_change_that_is_committed_after_a_later_one_is_noticed(database: Database, storage: LocalStore) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    serving = Serving(database, storage, 4, Shelf(2))
    with Session(database.engine) as slow:
        move(slow, "slow")
        with database.write() as session:
            move(session, "quick")
        seen = serving._newest_changes()
        slow.commit()

    assert serving._newest_changes() != seen
