"""A backup taken while jobs run and finish, restored into an empty house: every job of it ends there, once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.backup.read import read_backup
from app.settings import Settings
from app.storage import LocalStore
from tests.processes import until
from tests.service.grounds import Ground
from tests.service.house import open_house

JOBS = 12


def test_a_backup_under_load_goes_on_where_it_was_taken(tmp_path: Path) -> None:
    file = tmp_path / "house.tar"
    with open_house(Ground("embedded"), tmp_path / "old") as old:
        old.start_worker()
        ids = [old.submit(params={"steps": 3, "step_s": 0.05}, model=f"m{n}") for n in range(JOBS)]
        until(lambda: old.job(ids[1])["status"] == "succeeded", "two jobs are done", 60)
        command = [sys.executable, "-m", "app.cli", "backup", str(file)]
        done = subprocess.run(
            command, env=old.stack.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        answers = old.predict("m0", [{"number": 40}]).json()

    read_backup(
        Settings(data_dir=tmp_path / "new" / "data").database, LocalStore(tmp_path / "new" / "data" / "artifacts"), file
    )
    with open_house(Ground("embedded"), tmp_path / "new") as new:
        new.start_worker()
        assert new.predict("m0", [{"number": 40}]).json() == answers
        ended = [new.wait(job_id, timeout_s=120) for job_id in ids]

    assert [job["status"] for job in ended] == ["succeeded"] * JOBS
    assert all(job["model_version"] == 1 for job in ended)  # none was finished twice
    assert os.path.getsize(file) > 0
