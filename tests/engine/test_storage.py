"""Files: staged while an attempt runs, live with the commit that ends it, collected when nobody needs them."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from sqlalchemy import insert, select

from app.db.clock import now
from app.db.session import Database
from app.db.tables import ArtifactRow, JobRow, UploadRow
from app.errors import AppError
from app.ids import new_id
from app.jobs import control, finish
from app.jobs.states import Status
from app.registry.publish import ModelFile, Release, publish
from app.storage import LocalStore, Stored, collect, stage
from app.unfinished import upload_file_name
from tests.engine.crowd import at_once
from tests.engine.orders import claimed, lose_lease, queue_job, row_of


def running(database: Database, **changes: object) -> JobRow:
    """A job that runs."""
    queue_job(database, **changes)  # type: ignore[arg-type]  # passed through as they came
    return claimed(database)


def keep(
    database: Database, storage: LocalStore, row: JobRow, content: bytes = b"content", name: str = "a.bin"
) -> Stored:
    """Stage a file for a running job."""
    return stage(database, storage, row.id, row.attempt, name, "application/octet-stream", content)


def succeed(database: Database, row: JobRow) -> None:
    """End a running job well."""
    with database.write() as session:
        assert finish.succeed(session, row.id, row.attempt, {}) is not None


def fail(database: Database, row: JobRow) -> None:
    """Let an attempt be lost: the job is queued again."""
    with database.write() as session:
        finish.fail_or_retry(session, row.id, row.attempt, finish.problem("x", "y"))


def states(database: Database) -> list[str]:
    """The state of every known file."""
    with database.read() as session:
        return sorted(session.scalars(select(ArtifactRow.state)))


def test_a_file_becomes_live_with_its_job(database: Database, storage: LocalStore) -> None:
    row = running(database)
    stored = keep(database, storage, row)
    before = states(database)

    succeed(database, row)

    assert (before, states(database)) == (["staged"], ["live"])
    assert storage.verified(stored.sha256) == b"content"


def test_the_collector_leaves_the_files_of_a_running_attempt(database: Database, storage: LocalStore) -> None:
    row = running(database)
    stored = keep(database, storage, row)
    storage.write_temporary(f"{row.id}-{row.attempt}-tmp_x", [b"half"])

    assert collect(database, storage) == 0

    assert storage.has(stored.sha256)
    assert len(list(storage.temporary.iterdir())) == 1


def test_the_files_of_a_lost_attempt_are_collected(database: Database, storage: LocalStore) -> None:
    row = running(database)
    stored = keep(database, storage, row)
    fail(database, row)

    assert collect(database, storage) == 1

    assert states(database) == [] and not storage.has(stored.sha256)


def test_a_kill_between_the_row_and_the_file_leaves_nothing_for_long(database: Database, storage: LocalStore) -> None:
    row = running(database)
    temporary, stored = storage.write_temporary(f"{row.id}-{row.attempt}-tmp_x", [b"half"])
    with database.write() as session:
        values = {"job_id": row.id, "attempt": row.attempt, "name": "a", "media_type": "x/y", "state": "staged"}
        file = {"sha256": stored.sha256, "bytes": stored.bytes}
        session.execute(insert(ArtifactRow).values(id=new_id("art"), created_at=now(), **values, **file))
    fail(database, row)

    collect(database, storage)

    assert states(database) == [] and not temporary.exists()


@pytest.mark.parametrize("client_id", [None, "my-own-training-0001"])
def test_a_kill_before_the_row_leaves_nothing_for_long(
    database: Database, storage: LocalStore, client_id: str | None
) -> None:
    row = running(database, client_id=client_id)
    temporary, _ = storage.write_temporary(f"{row.id}-{row.attempt}-tmp_x", [b"half"])
    succeed(database, row)

    collect(database, storage)

    assert not temporary.exists()


def test_what_an_upload_on_another_machine_left_is_removed_after_an_hour(
    database: Database, storage: LocalStore
) -> None:
    old, _ = storage.write_temporary("upload_0123456789ab_1_beef_part_1", [b"cut off"])
    young, _ = storage.write_temporary("upload_0123456789ab_1_beef_part_2", [b"on its way"])
    os.utime(old, (time.time() - 4000, time.time() - 4000))

    collect(database, storage)

    assert not old.exists() and young.exists()


def test_what_a_killed_upload_left_is_removed_at_once(database: Database, storage: LocalStore) -> None:
    script = "from app.unfinished import upload_file_name; print(upload_file_name())"
    name = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    cut_off, _ = storage.write_temporary(name, [b"half"])
    own, _ = storage.write_temporary(upload_file_name(), [b"on its way"])
    birth = own.name.split("_")[3]
    before, _ = storage.write_temporary(own.name.replace(birth, "0" * len(birth)), [b"of the process before this one"])

    collect(database, storage)

    assert own.exists() and not cut_off.exists() and not before.exists()


def test_a_file_that_another_job_made_too_is_kept(database: Database, storage: LocalStore) -> None:
    first, second = running(database), running(database)
    stored = keep(database, storage, first)
    keep(database, storage, second)
    succeed(database, first)
    fail(database, second)

    collect(database, storage)

    assert states(database) == ["live"]
    assert storage.verified(stored.sha256) == b"content"


def test_a_file_of_a_model_version_outlives_its_job(database: Database, storage: LocalStore) -> None:
    row = running(database)
    stored = keep(database, storage, row, name="network.onnx")
    file = ModelFile("network.onnx", "application/octet-stream", stored.sha256, stored.bytes)
    release = Release("onnx", (file,), metrics={}, report={}, data={}, question={}, parity=None)
    with database.write() as session:
        ended = finish.succeed(session, row.id, row.attempt, {})
        assert ended is not None
        publish(session, ended, release)
    with database.write() as session:
        finish.forget(session, row.id)

    assert collect(database, storage) == 1

    assert states(database) == []
    assert storage.verified(stored.sha256) == b"content"


def test_a_file_that_a_person_uploaded_too_is_kept(database: Database, storage: LocalStore) -> None:
    row = running(database)
    stored = keep(database, storage, row)
    with database.write() as session:
        values = {"id": new_id("up"), "sha256": stored.sha256, "bytes": 7, "media_type": "x/y", "name": "a"}
        session.execute(insert(UploadRow).values(created_at=now(), **values))
    fail(database, row)

    collect(database, storage)

    assert storage.has(stored.sha256)


def test_the_same_name_in_the_same_attempt_is_replaced(database: Database, storage: LocalStore) -> None:
    row = running(database)
    keep(database, storage, row, b"first")
    keep(database, storage, row, b"second")
    succeed(database, row)

    with database.read() as session:
        assert [file.bytes for file in finish.artifacts(session, row.id)] == [6]


def test_what_a_canceled_job_had_made_stays(database: Database, storage: LocalStore) -> None:
    row = running(database)
    stored = keep(database, storage, row)
    with database.write() as session:
        finish.end(session, row.id, row.attempt, Status.CANCELED, reason="asked")

    collect(database, storage)

    assert states(database) == ["live"] and storage.has(stored.sha256)


def test_success_replaces_what_a_failed_attempt_had_left(database: Database, storage: LocalStore) -> None:
    job_id = queue_job(database)
    first = claimed(database)
    left = stage(database, storage, job_id, first.attempt, "picture.png", "image/png", b"half of it")
    epoch = stage(database, storage, job_id, first.attempt, "epoch-0001.state", "application/octet-stream", b"state")
    with database.write() as session:
        finish.end(session, job_id, first.attempt, Status.FAILED, reason="x", error=finish.problem("x", "y"))
    with database.read() as session:
        assert [row.sha256 for row in finish.artifacts(session, job_id)] == [epoch.sha256, left.sha256]

    with database.write() as session:
        control.retry(session, job_id, 1)
    second = claimed(database)
    whole = stage(database, storage, job_id, second.attempt, "picture.png", "image/png", b"all of it")
    with database.write() as session:
        assert finish.succeed(session, job_id, second.attempt, {}) is not None
    collect(database, storage)

    with database.read() as session:
        assert [row.sha256 for row in finish.artifacts(session, job_id)] == [epoch.sha256, whole.sha256]
    assert not storage.has(left.sha256)


def test_only_the_last_attempts_files_become_live(database: Database, storage: LocalStore) -> None:
    first = running(database)
    keep(database, storage, first, b"lost")
    lose_lease(database, first.id)
    fail(database, first)
    second = claimed(database)
    keep(database, storage, second, b"kept")
    succeed(database, second)

    collect(database, storage)

    with database.read() as session:
        assert [file.attempt for file in finish.artifacts(session, second.id)] == [2]
    assert row_of(database, first.id).attempt == 2


def test_storing_and_collecting_the_same_bytes_at_once_never_loses_a_live_file(
    database: Database, storage: LocalStore
) -> None:
    rows = [running(database) for _ in range(12)]

    def work(number: int) -> None:
        if number >= len(rows):
            for _ in range(20):
                collect(database, storage)
            return
        keep(database, storage, rows[number])
        (succeed if number % 2 else fail)(database, rows[number])

    at_once(len(rows) + 2, work)
    collect(database, storage)

    assert states(database) == ["live"] * 6
    assert storage.verified(Stored(_digest(database), 7).sha256) == b"content"
    assert list(storage.temporary.iterdir()) == []


def _digest(database: Database) -> str:
    with database.read() as session:
        return str(session.scalar(select(ArtifactRow.sha256).limit(1)))


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_file_is_never_given_out(database: Database, storage: LocalStore, damage: str) -> None:
    stored = keep(database, storage, running(database))
    if damage == "changed":
        storage.path(stored.sha256).write_bytes(b"c0ntent")
    else:
        storage.remove(stored.sha256)

    with pytest.raises(AppError) as refusal:
        storage.verified(stored.sha256)

    assert (refusal.value.status, refusal.value.code) == (503, "artifact_corrupt")
