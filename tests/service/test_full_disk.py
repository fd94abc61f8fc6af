"""A worker whose store has no room: the job says so, nothing half-written is left, and room is all it takes."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import tree
from tests.service.grounds import Ground
from tests.service.house import House, open_house

MOUNT = [*("unshare", "--mount"), *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c"]
FULL_DISK = "mount -t tmpfs -o size=64k store {store} && head -c 64k /dev/zero > {store}/filler && "


def _can_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    script = f"mount -t tmpfs -o size=64k store {shlex.quote(str(folder))}"
    return subprocess.run([*MOUNT, script], capture_output=True, check=False).returncode == 0


def _start_worker_on_full_disk(house: House) -> Path:
    """Start a worker for which the store is a disk of its own, filled up; gives that store as seen from here."""
    store = house.stack.settings.artifacts_dir
    store.mkdir(parents=True, exist_ok=True)
    worker = shlex.join([sys.executable, "-m", "workers.cli", "worker"])
    script = FULL_DISK.format(store=shlex.quote(str(store))) + f"exec {worker}"
    house.worker = house.stack.start("worker", [*MOUNT, script])
    return Path(f"/proc/{house.worker.pid}/root{store}")


def test_a_full_disk_fails_the_job_and_a_retry_after_making_room_succeeds(tmp_path: Path) -> None:
    if not _can_mount(tmp_path):
        pytest.skip("this machine lets nobody here mount a file system of his own")
    with open_house(Ground("embedded"), tmp_path, max_attempts=2) as house:
        store = _start_worker_on_full_disk(house)
        job_id = house.submit(params={"steps": 2})

        failed = house.wait(job_id)
        assert (failed["status"], failed["error"]["code"], failed["attempt"]) == ("failed", "storage_full", 2)
        assert failed["artifacts"] == [] and house.stack.versions() == []
        assert house.worker is not None and len(tree(house.worker.pid)) >= 3  # the worker itself is well
        assert [path.name for path in _files(store)] == ["filler"]

        (store / "filler").unlink()
        assert house.client.post(f"/api/v1/jobs/{job_id}/retry").status_code == 202
        done = house.wait(job_id)

        assert done["status"] == "succeeded"
        kept = _files(store)
        assert [path.name for path in kept] == [done["artifacts"][0]["sha256"]]
        assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in kept)


def _files(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]
