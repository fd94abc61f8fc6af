"""Style transfer against a bare TensorFlow loop, and L-BFGS against the second edition's SGD: `python -m bench.style`.

`--sgd 0` leaves out the 400 steps of the published script; 300x200 pixels, the cat in the manner of the astronaut.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from bench.report import write
from models.pretrained import vgg19
from models.recipe import PictureChoice
from models.style_transfer.card import Params
from models.style_transfer.generating import generate
from models.style_transfer.preparation import prepare
from tests.models.fakes import FakeJob

STYLE_LAYERS = [f"block{block}_conv1" for block in range(1, 6)]
PUBLISHED_STEPS = 400


def main() -> None:
    """Measure both, and write docs/benchmarks' page."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--evaluations", type=int, default=80)
    reader.add_argument("--sgd", type=int, default=PUBLISHED_STEPS)
    options = reader.parse_args()
    params = Params(
        content=PictureChoice(sample="chelsea"), style=PictureChoice(sample="astronaut"), losses="book-2e",
        longest_side=300, evaluations=options.evaluations,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        step = bare_step(params, FakeJob(Path(folder)))
        step()  # traces
        job = PairedJob(Path(folder), step)
        generate(params, job)
        losses = [report["loss"] for report in job.reports]
        lines = _cost(job) + (_against_sgd(step, losses, options.sgd) if options.sgd else [])
    write("style", "Style transfer", lines)


def bare_step(params: Params, job: FakeJob) -> Callable[[], float]:
    """Give one step of the loop a reader of the book would write, targets computed once: gives the loss before it."""
    level = prepare(params, job).levels[0]
    model = vgg19.features(vgg19.load(job.weights("vgg19")), ["block5_conv2", *STYLE_LAYERS])
    picture = tf.Variable(level.content[None])
    height, width = level.content.shape[:2]
    content = model(level.content[None])[0]
    grams = [_gram(one) for one in model(level.styles[0][0][None])[1:]]
    rate = tf.keras.optimizers.schedules.ExponentialDecay(100.0, 100, 0.96)
    optimizer = tf.keras.optimizers.SGD(rate)
    optimizer.build([picture])

    @tf.function  # type: ignore[untyped-decorator]
    def step() -> Any:
        with tf.GradientTape() as tape:
            found = model(picture)
            loss = 2.5e-8 * tf.reduce_sum(tf.square(found[0] - content))
            for features, gram in zip(found[1:], grams, strict=True):
                error = tf.reduce_sum(tf.square(_gram(features) - gram))
                loss += 1e-6 / len(grams) * error / (4.0 * 3**2 * (height * width) ** 2)
            down = tf.square(picture[:, :-1, :-1] - picture[:, 1:, :-1])
            right = tf.square(picture[:, :-1, :-1] - picture[:, :-1, 1:])
            loss += 1e-6 * tf.reduce_sum(tf.pow(down + right, 1.25))
        optimizer.apply_gradients([(tape.gradient(loss, picture), picture)])
        return loss

    return lambda: float(step())


def _gram(features: Any) -> Any:
    flat = tf.reshape(features, (-1, features.shape[-1]))
    return tf.matmul(flat, flat, transpose_a=True)


class PairedJob(FakeJob):
    """Runs one bare step after each of our evaluations, so that both meet the same load."""

    def __init__(self, folder: Path, step: Callable[[], float]) -> None:
        super().__init__(folder)
        self._step = step
        self._clock = (time.perf_counter(), time.process_time())
        self.ours: list[tuple[float, float]] = []
        self.bare: list[tuple[float, float]] = []
        self.bare_losses: list[float] = []

    def show(self, name: str, image: np.ndarray) -> None:
        """Comes last in an evaluation: our clock stops, the bare loop's runs, and ours starts again."""
        super().show(name, image)
        self.ours.append(_since(self._clock))
        begun = time.perf_counter(), time.process_time()
        self.bare_losses.append(self._step())
        self.bare.append(_since(begun))
        self._clock = time.perf_counter(), time.process_time()


def _since(clock: tuple[float, float]) -> tuple[float, float]:
    return time.perf_counter() - clock[0], time.process_time() - clock[1]


def _cost(job: PairedJob) -> list[str]:
    ours, bare = np.array(job.ours[5:]), np.array(job.bare[5:])  # the first ones trace and fill caches
    wall = statistics.median(ours[:, 0] / bare[:, 0])
    return [
        "One evaluation: ours with L-BFGS, the report, the frame and checkpoints; bare: a `tf.function` that computes "
        "the same loss and applies SGD. Alternating in one process, 300x200 pixels.",
        "",
        "| | median wall s | mean CPU s |",
        "|---|---|---|",
        f"| ours | {np.median(ours[:, 0]):.3f} | {ours[:, 1].mean():.3f} |",
        f"| bare | {np.median(bare[:, 0]):.3f} | {bare[:, 1].mean():.3f} |",
        "",
        f"Median of the paired wall ratios: **{wall:.3f}**; CPU ratio of the sums: "
        f"**{ours[:, 1].sum() / bare[:, 1].sum():.3f}** ({len(ours)} pairs).",
    ]


def _against_sgd(step: Callable[[], float], ours: list[float], steps: int) -> list[str]:
    """Go on with the bare loop to the published number of steps; the paired ones and the tracing one count."""
    done = 1 + len(ours)
    loss = ours[0]
    for _ in range(done, steps):
        loss = step()
    needed = next((count for count, value in enumerate(ours, start=1) if value <= loss), None)
    shown = ", ".join(
        f"{count}: {ours[count - 1]:,.0f}" for count in (1, 10, 20, 30, 40, 50, 60, 80) if count <= len(ours)
    )
    reached = f"L-BFGS reaches it in **{needed}** evaluations" if needed else "L-BFGS does not reach it"
    return [
        "",
        f"The second edition's losses. Its SGD (rate 100, decay 0.96 per 100) stands at {loss:,.0f} after {steps} "
        f"steps; {reached} ({shown}).",
    ]


if __name__ == "__main__":
    main()
