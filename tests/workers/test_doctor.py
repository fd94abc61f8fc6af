"""`chapterhouse doctor` on a real house: what programs read, and the exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app.jobs.states import Status
from tests.stack import SOURCE, Stack


def doctor(stack: Stack) -> tuple[int, dict[str, str]]:
    """The exit code and the level of each finding."""
    command = [sys.executable, "-m", "app.cli", "doctor", "--json"]
    done = subprocess.run(command, cwd=SOURCE, env=stack.environment, capture_output=True, text=True, timeout=120)
    document = json.loads(done.stdout)
    assert document["well"] is (done.returncode == 0)
    return done.returncode, {item["what"]: item["level"] for item in document["findings"]}


def test_a_running_house_is_well_until_its_broker_is_killed(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        stack.start_api()
        stack.start_worker("train,generate,interactive")
        stack.wait(stack.submit(steps=1), Status.SUCCEEDED)

        code, levels = doctor(stack)
        assert code == 0, levels
        assert {levels[name] for name in ("database", "clock", "broker", "workers", "jobs", "files", "sample", "port",
                                          "passwords", "secret files", "disk")} == {"ok"}  # fmt: skip

        assert stack.broker is not None
        stack.kill_tree(stack.broker)
        code, levels = doctor(stack)
        assert code == 1 and levels["broker"] == "bad"
