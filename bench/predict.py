"""HTTP predictions against rivals with the same body: `python -m bench.predict`.

All answer with the same network, from one process, and must give the same answers. First as many requests as each can
take (a closed loop), then 300 a second at random moments (an open loop), where latency tells. BentoML pins other
versions of what we use and therefore runs in an environment of its own, `make .venv-rivals/.stamp`.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.load import Load, measure
from bench.open_loop import SHARES_MS, Flow, asked
from bench.report import write
from bench.service import BENCH_STACK, trained_stack
from tests.processes import free_port, until
from tests.stack import SOURCE, Stack

RIVALS = SOURCE / ".venv-rivals" / "bin" / "python"
BENTO = "bench.rivals.bento_service:Sentiment"
ROUNDS = 5
RATE, OPEN_S, OPEN_ROUNDS = 300.0, 6.0, 3
SAME = 1e-6  # between the answers of all
SECONDS = 2.0
REVIEW = (
    "I went in expecting very little and came out moved. The acting is superb, the story takes its time, and the "
    "ending, which I will not spoil, is one of the finest I have seen in years. A few scenes drag in the middle and "
    "the music is too loud for my taste, but these are small complaints about a wonderful, honest film that deserves "
    "a far larger audience than it will ever get. Bring a friend, and a handkerchief."
)


def bundle_folder(stack: Stack, folder: Path) -> None:
    """Lay the production version's files out for the rivals."""
    version = stack.client.get("/api/v1/models/sentiment").json()["production"]
    for file in version["files"]:
        shutil.copy(stack.storage.path(file["sha256"]), folder / file["name"])


def start_rivals(stack: Stack, folder: Path) -> dict[str, str]:
    """Start every rival; gives its address by name."""
    bare, lit = free_port(), free_port()
    environment = {"BENCH_BUNDLE": str(folder)}
    uvicorn = [sys.executable, "-m", "uvicorn", "bench.rivals.bare:app", "--port", str(bare), "--log-level", "warning"]
    stack.start("bare", uvicorn, **environment)
    stack.start("litserve", [sys.executable, "-m", "bench.rivals.litserve_server", str(lit)], **environment)
    if RIVALS.exists():
        bento = free_port()
        serve = [str(RIVALS), "-m", "bentoml", "serve", BENTO, "--host", "127.0.0.1", "--port", str(bento)]
        home = {"BENTOML_HOME": str(folder / "bento"), "BENTOML_DO_NOT_TRACK": "True"}
        stack.start("bentoml", serve, **environment, **home)
    addresses = {
        "bare FastAPI, no model": f"http://127.0.0.1:{bare}/nothing",
        "FastAPI + ONNX Runtime by hand": f"http://127.0.0.1:{bare}/model",
        "LitServe": f"http://127.0.0.1:{lit}/predict",
    } | ({"BentoML": f"http://127.0.0.1:{bento}/predict"} if RIVALS.exists() else {})
    for name, url in addresses.items():
        until(_answers(url), f"{name} answers", 60)
    return addresses


def _answers(url: str) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            return httpx.post(url, json={"queries": [{"text": "fine"}]}, timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    return asked


def require_equal_answers(addresses: dict[str, str]) -> None:
    """All but the endpoint without a model must say the same."""
    body = {"queries": [{"text": REVIEW}, {"text": "dull and far too long"}]}
    said = {
        name: [one["positive"] for one in httpx.post(url, json=body).json()["answers"]]
        for name, url in addresses.items() if "no model" not in name
    }  # fmt: skip
    for name, figures in said.items():
        furthest = max(abs(a - b) for a, b in zip(figures, said["Chapterhouse"], strict=True))
        assert furthest <= SAME, f"{name} answers otherwise: {figures}"


def open_loop(addresses: dict[str, str]) -> list[str]:
    """The same rate for all, rounds in turn; a Markdown table of what callers would feel."""
    body = json.dumps({"queries": [{"text": REVIEW}]}).encode()
    found: dict[str, list[Flow]] = {name: [] for name in addresses}
    for _ in range(OPEN_ROUNDS):
        for name, url in addresses.items():
            found[name].append(asked(url, body, RATE, OPEN_S))
    lines = [
        f"### {RATE:.0f} requests a second at random moments, one review each, latency from when each was due", "",
        "| server | p50 ms | p99 ms | <= 5 ms, % | <= 10 ms, % | <= 50 ms, % | failed |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, flows in found.items():
        figures = [f"{statistics.median(flow.percentile(share) for flow in flows):.2f}" for share in (50, 99)]
        figures += [f"{100 * statistics.median(flow.within(ms) for flow in flows):.1f}" for ms in SHARES_MS]
        lines.append(f"| {name} | {' | '.join(figures)} | {sum(flow.failed for flow in flows)} |")
    return [*lines, ""]


def compare(addresses: dict[str, str], queries: int, connections: int) -> dict[str, list[Load]]:
    """Rounds in turn, so that a drifting machine drifts for everybody."""
    body = json.dumps({"queries": [{"text": REVIEW}] * queries}).encode()
    found: dict[str, list[Load]] = {name: [] for name in addresses}
    for _ in range(ROUNDS):
        for name, url in addresses.items():
            found[name].append(measure(url, body, connections=connections, seconds=SECONDS))
    return found


def summarise(found: dict[str, list[Load]], title: str) -> list[str]:
    """A Markdown table: medians, and our rate over each rival's round by round."""
    ours = found["Chapterhouse"]
    lines = [f"### {title}", "", "| server | requests/s | p50 ms | p99 ms | ours / theirs |", "|---|---|---|---|---|"]
    for name, rounds in found.items():
        ratio = statistics.median(a.requests_per_s / b.requests_per_s for a, b in zip(ours, rounds, strict=True))
        rate, p50, p99 = (
            statistics.median(getattr(item, key) for item in rounds) for key in ("requests_per_s", "p50_ms", "p99_ms")
        )
        lines.append(f"| {name} | {rate:.0f} | {p50:.2f} | {p99:.2f} | {ratio:.2f} |")
        assert sum(item.errors for item in rounds) == 0, f"{name} answered with errors"
    return [*lines, ""]


def main() -> None:
    """Measure and write the section of docs/benchmarks.md."""
    with trained_stack(BENCH_STACK) as stack, tempfile.TemporaryDirectory() as name:
        bundle_folder(stack, Path(name))
        ours = f"http://127.0.0.1:{stack.settings.port}/api/v1/models/sentiment/predict"
        addresses = {"Chapterhouse": ours} | start_rivals(stack, Path(name))
        require_equal_answers(addresses)
        lines: list[str] = []
        for queries, connections in ((1, 1), (1, 16), (16, 16)):
            title = f"{queries} review{'s' * (queries > 1)} of {len(REVIEW.split())} words, {connections} connections"
            lines += summarise(compare(addresses, queries, connections), title)
        lines += open_loop(addresses)
    write("predict", "Predictions over HTTP", lines)


if __name__ == "__main__":
    main()
