"""Readers of pictures, zips and tables over damaged files, in a process whose memory is bounded."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

KINDS = {"png", "jpeg", "webp", "zip", "csv"}
HELD_MB = 300.0  # a 24-megapixel picture takes 230


def fuzz(times: int, seed: int, timeout_s: float) -> None:
    """Run the process; it must end well, read some, refuse some, and hold little."""
    command = [sys.executable, "-m", "tests.models.reader_fuzz", str(times), str(seed)]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)

    assert ended.returncode == 0, ended.stderr[-3000:]
    report = json.loads(ended.stdout)
    assert set(report["found"]) == KINDS
    for kind, outcomes in report["found"].items():
        assert sum(count for code, count in outcomes.items() if code != "read") > 0, f"no {kind} was refused"
    assert report["held_mb"] < HELD_MB


def test_damaged_files_are_read_or_refused_in_little_memory() -> None:
    fuzz(times=120, seed=1, timeout_s=120)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_many_damaged_files_are_read_or_refused_in_little_memory(seed: int) -> None:
    fuzz(times=4000, seed=seed, timeout_s=1500)
