"""Hours in small: `python -m bench.soak [MINUTES]`, twenty unless said otherwise.

Everything at once, for as long as that: predictions by several connections, explanations, lists, metrics, uploads,
event streams that come and go, jobs submitted and canceled, and a training after the other. Memory, file descriptors
and threads of the API process are read every ten seconds; after the first fifth they may not grow.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from bench.predict import REVIEW
from bench.report import write
from bench.service import BENCH_STACK, trained_stack
from tests.stack import Stack

EVERY_S = 10.0
GROWTH = 0.05
POOLED = 6  # files of two more connections to SQLite in the pool: it fills as many requests meet
TRAINING = {"kind": "train", "recipe": "house-prices", "model": "soak", "params": {"epochs": 30}}
DREAMLESS = {"kind": "train", "recipe": "sleepy", "params": {"steps": 50}}


@dataclass(frozen=True)
class Sample:
    """The API process at one moment."""

    at: float
    memory_mb: float  # its own: of pages that it shares, the part it is charged with changes as workers come and go
    with_shared_mb: float  # proportional set size
    files: int
    threads: int


@dataclass
class Soak:
    """What was done and what went wrong."""

    base: str
    ends: float
    done: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def repeat(self, name: str, pause_s: float, call: Callable[[httpx.Client], set[int]]) -> threading.Thread:
        """Do something over and over on a connection of its own; `call` gives the statuses that it met."""

        def run() -> None:
            with httpx.Client(base_url=self.base, timeout=30) as client:
                while time.time() < self.ends:
                    try:
                        bad = {status for status in call(client) if status >= 500 or status == 0}
                    except httpx.HTTPError as error:
                        self.wrong[f"{name}: {type(error).__name__} {error}"] += 1
                    else:
                        self.done[name] += 1
                        self.wrong.update(f"{name}: {status}" for status in bad)
                    time.sleep(pause_s)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread


def post(path: str, body: object) -> Callable[[httpx.Client], set[int]]:
    """A call that posts a document."""
    return lambda client: {client.post(path, json=body).status_code}


def look(client: httpx.Client) -> set[int]:
    """What dashboards and Prometheus read."""
    pages = ("/api/v1/jobs?limit=50", "/api/v1/models", "/api/v1/system", "/api/v1/queues", "/metrics", "/")
    return {client.get(page).status_code for page in pages}


def upload(client: httpx.Client) -> set[int]:
    """A picture that nobody has sent before, deleted again."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng().integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(file, "PNG")
    response = client.post("/api/v1/uploads", files={"file": ("noise.png", file.getvalue())})
    gone = client.delete(f"/api/v1/uploads/{response.json()['id']}") if response.status_code == 201 else response
    return {response.status_code, gone.status_code}


def follow(client: httpx.Client) -> set[int]:
    """A job, watched by its event stream for a moment, canceled, deleted."""
    made = client.post("/api/v1/jobs", json=DREAMLESS)
    if made.status_code != 202:
        return {made.status_code}
    url = made.json()["urls"]["self"]
    with client.stream("GET", f"{url}/events") as stream:
        for _, _line in zip(range(random.randint(2, 20)), stream.iter_lines(), strict=False):
            pass
    statuses = {client.post(f"{url}/cancel").status_code}
    until = time.time() + 20
    while client.get(url).json()["finished_at"] is None and time.time() < until:
        time.sleep(0.2)
    return statuses | {client.delete(url).status_code}


def train(client: httpx.Client) -> set[int]:
    """A training, waited for."""
    made = client.post("/api/v1/jobs", json=TRAINING)
    if made.status_code != 202:
        return {made.status_code}
    url = made.json()["urls"]["self"]
    while (job := client.get(url).json())["finished_at"] is None:
        time.sleep(1)
    return {200 if job["status"] == "succeeded" else 0}


def sample(pid: int) -> Sample:
    """Read the process."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    megabytes = {line.split(":")[0]: int(line.split()[1]) / 1000 for line in rollup.splitlines()[1:]}
    tasks, files = (len(os.listdir(f"/proc/{pid}/{name}")) for name in ("task", "fd"))
    return Sample(time.time(), megabytes["Anonymous"], megabytes["Pss"], files, tasks)


def start(stack: Stack, minutes: float) -> Soak:
    """Begin everything."""
    soak = Soak(f"http://127.0.0.1:{stack.settings.port}", time.time() + 60 * minutes)
    one = {"queries": [{"text": REVIEW}]}
    for _ in range(4):
        soak.repeat("predict", 0.02, post("/api/v1/models/sentiment/predict", one))
    soak.repeat("predict 64", 0.5, post("/api/v1/models/sentiment/predict", {"queries": one["queries"] * 64}))
    soak.repeat("wrong body", 0.5, post("/api/v1/models/sentiment/predict", {"queries": [{"txt": 7}]}))
    soak.repeat("explain", 1.0, post("/api/v1/models/sentiment/explain", one))
    soak.repeat("look", 1.0, look)
    soak.repeat("upload", 2.0, upload)
    soak.repeat("follow", 1.0, follow)
    soak.repeat("train", 1.0, train)
    return soak


def verdict(samples: list[Sample]) -> dict[str, tuple[float, float, float]]:
    """Medians of the second fifth and of the last one, and how much the last is over the second."""
    fifth = max(1, len(samples) // 5)
    early, late = samples[fifth : 2 * fifth], samples[-fifth:]
    found = {}
    for name in ("memory_mb", "with_shared_mb", "files", "threads"):
        a, b = (float(np.median([getattr(one, name) for one in part])) for part in (early, late))
        found[name] = (a, b, b / a - 1)
    return found


def main() -> None:
    """Run, and write the section of docs/benchmarks.md."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with trained_stack(BENCH_STACK, worker=True) as stack:
        assert stack.api is not None
        soak, samples = start(stack, minutes), list[Sample]()
        while time.time() < soak.ends:
            samples.append(sample(stack.api.pid))
            sys.stderr.write(json.dumps(samples[-1].__dict__) + "\n")
            time.sleep(EVERY_S)
    found = verdict(samples)
    done = ", ".join(f"{name} {count}" for name, count in sorted(soak.done.items()))
    wrong = ", ".join(f"{name} ({count})" for name, count in soak.wrong.items()) or "none"
    lines = [
        f"{minutes:.0f} minutes, everything at once: {done}. Errors: {wrong}.", "",
        "| of the API process | after two fifths | at the end | growth |", "|---|---|---|---|",
        *(f"| {name} | {a:.1f} | {b:.1f} | {100 * growth:+.1f} % |" for name, (a, b, growth) in found.items()),
    ]  # fmt: skip
    write("soak", "Under mixed load for long", lines)
    assert not soak.wrong, f"errors: {wrong}"
    assert found["memory_mb"][2] <= GROWTH, "memory grows"
    early, late, _ = found["files"]
    assert late <= early + POOLED, "file descriptors grow"


if __name__ == "__main__":
    main()
