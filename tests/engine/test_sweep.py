"""The sweep: files that no row names go after a day, rows whose file is lost are flagged; on both kinds of store."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.db.clock import now
from app.db.session import Database
from app.db.tables import ArtifactRow, DamagedFileRow, JobRow, SweepRow, UploadRow
from app.jobs import finish
from app.jobs.reconcile import Reconciler
from app.jobs.states import Status
from app.settings import Settings
from app.storage import CorruptError, LocalStore, Store, Stored, StoreDownError, collect, open_store, stage
from app.storage.damage import flag_damage
from app.storage.sweep import sweep, sweep_daily
from tests.bucket import BucketServer, buckets
from tests.engine.orders import claimed, lose_lease, queue_job
from tests.processes import free_port

__all__ = ["buckets"]
NO_GUARD = -60.0  # moto's clock has whole seconds


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Store:
    """An empty store of each kind, that flags what it finds damaged."""
    values: dict[str, Any] = request.getfixturevalue("buckets").settings() if request.param == "s3" else {}
    return open_store(Settings(data_dir=tmp_path, **values), flag_damage(database))


def put(store: Store, content: bytes) -> str:
    """Store a file that no row names; gives its digest."""
    temporary, stored = store.write_temporary("job_x-1-tmp", [content])
    store.send(temporary, stored.sha256)
    store.keep(temporary, stored.sha256)
    return stored.sha256


def running(database: Database) -> JobRow:
    """A job that runs."""
    queue_job(database)
    return claimed(database)


def kept(database: Database, store: Store, content: bytes = b"content") -> Stored:
    """The file of a job that has succeeded."""
    row = running(database)
    stored = stage(database, store, row.id, row.attempt, "a.bin", "application/octet-stream", content)
    with database.write() as session:
        finish.succeed(session, row.id, row.attempt, {})
    return stored


def flagged(database: Database) -> dict[str, str]:
    """What is flagged, and why."""
    with database.read() as session:
        return {row.sha256: row.damage for row in session.scalars(select(DamagedFileRow))}


def test_a_file_that_no_row_names_goes_after_a_day(database: Database, store: Store) -> None:
    mine, orphan = kept(database, store), put(store, b"orphan")

    first = sweep(database, store, remove=True)
    assert (first.files, first.orphans, first.young, first.removed) == (2, 0, 1, 0)

    found = sweep(database, store, remove=True, guard_s=NO_GUARD)

    assert (found.orphans, found.orphan_bytes, found.young, found.removed) == (1, len(b"orphan"), 0, 1)
    assert not store.has(orphan) and store.verified(mine.sha256) == b"content"
    assert found.missing == [] and flagged(database) == {}


def test_a_dry_run_only_looks(database: Database, store: Store) -> None:
    mine, orphan = kept(database, store), put(store, b"orphan")
    store.remove(mine.sha256)

    found = sweep(database, store, remove=False, guard_s=NO_GUARD)

    assert (found.orphans, found.removed, found.missing) == (1, 0, [mine.sha256])
    assert store.has(orphan) and flagged(database) == {}


def test_the_file_of_a_running_attempt_is_no_orphan(database: Database, store: Store) -> None:
    row = running(database)
    stored = stage(database, store, row.id, row.attempt, "a.bin", "text/plain", b"staged")

    assert sweep(database, store, remove=True, guard_s=NO_GUARD).orphans == 0
    assert store.has(stored.sha256)


def test_a_kill_after_the_upload_leaves_a_row_for_the_collector(database: Database, store: Store) -> None:
    row = running(database)

    class Killed(BaseException):
        """Stands for the end of the process."""

    keep = store.keep

    def die(source: Path, sha256: str) -> None:  # noqa: ARG001
        raise Killed

    lose_lease(database, row.id)
    store.keep = die  # type: ignore[method-assign]  # where the process dies
    with pytest.raises(Killed):
        stage(database, store, row.id, row.attempt, "a.bin", "text/plain", b"sent")
    store.keep = keep  # type: ignore[method-assign]
    with database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == row.id).values(attempt=row.attempt + 1))

    assert collect(database, store) == 1  # the row was committed first, so the collector finds it
    assert list(store.files()) == []


def test_a_lost_file_is_flagged_until_it_is_back(database: Database, store: Store) -> None:
    mine = kept(database, store)
    store.remove(mine.sha256)

    found = sweep(database, store, remove=True, guard_s=NO_GUARD)

    assert (found.missing_files, found.missing) == (1, [mine.sha256])
    assert flagged(database) == {mine.sha256: "missing"}

    put(store, b"content")
    assert sweep(database, store, remove=True).healed == 1
    assert flagged(database) == {}


def test_a_partial_result_that_a_kill_kept_from_the_store_goes(database: Database, store: Store) -> None:
    row = running(database)
    stored = stage(database, store, row.id, row.attempt, "a.bin", "text/plain", b"part")
    store.remove(stored.sha256)  # as if the process had died before it was there
    with database.write() as session:
        finish.end(session, row.id, row.attempt, Status.FAILED, reason="worker_lost", error=finish.problem("a", "b"))

    assert sweep(database, store, remove=True).missing_files == 1

    assert flagged(database) == {}
    with database.read() as session:
        assert session.scalars(select(ArtifactRow)).all() == []


def test_a_damaged_file_is_flagged_by_who_reads_it(database: Database, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "artifacts", flag_damage(database))
    mine = kept(database, store)
    store.place(mine.sha256).write_bytes(b"c0ntent")

    with pytest.raises(CorruptError):
        store.verified(mine.sha256)

    assert flagged(database) == {mine.sha256: "damaged"}
    assert sweep(database, store, remove=True).healed == 0 and len(flagged(database)) == 1


def test_a_frame_that_comes_and_goes_is_not_flagged(database: Database, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "artifacts", flag_damage(database))
    row = running(database)
    stored = stage(database, store, row.id, row.attempt, "frame", "image/webp", b"frame")
    store.remove(stored.sha256)

    with pytest.raises(CorruptError):
        store.verified(stored.sha256)

    assert flagged(database) == {}


def test_one_of_many_sweeps_a_day(database: Database, store: Store) -> None:
    kept(database, store)

    first = sweep_daily(database, store)

    assert first is not None and first.files == 1
    assert sweep_daily(database, store) is None
    with database.write() as session:
        session.execute(update(SweepRow).values(started_at=now() - 90_000))
    assert sweep_daily(database, store) is not None


def down(tmp_path: Path) -> Store:
    """A bucket whose service does not answer."""
    values: dict[str, Any] = {"artifacts_url": "s3://files/house", "artifacts_key_id": "a", "artifacts_secret": "b",
                              "artifacts_endpoint": f"http://127.0.0.1:{free_port()}",
                              "artifacts_allow_http": True}  # fmt: skip
    return open_store(Settings(data_dir=tmp_path, **values), patience_s=0.2)


def test_a_store_that_is_down_loses_nothing(
    database: Database, tmp_path: Path, buckets: BucketServer, rung: list[str]
) -> None:
    settings = Settings(data_dir=tmp_path, **buckets.settings())
    store, dead = open_store(settings), down(tmp_path)
    mine, row = kept(database, store), running(database)
    stale = stage(database, store, row.id, row.attempt, "a.bin", "text/plain", b"stale")
    lose_lease(database, row.id)
    reconciler = Reconciler(database, dead, settings, lambda queue, job_id: rung.append(job_id))

    reconciler.round()  # requeues the job, and leaves what it cannot delete
    reconciler.daily()

    with pytest.raises(StoreDownError):
        stage(database, dead, row.id, row.attempt + 1, "b.bin", "text/plain", b"never stored")
    with database.read() as session:
        assert session.scalars(select(ArtifactRow.name)).all() == ["a.bin", "a.bin"]  # no row without its file

    assert sweep_daily(database, dead) is None and flagged(database) == {}
    with pytest.raises(StoreDownError):
        collect(database, dead)
    assert store.has(stale.sha256) and store.verified(mine.sha256) == b"content"
    assert collect(database, store) == 1 and not store.has(stale.sha256)


def test_a_young_upload_whose_file_is_on_its_way_is_not_lost(database: Database, store: Store) -> None:
    temporary, stored = store.write_temporary("upload_x", [b"slow"])
    with database.write() as session:
        session.add(UploadRow(id="up_" + "0" * 26, owner="local", sha256=stored.sha256, bytes=4, name="a",
                              media_type="text/plain", width=None, height=None, created_at=time.time()))  # fmt: skip

    assert sweep(database, store, remove=True).missing == []
    assert temporary.exists() and flagged(database) == {}
