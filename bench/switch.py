"""Versions switched under load: `python -m bench.switch`.

The alias `production` of the sentiment model moves 50 times between two versions while 500 requests a second arrive.
None may fail, and each must be answered by a version that was in production between its sending and its answer.
"""

from __future__ import annotations

import bisect
import json
import time
from dataclasses import dataclass

from bench.open_loop import Flow, asked, flowing
from bench.predict import REVIEW
from bench.report import write
from bench.service import BENCH_STACK, trained_stack
from tests.stack import Stack

RATE, SWITCHES, PAUSE_S, QUIET_S = 500.0, 50, 0.4, 10.0
GRACE_S = 1.0  # a replica notices an alias that moved within this long (docs/operations.md)


@dataclass(frozen=True)
class Move:
    """The alias moved: asked at `begun`, answered at `ended`, to `version`."""

    begun: float
    ended: float
    version: int


def two_versions(stack: Stack) -> tuple[int, int]:
    """The newest two versions of the model; a second one is trained when there is only one."""
    versions = stack.client.get("/api/v1/models/sentiment/versions").json()["data"]
    if len(versions) < 2:
        worker = stack.start_worker()
        job = stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sentiment", "seed": 7}).json()
        assert stack.wait(job["id"], timeout_s=600).status == "succeeded"
        stack.kill_tree(worker)
        versions = stack.client.get("/api/v1/models/sentiment/versions").json()["data"]
    numbers = sorted(version["version"] for version in versions)
    return numbers[-2], numbers[-1]


def move(stack: Stack, version: int) -> Move:
    """Put a version into production."""
    begun = time.time()
    response = stack.client.put("/api/v1/models/sentiment/aliases/production", json={"version": version})
    response.raise_for_status()
    return Move(begun, time.time(), version)


def wrong(flow: Flow, moves: list[Move]) -> int:
    """Answers of a version that was not in production at any moment between sending and answer."""
    begun = [one.begun for one in moves]

    def could_be(sent: float, done: float) -> set[str]:
        first = max(0, bisect.bisect_right([one.ended for one in moves], sent - GRACE_S) - 1)
        return {str(one.version) for one in moves[first : bisect.bisect_right(begun, done)]}

    return sum(one.version not in could_be(one.sent, one.done) for one in flow.asked)


def main() -> None:
    """Measure and write the section of docs/benchmarks.md."""
    body = json.dumps({"queries": [{"text": REVIEW}]}).encode()
    with trained_stack(BENCH_STACK) as stack:
        url = f"http://127.0.0.1:{stack.settings.port}/api/v1/models/sentiment/predict"
        pair = two_versions(stack)
        moves = [move(stack, pair[0])]
        time.sleep(1)
        quiet = asked(url, body, RATE, QUIET_S)
        with flowing(url, body, RATE, SWITCHES * PAUSE_S + 6) as found:
            time.sleep(2)
            for number in range(SWITCHES):
                moves.append(move(stack, pair[(number + 1) % 2]))
                time.sleep(PAUSE_S)
    switching = found[0]
    assert switching.failed == 0, f"{switching.failed} of {len(switching.asked)} requests failed"
    strange = wrong(switching, moves)
    assert strange == 0, f"{strange} answers came from a version that was not in production"
    seen = {one.version for one in switching.asked}
    assert len(seen) == 2, f"only version {seen} answered"
    lines = [
        f"{SWITCHES} moves of the alias between two versions, {RATE:.0f} requests a second at random moments, one "
        f"review of {len(REVIEW.split())} words each, latency from when a request was due. "
        f"{len(switching.asked)} requests: "
        f"{switching.failed} failed, {strange} answered by a version that was not in production.", "",
        "| | p50 ms | p99 ms | longest ms | the client's own delay, p99 |", "|---|---|---|---|---|",
        *(row(name, flow) for name, flow in (("no moves", quiet), ("50 moves", switching))),
    ]  # fmt: skip
    write("switch", "Versions switched under load", lines)


def row(name: str, flow: Flow) -> str:
    """A line of the table."""
    figures = (flow.percentile(50), flow.percentile(99), flow.percentile(100), flow.late_ms)
    return f"| {name} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |"


if __name__ == "__main__":
    main()
