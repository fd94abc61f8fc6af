"""`chapterhouse up` on an address that others reach: it asks for keys, and makes the first one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.processes import until
from tests.stack import SOURCE, Stack

UP = [sys.executable, "-m", "workers.cli", "up", "--no-train", "--host", "0.0.0.0"]
TRAIN = ["train", "sleepy", "--param", "steps=2"]


def chapterhouse(stack: Stack, *words: str, key: str = "") -> subprocess.CompletedProcess[str]:
    """One command of a person on this machine."""
    environment = stack.environment | {"CHAPTERHOUSE_KEY": key}
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(command, env=environment, cwd=SOURCE, capture_output=True, text=True, timeout=60)


def test_a_public_house_makes_its_first_key_and_works_with_it(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="none") as stack:
        stack.start("up", UP)
        until(stack.api_answers, "the API answers", 40)
        file = stack.settings.admin_key_file
        key = file.read_text().strip()

        refused = chapterhouse(stack, *TRAIN)
        trained = chapterhouse(stack, *TRAIN, key=key)

        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert refused.returncode == 1 and "401 unauthorized" in refused.stderr
        assert trained.returncode == 0, trained.stderr
        answered = chapterhouse(stack, "predict", "sleepy", "number=40", key=key)
        assert answered.stdout.strip() == '{"total": 42}', answered.stderr


def test_an_open_house_is_not_started_where_others_reach_it(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="none", access="open") as stack:
        done = subprocess.run(UP, env=stack.environment, cwd=SOURCE, capture_output=True, text=True, timeout=60)

        assert done.returncode == 1
        assert "CHAPTERHOUSE_ACCESS=keys" in done.stdout
        assert not stack.settings.admin_key_file.exists()


def test_the_api_alone_does_not_start_in_public_before_there_is_a_key(tmp_path: Path) -> None:
    with Stack(tmp_path, broker="none", host="0.0.0.0") as stack:
        done = chapterhouse(stack, "api")

        assert done.returncode == 1
        assert "chapterhouse keys first" in done.stderr
        assert os.listdir(stack.settings.data_dir)
