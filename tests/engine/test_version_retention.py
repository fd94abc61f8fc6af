"""Retention of model versions: beyond the newest, those that no alias names lose their files."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.session import Database
from app.db.tables import AliasRow, ModelVersionRow
from app.errors import AppError
from app.jobs import finish
from app.registry import service as registry
from app.registry.publish import ModelFile, Release, publish
from app.settings import Settings
from app.storage import LocalStore, stage
from app.storage.expired import EXPIRED
from app.storage.retention import expire
from tests.engine.orders import claimed, queue_job


def keeping(tmp_path: Path, **values: float) -> Settings:
    """Settings that keep these kinds for so long."""
    return Settings(data_dir=tmp_path, **values)  # type: ignore[arg-type]  # each takes a number


def trained(database: Database, storage: LocalStore) -> int:
    """Publish a version with one file; gives its number."""
    queue_job(database)
    row = claimed(database)
    stored = stage(database, storage, row.id, row.attempt, "network.onnx", "application/octet-stream", row.id.encode())
    file = ModelFile("network.onnx", "application/octet-stream", stored.sha256, stored.bytes)
    release = Release(
        serving="onnx", files=(file,), metrics={"accuracy": 0.9}, report={}, data={}, question={}, parity=0.0
    )
    with database.write() as session:
        ended = finish.succeed(session, row.id, row.attempt, {})
        assert ended is not None
        return publish(session, ended, release).version


def with_files(database: Database) -> list[int]:
    """The versions that still have their files."""
    with database.read() as session:
        rows = session.scalars(select(ModelVersionRow).order_by(ModelVersionRow.version)).all()
        return [row.version for row in rows if registry.files(session, row.model, row.version)]


def test_versions_beyond_the_newest_lose_their_files_unless_an_alias_names_them(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    assert [trained(database, storage) for _ in range(6)] == [1, 2, 3, 4, 5, 6]  # production stays at 1
    with database.write() as session:
        registry.promote(session, "sentiment", "canary", 3)

    taken = expire(database, storage, keeping(tmp_path, keep_versions=2))

    assert sorted(one.item for one in taken) == ["sentiment@2", "sentiment@4"]
    assert with_files(database) == [1, 3, 5, 6]
    assert len(list(storage.files())) == 4
    with database.read() as session:
        expired = session.get_one(ModelVersionRow, ("sentiment", 2))
    assert (expired.serving, expired.metrics) == (EXPIRED, {"accuracy": 0.9})  # its figures stay for the record
    assert expire(database, storage, keeping(tmp_path, keep_versions=2)) == []


def test_a_version_without_files_is_not_promoted_and_not_rolled_back_to(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    for _ in range(4):
        trained(database, storage)
    with database.write() as session:
        for version in (2, 3):
            registry.promote(session, "sentiment", "production", version)
    expire(database, storage, keeping(tmp_path, keep_versions=1))
    assert with_files(database) == [3, 4]

    with pytest.raises(Exception, match="were deleted") as refused, database.write() as session:
        registry.promote(session, "sentiment", "production", 2)
    assert refused.value.status == 410  # type: ignore[attr-defined]  # an AppError
    with pytest.raises(Exception, match="never named another version"), database.write() as session:
        registry.roll_back(session, "sentiment", "production")
    with database.read() as session:
        assert session.get_one(AliasRow, ("sentiment", "production")).version == 3


def test_a_roll_back_passes_over_versions_without_files(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    for _ in range(4):
        trained(database, storage)
    with database.write() as session:
        for version in (2, 1, 3):
            registry.promote(session, "sentiment", "production", version)
        registry.promote(session, "sentiment", "first", 1)
    expire(database, storage, keeping(tmp_path, keep_versions=1))
    assert with_files(database) == [1, 3, 4]

    with database.write() as session:
        assert registry.roll_back(session, "sentiment", "production").version == 1
    with pytest.raises(Exception, match="never named another version"), database.write() as session:
        registry.roll_back(session, "sentiment", "production")  # 1, 2, 1: what is left of it is 1


def test_a_version_of_a_model_that_is_being_deleted_stays_for_the_record(
    database: Database, storage: LocalStore
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    for _ in range(2):
        trained(database, storage)
    refusals: list[str] = []

    def delete_version() -> None:
        with pytest.raises(AppError) as refused, database.write() as session:
            registry.delete_version(session, "sentiment", 2)
        refusals.append(refused.value.code)

    with Session(database.engine) as session:
        registry.delete_model(session, "sentiment")
        session.flush()
        other = threading.Thread(target=delete_version)
        other.start()
        time.sleep(0.5)  # it waits for the model's row
        session.commit()
        other.join(10)

    assert refusals == ["model_deleted"]
    with database.read() as session:
        assert session.get_one(ModelVersionRow, ("sentiment", 2)).serving == EXPIRED
