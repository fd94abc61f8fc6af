"""What a training costs those who ask meanwhile: `python -m bench.contention`.

In turn, several times: predictions while nothing else runs, and predictions while a worker of the same machine trains.
The worker's child is nice 10 and reads with idle priority (`workers/courtesy.py`), so that answers keep their time.
"""

from __future__ import annotations

import json
import statistics
import time

from bench.open_loop import Flow, asked
from bench.predict import REVIEW
from bench.report import write
from bench.service import BENCH_STACK, trained_stack
from tests.stack import Stack

RATE, SECONDS, ROUNDS = 200.0, 12.0, 5
TRAINING = {"kind": "train", "recipe": "vae", "model": "contention", "params": {"epochs": 400}}


def train(stack: Stack) -> str:
    """Start a training that lasts longer than a round; gives its id once it computes."""
    job = stack.client.post("/api/v1/jobs", json=TRAINING)
    job.raise_for_status()
    job_id = str(job.json()["id"])
    stack.until(lambda: stack.events(job_id, "metric"), "the training learns", 120)
    return job_id


def rounds(stack: Stack, url: str, body: bytes) -> tuple[list[Flow], list[Flow]]:
    """Rounds in turn, so that a drifting machine drifts for both."""
    idle, busy = [], []
    for _ in range(ROUNDS):
        idle.append(asked(url, body, RATE, SECONDS))
        job_id = train(stack)
        busy.append(asked(url, body, RATE, SECONDS))
        assert stack.job(job_id).status == "running", "the training ended before the round"
        stack.client.post(f"/api/v1/jobs/{job_id}/cancel").raise_for_status()
        stack.wait(job_id, timeout_s=60)
        time.sleep(1)
    return idle, busy


def row(name: str, flows: list[Flow]) -> str:
    """A line of the table: medians over the rounds."""
    figures = [statistics.median(flow.percentile(share) for flow in flows) for share in (50, 99)]
    shares = [statistics.median(100 * flow.within(ms) for flow in flows) for ms in (5.0, 10.0, 50.0)]
    return f"| {name} | " + " | ".join([f"{x:.2f}" for x in figures] + [f"{x:.1f}" for x in shares]) + " |"


def main() -> None:
    """Measure and write the section of docs/benchmarks.md."""
    body = json.dumps({"queries": [{"text": REVIEW}]}).encode()
    with trained_stack(BENCH_STACK, worker=True) as stack:
        url = f"http://127.0.0.1:{stack.settings.port}/api/v1/models/sentiment/predict"
        idle, busy = rounds(stack, url, body)
    failed = sum(flow.failed for flow in (*idle, *busy))
    ratios = [b.percentile(99) / a.percentile(99) for a, b in zip(idle, busy, strict=True)]
    lines = [
        f"{RATE:.0f} requests a second at random moments, one review each, {ROUNDS} rounds of {SECONDS:.0f} s in turn; "
        "latency from when a request was due; shares of the requests answered within 5, 10 and 50 ms.", "",
        "| | p50 ms | p99 ms | <= 5 ms, % | <= 10 ms, % | <= 50 ms, % |", "|---|---|---|---|---|---|",
        row("nothing else runs", idle), row("a training runs", busy), "",
        f"p99 beside a training over p99 alone: {statistics.median(ratios):.2f} (median; "
        f"{min(ratios):.2f} to {max(ratios):.2f}). Failed requests: {failed}.",
    ]  # fmt: skip
    write("contention", "Predictions beside a training", lines)


if __name__ == "__main__":
    main()
