"""Characters a second of the served text generator against a loop of `model.predict`: `python -m bench.sampling`.

Both write with the same one-step network, state carried along, and the same sampling code. The loop of the book,
which predicts from the last 60 characters each time, is slower still and measured too. The three take turns, so that a
busy machine is busy for all of them; the ratio is taken round by round.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import onnxruntime

from models.text_generator.answering import load
from models.text_generator.card import Params
from models.text_generator.characters import Characters
from models.text_generator.network import Network, build
from models.text_generator.questions import Query
from models.text_generator.sampling import draw, softmax, without_unknown

ROUNDS = 5
WRITTEN = 400  # characters a round of ours
LOOPED = 12  # characters a round of the loops
BOOK_WINDOW = 60
PROMPT = "To be, or not to be: that is the question, whether 'tis nobler in the mind to suffer."
KNOWN = tuple(dict.fromkeys("\n etaoinshrdlucmfwypvbgkjqxz,.;:'!?-ABCDEFGHIJKLMNOPQRSTUVWXYZ[]&\""))


class _Bundle:
    """A network of the standard size; what it has learned changes nothing about its speed."""

    def __init__(self, network: Network, folder: Path) -> None:
        states = [np.zeros((1, *entry.shape[1:]), np.float32) for entry in network.step.inputs[1:]]
        network.step([np.ones((1, 1), np.int32), *states])
        self._path = folder / "step.onnx"
        network.step.export(str(self._path), format="onnx", verbose=False)

    def session(self, _network: str) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(str(self._path), options)

    def asset(self, _name: str) -> object:
        return Characters(KNOWN, lower_case=False, start="\n\n").document()


def step_loop(model: keras.Model, count: int) -> None:
    """Write with `predict`, one character and the state at a time."""
    states = [np.zeros((1, *entry.shape[1:]), np.float32) for entry in model.inputs[1:]]
    number, rng = 1, np.random.default_rng(0)
    for _ in range(count):
        logits, *states = model.predict([np.array([[number]], np.int32), *states], verbose=0)
        number = draw(softmax(without_unknown(logits[0])), rng.random())


def window_loop(model: keras.Model, count: int) -> None:
    """Write with `predict` as the book does: the last 60 characters each time."""
    states = [np.zeros((1, *entry.shape[1:]), np.float32) for entry in model.inputs[1:]]
    window, rng = np.ones((1, BOOK_WINDOW), np.int32), np.random.default_rng(0)
    for _ in range(count):
        logits = model.predict([window, *states], verbose=0)[0][0, -1]
        window = np.append(window[:, 1:], [[draw(softmax(without_unknown(logits)), rng.random())]], axis=1)


def seconds(work: Callable[[], object]) -> float:
    """Give how long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print medians."""
    with tempfile.TemporaryDirectory() as name:
        network = build(Params(), len(KNOWN) + 1)
        generator = load(_Bundle(network, Path(name)))
    query = Query(prompt=PROMPT, max_characters=WRITTEN)
    contenders: dict[str, tuple[int, Callable[[], object]]] = {
        "Chapterhouse": (WRITTEN, lambda: generator.sample(query)),
        "predict, one step with state": (LOOPED, lambda: step_loop(network.step, LOOPED)),
        "predict, window of 60": (LOOPED, lambda: window_loop(network.windows, LOOPED)),
    }
    for _, work in contenders.values():
        work()  # traces and warms up
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    firsts = []
    for _ in range(ROUNDS):
        for name, (count, work) in contenders.items():
            rates[name].append(count / seconds(work))
        firsts.append(1000 * seconds(lambda: next(generator.stream_sample(query))))
    ours = rates["Chapterhouse"]
    for name, theirs in rates.items():
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        sys.stdout.write(f"{name}: {statistics.median(theirs):.0f} characters/s, ours / theirs {ratio:.0f}\n")
    sys.stdout.write(f"first character after {statistics.median(firsts):.1f} ms, prompt of {len(PROMPT)} characters\n")


if __name__ == "__main__":
    main()
