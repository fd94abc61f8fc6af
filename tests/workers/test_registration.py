"""A worker is known to the house, however its start and the database's crossed: only then can it be stopped well."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.db.migrate import upgrade
from app.db.session import Database
from app.db.tables import WorkerRow
from app.settings import Settings
from workers import launcher
from workers.launcher import Group, Launcher


def rows(database: Database) -> list[tuple[str, str, bool]]:
    """Id, queues and whether it stops, of each worker."""
    with database.read() as session:
        return [(row.id, row.queues, row.stopping) for row in session.scalars(select(WorkerRow))]


@pytest.mark.parametrize("lost", ["never-there", "forgotten"])
def test_a_worker_that_the_database_does_not_know_says_so_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr(launcher, "worker_device", lambda: "cpu")
    settings = Settings(data_dir=tmp_path)
    worker = Launcher(settings, Group(("train",), 1))
    if lost == "never-there":
        worker._write()  # there are no tables yet: as good as no database
    upgrade(settings.database)
    database = Database(settings.database)
    if lost == "forgotten":
        worker._write()
        with database.write() as session:
            session.execute(delete(WorkerRow))

    worker._write()
    assert rows(database) == [(worker.worker_id, "train", False)]
    worker._write(stopping=True)

    assert rows(database) == [(worker.worker_id, "train", True)]
    database.dispose()
