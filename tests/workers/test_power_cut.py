"""What a power cut leaves in the data folder: `up` starts over it, with every job that was waiting."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from app.jobs.states import Status
from tests.processes import until
from tests.stack import Stack
from tests.workers.test_up import UP
from workers.broker import find_binary


def broken_files(folder: Path, damage: str) -> None:
    """The append-only file of the broker, as Redis 6 and 7 keep it, cut off or full of rubbish."""
    appended = folder / "appendonlydir"
    files = [*appended.glob("*.incr.aof"), *folder.glob("appendonly.aof")]
    assert files, "the broker wrote nothing"
    for file in files:
        content = file.read_bytes()
        assert len(content) > 100
        file.write_bytes(content[:-40] if damage == "cut off" else b"rubbish" + content[20:])


def leave_stale(stack: Stack) -> None:
    """A socket that nobody listens on, an address of a broker that is gone, and a lock of a process that is gone."""
    run = stack.settings.run_dir
    (run / "broker.sock").unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(os.path.relpath(run / "broker.sock"))  # a path has 107 characters at most
    (run / "broker.url").write_text(f"redis+socket://{run}/gone.sock")
    (run / "lock").write_text("4194303")
    (run / "broker.url.part").write_text("half")


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut off", "rubbish"])
def test_a_house_starts_over_what_a_power_cut_left(tmp_path: Path, damage: str) -> None:
    if find_binary() is None:
        pytest.skip("no redis-server on this machine")
    with Stack(tmp_path, broker="none", workers=0) as stack:
        house = stack.start("up", UP)
        until(stack.api_answers, "the house is up", 40)
        until(lambda: (stack.settings.run_dir / "broker.url").exists(), "the broker is announced", 10)
        body = {"kind": "train", "recipe": "sleepy", "params": {"steps": 1}}
        jobs = [str(stack.client.post("/api/v1/jobs", json=body).json()["id"]) for _ in range(3)]
        assert all(stack.job(job_id).published_at for job_id in jobs)
        stack.kill_tree(house)
        broken_files(stack.settings.run_dir / "redis", damage)
        leave_stale(stack)

        stack.overrides["workers"] = 1
        stack.start("up", UP)
        until(stack.api_answers, "the house is up again", 40)

        until(lambda: all(stack.job(job_id).finished_at for job_id in jobs), "all jobs end", 40)
        assert [stack.job(job_id).status for job_id in jobs] == [Status.SUCCEEDED] * 3
        assert stack.client.get("/api/v1/health/ready").json()["broker"] == "ok"
        assert "gone.sock" not in (stack.settings.run_dir / "broker.url").read_text()
        assert (stack.settings.run_dir / "broker.url").read_text().startswith("redis")  # not the folder
