"""From POST to running on a warm worker: `python -m bench.submit`."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import numpy as np

from app.jobs.states import Status
from bench.report import write
from tests.stack import Stack

JOBS = 60


def main() -> None:
    """Submit one job after the other and read the times that the database wrote."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), lease_s=30.0) as stack:
        stack.start_api()
        stack.start_worker()
        warm = _run(stack)
        assert warm.status == Status.SUCCEEDED
        waits = []
        for _ in range(JOBS):
            row = _run(stack)
            assert row.started_at is not None
            waits.append((row.started_at - row.created_at) * 1000)
    p50, p95, p99 = np.percentile(waits, [50, 95, 99])
    lines = [
        f"{JOBS} jobs, one after the other, SQLite and the private Redis, timed by the database's clock.",
        "",
        "| from submit to running | ms |",
        "|---|---|",
        f"| p50 | {p50:.1f} |",
        f"| p95 | {p95:.1f} |",
        f"| p99 | {p99:.1f} |",
        f"| mean | {statistics.mean(waits):.1f} |",
    ]
    write("submit", "From submit to running on a warm worker", lines)


def _run(stack: Stack):  # type: ignore[no-untyped-def]  # the row's type is the stack's affair
    body = {"kind": "train", "recipe": "sleepy", "params": {"steps": 1, "step_s": 0.0}}
    answer = stack.client.post("/api/v1/jobs", json=body)
    answer.raise_for_status()
    return stack.wait(answer.json()["id"])


if __name__ == "__main__":
    main()
