"""Retention: what is old and needed by nothing goes, with its bytes; nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.db.clock import read_clock
from app.db.session import Database
from app.db.tables import ArtifactRow, DataSetRow, ExpiredFileRow, JobRow, UploadRow
from app.ids import new_id
from app.jobs import finish
from app.jobs.states import QUEUE_OF_KIND
from app.settings import Settings
from app.storage import LocalStore, place, stage
from app.storage.retention import DAY_S, due, expire
from tests.engine.crowd import at_once
from tests.engine.orders import claimed, queue_job, shift
from tests.engine.test_version_retention import keeping, trained, with_files

OLD_S = -40 * DAY_S
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {  # the file's name, its setting, what sort of job makes it
    "pictures": ("result.png", "keep_pictures_days", {"kind": "generate", "recipe": "deep-dream"}),
    "previews": ("step-0007.webp", "keep_previews_days", {}),
    "epochs": ("epoch-0003.state", "keep_epochs_days", {}),
    "answers": ("answers.jsonl", "keep_answers_days", {"kind": "predict"}),
}


def made(database: Database, storage: LocalStore, name: str, *, ended_s: float = OLD_S, **order: Any) -> JobRow:
    """A job that ended then, with one file."""
    job_id = queue_job(database, **order)
    row = claimed(database, queue=QUEUE_OF_KIND[order.get("kind", "train")])
    assert row.id == job_id
    stage(database, storage, row.id, row.attempt, name, "application/octet-stream", f"{row.id} {name}".encode())
    with database.write() as session:
        assert finish.succeed(session, row.id, row.attempt, {}) is not None
    shift(database, job_id, finished_at=ended_s)
    return row


def digest_of(database: Database, job_id: str) -> str:
    """The digest of the job's only file."""
    with database.read() as session:
        return session.scalars(select(ArtifactRow.sha256).where(ArtifactRow.job_id == job_id)).one()


def artifacts(database: Database) -> int:
    """How many rows of artifacts there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(ArtifactRow)) or 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_file_goes_with_its_bytes_and_is_remembered(
    database: Database, storage: LocalStore, tmp_path: Path, kind: str
) -> None:
    name, setting, order = KINDS[kind]
    row = made(database, storage, name, **order)
    sha256 = digest_of(database, row.id)

    assert expire(database, storage, keeping(tmp_path, **{setting: 41})) == []  # younger than that
    taken = expire(database, storage, keeping(tmp_path, **{setting: 39}))

    assert [(one.kind, one.bytes) for one in taken] == [(kind, len(f"{row.id} {name}"))]
    assert artifacts(database) == 0 and not storage.has(sha256)
    with database.read() as session:
        gone = session.scalars(select(ExpiredFileRow)).one()
    assert (gone.item, gone.sha256, gone.owner, gone.kind) == (f"{row.id}/{name}", sha256, "local", kind)


def test_nothing_goes_unless_somebody_says_so(database: Database, storage: LocalStore, tmp_path: Path) -> None:
    for name, _, order in KINDS.values():
        made(database, storage, name, **order)

    assert expire(database, storage, Settings(data_dir=tmp_path)) == []
    assert artifacts(database) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_is_kept_longer_stays(database: Database, storage: LocalStore, tmp_path: Path, kind: str) -> None:
    name, setting, order = KINDS[kind]
    made(database, storage, name, **order)
    others = {other: 1.0 for _, other, _ in KINDS.values() if other != setting}

    assert expire(database, storage, keeping(tmp_path, **others)) == []


def test_a_file_that_another_job_made_too_keeps_its_bytes(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    old, young = (queue_job(database) for _ in range(2))
    for job_id, ended_s in ((old, OLD_S), (young, -60.0)):
        row = claimed(database)
        stored = stage(database, storage, row.id, row.attempt, "step-0001.webp", "image/webp", b"the same")
        with database.write() as session:
            finish.succeed(session, row.id, row.attempt, {})
        shift(database, row.id, finished_at=OLD_S if row.id == old else ended_s)
        assert row.id == job_id

    assert len(expire(database, storage, keeping(tmp_path, keep_previews_days=1))) == 1
    assert storage.verified(stored.sha256) == b"the same"


def test_the_files_of_a_job_that_was_started_again_stay(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    row = made(database, storage, "epoch-0001.state")
    with database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == row.id).values(status="running"))

    assert expire(database, storage, keeping(tmp_path, keep_epochs_days=1)) == []


def test_an_epoch_that_a_waiting_fork_goes_on_from_stays_until_that_ended(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    source = made(database, storage, "epoch-0001.state")
    origin = {"job": source.id, "epoch": 1, "sha256": digest_of(database, source.id)}
    fork = queue_job(database, origin=origin)
    settings = keeping(tmp_path, keep_epochs_days=1)

    assert expire(database, storage, settings) == []

    row = claimed(database)
    assert row.id == fork
    with database.write() as session:
        finish.succeed(session, row.id, row.attempt, {})
    assert [one.kind for one in expire(database, storage, settings)] == ["epochs"]


def uploaded(database: Database, storage: LocalStore, content: bytes, age_s: float = -OLD_S) -> str:
    """An upload of that age; gives its id."""
    temporary, stored = storage.write_temporary("upload_x", [content])
    row = UploadRow(id=new_id("up"), owner="local", sha256=stored.sha256, bytes=stored.bytes, media_type="text/plain",
                    name="a.csv", width=None, height=None, created_at=0.0)  # fmt: skip
    with database.write() as session:
        row.created_at = read_clock(session) - age_s
        session.add(row)
    place(database, storage, temporary, stored.sha256, lambda session: session.get(UploadRow, row.id))
    return row.id


def test_an_upload_goes_when_no_data_set_and_no_job_names_it(
    database: Database, storage: LocalStore, tmp_path: Path
) -> None:
    idle, of_set, of_job, young = (
        uploaded(database, storage, name, age_s) for name, age_s in
        ((b"idle", 40 * DAY_S), (b"set", 40 * DAY_S), (b"job", 40 * DAY_S), (b"young", DAY_S))
    )  # fmt: skip
    made(database, storage, "result.png", kind="generate", recipe="deep-dream",
         params={"photo": {"upload": of_job}})  # fmt: skip
    with database.write() as session:
        session.add(
            DataSetRow(name="mine", owner="local", format="csv-table", upload_id=of_set, profile={}, created_at=1.0)
        )

    taken = expire(database, storage, keeping(tmp_path, keep_uploads_days=30))

    assert [one.item for one in taken] == [idle]
    with database.read() as session:
        left = set(session.scalars(select(UploadRow.id)))
        assert session.get_one(ExpiredFileRow, idle).kind == "uploads"
    assert left == {of_set, of_job, young}
    assert sorted(storage.verified(file.sha256)[:5] for file in storage.files())[-2:] == [b"set", b"young"]


def test_what_will_go_is_told_before(database: Database, storage: LocalStore, tmp_path: Path) -> None:
    made(database, storage, "step-0001.webp", ended_s=-25 * DAY_S)
    settings = keeping(tmp_path, keep_previews_days=30)

    with database.read() as session:
        stamp = read_clock(session)
        assert due(session, settings) == due(session, settings, 4 * DAY_S) == []
        coming = due(session, settings, 6 * DAY_S)

    assert [round((one.at - stamp) / DAY_S) for one in coming] == [5]
    assert expire(database, storage, settings) == []


def test_many_reconcilers_at_once_take_each_file_once(database: Database, storage: LocalStore, tmp_path: Path) -> None:
    for _ in range(6):
        made(database, storage, "step-0001.webp")
        uploaded(database, storage, new_id("up").encode())
        trained(database, storage)
    settings = keeping(tmp_path, keep_previews_days=1, keep_uploads_days=1, keep_versions=1)

    taken = [one.item for lot in at_once(4, lambda _: expire(database, storage, settings)) for one in lot]

    assert len(taken) == len(set(taken)) == 6 + 6 + 4
    assert with_files(database) == [1, 6] and len(list(storage.files())) == 2
