"""What an answer costs for each text architecture, beside its bare network: `python -m bench.text_serving`.

Settings of the presets, weights as drawn: they change nothing about the speed. Four things take turns on real reviews,
one thread each: a whole answer from the text on; the same by hand, words to numbers to `session.run` and nothing else;
`session.run` of the published network on numbers made before; and `session.run` of the network as it was trained and as
Keras exports it (multi-hot vectors, padding with a mask).
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import onnxruntime

from bench.report import write
from models.data.digests import digest
from models.data.readers import read_texts
from models.data.sources import SourceSettings, locate
from models.job import Dataset, Trained
from models.sentiment.answering import load
from models.sentiment.card import Params
from models.text import RESERVED, words_of
from models.text_encoding import encoding_of
from models.text_networks.card import TextQuery
from models.text_networks.heads import Head
from models.text_networks.presets import SENTIMENT_PRESETS
from models.text_networks.training import Corpus, build, prepare, trained
from tests.models.fakes import FakeBundle, FakeJob

QUESTIONS = 100  # reviews
ROUNDS = 7
HEAD = Head(1, "sigmoid", "binary_crossentropy")
REVIEWS = 4_000  # that vocabularies are learned from and questions taken from


def some_reviews(folder: Path) -> Dataset:
    """Give some reviews of the packaged data as a file of their own: reading all takes longer than measuring."""
    rows = read_texts(locate("imdb", SourceSettings(folder / "cache", allow_network=False)))
    path = folder / "reviews.csv"
    with open(path, "w", encoding="utf-8", newline="") as stream:
        every = len(rows.texts) // REVIEWS  # they stand in the order of their labels
        lines = zip(rows.texts[::every], rows.labels[::every], strict=True)
        csv.writer(stream).writerows([("text", "label"), *((text, rows.label_names[label]) for text, label in lines)])
    return Dataset("reviews", "uploaded", "1", digest(path), path, "csv-text")


def p50(times: list[float]) -> float:
    """Give the median in milliseconds."""
    return 1000 * statistics.median(times)


def plain_session(model: keras.Model, probe: np.ndarray, path: Path) -> onnxruntime.InferenceSession:
    """Give the trained network as Keras exports it, one thread."""
    model(probe)
    model.export(str(path), format="onnx", verbose=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def contenders(params: Params, corpus: Corpus, folder: Path) -> tuple[Any, ...]:
    """Give four functions of a question's number: whole answer, by hand, published network, Keras' export."""
    model = build(params, HEAD, width=corpus.encoding.width)
    version: Trained = trained(params, HEAD, model, corpus, figures={}, report={})
    bundle = FakeBundle(version, folder)
    answerer, served = load(bundle), bundle.session("classifier")
    texts = [corpus.rows.texts[row] for row in corpus.split.test[:QUESTIONS]]
    queries = [TextQuery(text=text) for text in texts]
    encoding = encoding_of(bundle.asset("vocabulary"))

    def ready_for(text: str) -> np.ndarray:
        numbers = encoding.numbers(words_of(text)) or [RESERVED]
        return np.array([[RESERVED] * ((encoding.length or 0) - len(numbers)) + numbers], np.int32)

    ready = [ready_for(text) for text in texts]
    dense = [corpus.inputs["test"][np.array([number])] for number in range(len(texts))]
    dense = [row.astype(np.float32) if row.dtype == np.uint8 else row for row in dense]
    plain = plain_session(model, dense[0], folder / "plain.onnx")
    name, plain_name = served.get_inputs()[0].name, plain.get_inputs()[0].name
    return (
        lambda number: answerer.answer([queries[number]]),
        lambda number: float(served.run(None, {name: ready_for(texts[number])})[0][0, 0]),
        lambda number: served.run(None, {name: ready[number]}),
        lambda number: plain.run(None, {plain_name: dense[number]}),
    )


def row_of(name: str, works: Sequence[Any]) -> str:
    """Measure in turn; give a line of the table."""
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work(0)
    for _ in range(ROUNDS):
        for taken, work in zip(times, works, strict=True):  # all questions: a slow rival would empty the caches
            for number in range(QUESTIONS):
                start = time.perf_counter()
                work(number)
                taken.append(time.perf_counter() - start)
    ours, by_hand, alone, exported = map(p50, times)
    figures = [f"{ours:.3f}", f"{by_hand:.3f}", f"{ours / by_hand:.2f}", f"{alone:.3f}", f"{ours / alone:.2f}"]
    line = " | ".join([f"| {name}", *figures, f"{exported:.3f}", f"{ours / exported:.2f} |"])
    sys.stdout.write(line + "\n")
    return line


def main() -> None:
    """Measure every architecture and write the section of docs/benchmarks.md."""
    lines = [
        f"One review at a time ({QUESTIONS} reviews, {ROUNDS} rounds), one thread, p50 in milliseconds: a whole answer "
        "from the text on; the same by hand (words to numbers to `session.run`, nothing else); ONNX Runtime alone on "
        "the published network; ONNX Runtime alone on the network as it was trained and as Keras exports it.",
        "",
        "| architecture | answer | by hand | ratio | network alone | ratio | Keras' export alone | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = some_reviews(folder)
        words = statistics.median(len(words_of(text)) for text in read_texts(data).texts)
        for preset in SENTIMENT_PRESETS:
            params = Params(**preset.params)
            corpus = prepare(params, data, fraction=0.1, job=FakeJob(folder))
            lines.append(row_of(preset.name, contenders(params, corpus, folder)))
    lines += ["", f"A review has {words:.0f} words (median)."]
    write("text-serving", "Answers of the text architectures", lines)


if __name__ == "__main__":
    main()
