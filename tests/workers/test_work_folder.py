"""The folder that the attempts of a job share."""

from __future__ import annotations

from pathlib import Path

from app.jobs.lease import claim_next
from app.storage import open_store
from tests.stack import Stack
from workers.heartbeat import Heartbeat
from workers.job import RunningJob
from workers.resources import Resources


def test_what_a_deleted_job_of_the_same_id_left_is_not_resumed(tmp_path: Path) -> None:
    """Ids that clients choose are names for all owners: the checkpoint may be another owner's."""
    stack = Stack(tmp_path, broker="none")
    job_id = stack.submit(steps=1)
    left = stack.settings.work_dir / job_id / "checkpoint" / "state.npz"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of another job")
    with stack.database.write() as session:
        row = claim_next(session, ["train"], ["sleepy"], worker="here", pid=1, lease_s=30)
    assert row is not None
    resources = Resources(stack.settings, stack.database, open_store(stack.settings), "here", ("train",))
    heartbeat = Heartbeat(stack.database, row, 30)

    first = RunningJob(row, resources, heartbeat).checkpoint() / "state.npz"
    seen = first.exists()
    first.write_bytes(b"its own")
    row.attempt = 2
    second = RunningJob(row, resources, heartbeat).checkpoint() / "state.npz"

    assert not seen
    assert second.read_bytes() == b"its own"
