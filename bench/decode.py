"""HTTP latency of drawing one point of a VAE's map, alone and at 16 connections: `python -m bench.decode`.

The network has its default size; two epochs are enough, because decoding costs the same however well it learned.
"""

from __future__ import annotations

import json
import statistics

from app.jobs.states import Status
from bench.load import Load, measure
from bench.report import write
from bench.service import BENCH_STACK, trained_stack
from tests.stack import Stack

ROUNDS = 5
SECONDS = 2.0
TARGET_P50_MS = {1: 3.0, 16: 10.0}  # by connections


def ensure_vae(stack: Stack) -> None:
    """Train a VAE where the stack has none."""
    if stack.client.get("/api/v1/models/vae").status_code == 200:
        return
    worker = stack.start_worker()
    order = {"kind": "train", "recipe": "vae", "params": {"epochs": 2}}
    job = stack.client.post("/api/v1/jobs", json=order).json()
    assert stack.wait(job["id"], timeout_s=600).status == Status.SUCCEEDED
    stack.kill_tree(worker)  # an idle worker still wakes up


def rounds(stack: Stack, action: str, document: dict[str, object], connections: int) -> list[Load]:
    """Measure one call over and over."""
    url = f"http://127.0.0.1:{stack.settings.port}/api/v1/models/vae/{action}"
    body = json.dumps(document).encode()
    measure(url, body, connections=connections, seconds=0.5)  # loads the model
    return [measure(url, body, connections=connections, seconds=SECONDS) for _ in range(ROUNDS)]


def row(name: str, connections: int, found: list[Load]) -> str:
    """One line of the table: medians of the rounds."""
    assert sum(item.errors for item in found) == 0, f"{name} was answered with errors"
    rate, p50, p99 = (
        statistics.median(getattr(item, key) for item in found) for key in ("requests_per_s", "p50_ms", "p99_ms")
    )
    return f"| {name} | {connections} | {rate:.0f} | {p50:.2f} | {p99:.2f} | {TARGET_P50_MS[connections]:.0f} |"


def main() -> None:
    """Measure and write the section of docs/benchmarks.md."""
    point = [0.5, -1.0]
    calls: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("`decode` of one point", "decode", {"latent": point}),
        ("`predict` of one point", "predict", {"queries": [{"latent": point}]}),
    )
    with trained_stack(BENCH_STACK) as stack:
        ensure_vae(stack)
        lines = ["| call | connections | requests/s | p50 ms | p99 ms | p50 wanted |", "|---|---|---|---|---|---|"]
        for name, action, document in calls:
            lines += [row(name, connections, rounds(stack, action, document, connections)) for connections in (1, 16)]
    write("decode", "Drawing a point of a latent space over HTTP", lines)


if __name__ == "__main__":
    main()
