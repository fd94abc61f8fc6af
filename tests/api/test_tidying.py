"""What a house does once a day may take long, and must not keep it from mending what crashes left behind."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.jobs import reconcile
from tests.api.house import open_house
from tests.engine.orders import lose_lease
from tests.processes import until


def test_a_lost_job_is_queued_again_while_the_store_is_walked(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go = threading.Event(), threading.Event()

    def long_walk(*_: object) -> None:
        began.set()
        go.wait(20)

    monkeypatch.setattr(reconcile, "sweep_daily", long_walk)
    with open_house(tmp_path / "data", migrated, reconcile_s=0.2) as house:
        try:
            assert began.wait(10)
            row = house.start()
            lose_lease(house.database, row.id)

            until(lambda: house.job(row.id).status == "queued", "it is queued again", 10)
        finally:
            go.set()
