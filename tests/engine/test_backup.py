"""Backups: everything comes back, from either database into either, or the restore is refused and changes nothing."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.backup import write
from app.backup.read import read_backup, read_manifest
from app.backup.write import write_backup
from app.db.migrate import upgrade
from app.db.session import Database
from app.db.tables import AliasRow, DataSetRow, ModelVersionRow, RegistryChangeRow, Table, UploadRow
from app.errors import AppError
from app.jobs import finish
from app.registry import service as registry
from app.storage import LocalStore, place, remove_all_unused, stage
from tests.engine.orders import claimed, queue_job
from tests.engine.test_version_retention import trained, with_files

Rows = dict[str, list[dict[str, Any]]]


def everything(database: Database) -> Rows:
    with database.read() as session:
        return {
            table.name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in Table.metadata.sorted_tables
        }


@pytest.fixture
def lived(database: Database, storage: LocalStore) -> Database:
    """A house with a finished job and its file, a running one with a staged file, a queued one, and a history."""
    queue_job(database, seed=2**31 - 1, tags={"wer": "Grüße 你好"}, priority=9)
    done = claimed(database)
    stage(database, storage, done.id, done.attempt, "picture.png", "image/png", b"\x89PNG content")
    with database.write() as session:
        assert (
            finish.succeed(session, done.id, done.attempt, {"metrics": {"loss": 0.1 + 0.2, "gone": None}}) is not None
        )
    queue_job(database)
    running = claimed(database)
    stage(database, storage, running.id, running.attempt, "half.png", "image/png", b"not finished")
    queue_job(database)
    with database.write() as session:
        change = {"model": "m", "alias": "production", "version": 1, "previous": None, "reason": "published"}
        session.execute(insert(RegistryChangeRow), [change | {"created_at": float(n)} for n in range(3)])
    return database


def backed_up(database: Database, storage: LocalStore, folder: Path) -> Path:
    target = folder / "house.tar"
    write_backup(database, storage, target)
    return target


def test_everything_comes_back(lived: Database, storage: LocalStore, empty_url: str, tmp_path: Path) -> None:
    before = everything(lived)
    file = backed_up(lived, storage, tmp_path)

    restored = read_backup(empty_url, LocalStore(tmp_path / "new"), file)

    again = Database(empty_url)
    after = everything(again)
    again.dispose()
    staged = [row for row in before["artifact"] if row["state"] == "staged"]
    assert len(staged) == 1
    before["artifact"] = [row for row in before["artifact"] if row["state"] == "live"]  # an attempt starts over
    assert after == before
    assert restored.files == 1 and restored.left_out == 0
    (kept,) = before["artifact"]
    assert LocalStore(tmp_path / "new").verified(kept["sha256"]) == b"\x89PNG content"


def test_counters_go_on_after_the_restored_rows(
    lived: Database, storage: LocalStore, empty_url: str, tmp_path: Path
) -> None:
    upgrade(empty_url)  # as a compose installation is before anything is restored
    read_backup(empty_url, LocalStore(tmp_path / "new"), backed_up(lived, storage, tmp_path))

    again = Database(empty_url)
    with again.write() as session:
        change = {"model": "m", "alias": "a", "version": 2, "reason": "promoted", "created_at": 9.0}
        session.execute(insert(RegistryChangeRow), change)
        newest = session.scalars(select(RegistryChangeRow.seq).order_by(RegistryChangeRow.seq.desc())).first()
    again.dispose()
    assert newest == max(row["seq"] for row in everything(lived)["registry_change"]) + 1


def test_a_house_that_holds_rows_is_not_overwritten(lived: Database, storage: LocalStore, tmp_path: Path) -> None:
    file = backed_up(lived, storage, tmp_path)
    before = everything(lived)

    with pytest.raises(AppError) as refused:
        read_backup(lived.url, storage, file)

    assert refused.value.code == "not_empty"
    assert everything(lived) == before


def test_a_damaged_file_stops_the_backup(lived: Database, storage: LocalStore, tmp_path: Path) -> None:
    (kept,) = [row for row in everything(lived)["artifact"] if row["state"] == "live"]
    storage.path(kept["sha256"]).write_bytes(b"other bytes")

    with pytest.raises(AppError) as refused:
        write_backup(lived, storage, tmp_path / "house.tar")

    assert refused.value.code == "artifact_corrupt"
    assert not list(tmp_path.glob("*house.tar*"))


def test_a_missing_file_stops_the_backup(lived: Database, storage: LocalStore, tmp_path: Path) -> None:
    (kept,) = [row for row in everything(lived)["artifact"] if row["state"] == "live"]
    storage.remove(kept["sha256"])

    with pytest.raises(AppError) as refused:
        write_backup(lived, storage, tmp_path / "house.tar")

    assert refused.value.code == "artifact_corrupt"


Change = bytes | Callable[[bytes], bytes] | None


def changed(source: Path, name: str, content: Change) -> Path:
    """A copy of a backup with one member replaced, changed or left out."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            data = old.extractfile(member)
            assert data is not None
            kept = data.read()
            if member.name.startswith(name):
                if content is None:
                    continue
                kept = content(kept) if callable(content) else content
            member.size = len(kept)
            new.addfile(member, io.BytesIO(kept))
    return target


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("manifest.json", None),
        ("manifest.json", b"{}"),
        ("manifest.json", b"not json"),
        ("files/", b"other bytes"),
        ("files/", None),
        ("rows/job.jsonl", b""),
        ("rows/job.jsonl", b"no rows\n" * 3),
        ("rows/job.jsonl", lambda rows: rows.replace(b'"priority":9', b'"priority":8')),
    ],
)
def test_what_is_not_whole_is_refused(
    lived: Database, storage: LocalStore, empty_url: str, tmp_path: Path, member: str, content: Change
) -> None:
    file = changed(backed_up(lived, storage, tmp_path), member, content)

    with pytest.raises(AppError) as refused:
        read_backup(empty_url, LocalStore(tmp_path / "new"), file)

    assert refused.value.code == "backup_invalid"
    read_backup(
        empty_url, LocalStore(tmp_path / "new"), tmp_path / "house.tar"
    )  # nothing stands in the way of a whole one


def test_a_backup_without_digests_of_rows_is_restored(
    lived: Database, storage: LocalStore, empty_url: str, tmp_path: Path
) -> None:
    file = backed_up(lived, storage, tmp_path)
    manifest = read_manifest(file)
    del manifest["digests"]

    restored = read_backup(
        empty_url, LocalStore(tmp_path / "new"), changed(file, "manifest.json", json.dumps(manifest).encode())
    )

    assert restored.rows == sum(manifest["rows"].values())


@pytest.mark.parametrize("cut", [0, 100, 5000])
def test_a_file_that_was_cut_off_is_refused(lived: Database, storage: LocalStore, tmp_path: Path, cut: int) -> None:
    file = backed_up(lived, storage, tmp_path)
    file.write_bytes(file.read_bytes()[:cut])

    with pytest.raises(AppError) as refused:
        read_manifest(file)

    assert refused.value.code == "backup_invalid"


def test_a_backup_of_a_newer_release_is_refused(lived: Database, storage: LocalStore, tmp_path: Path) -> None:
    file = backed_up(lived, storage, tmp_path)
    manifest = json.dumps(read_manifest(file) | {"revision": "9999"}).encode()

    with pytest.raises(AppError) as refused:
        read_manifest(changed(file, "manifest.json", manifest))

    assert "newer release" in refused.value.detail


def own_data(database: Database, storage: LocalStore) -> str:
    """A person's data set; gives the digest of its file."""
    temporary, stored = storage.write_temporary("own", [b"a,b\n1,2\n"])
    row = UploadRow(
        id="up_own", sha256=stored.sha256, bytes=stored.bytes, media_type="text/plain", name="own.csv", created_at=1.0
    )
    with database.write() as session:
        session.add(row)
        session.flush()
        session.add(DataSetRow(name="own", format="csv", upload_id=row.id, profile={}, created_at=1.0))
    place(database, storage, temporary, stored.sha256, lambda session: True)
    return stored.sha256


def test_what_is_deleted_while_a_backup_is_written_is_left_out_with_all_that_needs_it(
    lived: Database, storage: LocalStore, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = own_data(lived, storage)
    trained(lived, storage)
    list_files = write._digests

    def delete_meanwhile(session: Session) -> list[str]:
        with lived.write() as other:
            other.delete(other.get_one(DataSetRow, "own"))
            other.flush()
            other.delete(other.get_one(UploadRow, "up_own"))
            gone = registry.delete_model(other, "sentiment")
        remove_all_unused(lived, storage, [sha256, *gone])
        return list_files(session)

    monkeypatch.setattr(write, "_digests", delete_meanwhile)
    file = backed_up(lived, storage, tmp_path)

    restored = read_backup(empty_url, LocalStore(tmp_path / "new"), file)

    again = Database(empty_url)
    assert with_files(again) == []
    with again.read() as session:
        assert session.scalars(select(DataSetRow)).all() == [] == session.scalars(select(UploadRow)).all()
        alias = session.scalars(select(AliasRow)).one()
        version = session.get_one(ModelVersionRow, (alias.model, alias.version))
        with pytest.raises(AppError) as refused:
            registry.require_files(version)
    rows = sum(len(found) for found in everything(again).values())
    again.dispose()
    assert refused.value.code == "artifact_expired"
    assert (restored.left_out, restored.rows) == (4, rows), "upload, data set, artifact and file of the version"
