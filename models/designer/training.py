"""Trains the network that the book's tables give for an input and a task, on a person's data or on a small sample.

Task: any of binary, single-label, multi-label, regression.
Source: Chollet, Deep Learning with Python, 1E §4.5 table 4.1 and ch. 9, 2E ch. 6 and 11. Measured: docs/recipes.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np

from models import fit
from models.checkpoint import Progress
from models.data.column_types import typed_columns
from models.data.examples import Examples
from models.data.own import RECORDS, Wish, read_own, records_of
from models.data.own_table import lay_out
from models.data.splits import SPLIT_SEED, Split, split_examples
from models.designer.answering import NETWORK
from models.designer.card import Params, check
from models.designer.design import Design
from models.designer.inputs import Inputs, Reader, fit_reader
from models.designer.networks import build
from models.designer.planning import Facts, Wanted, design_for, plan_of
from models.designer.samples import read_sample
from models.headline import counts_of, figures_for, headline_for
from models.job import Dataset, Job, Trained
from models.recipe import Json
from models.script import EVALUATION_BATCH
from models.tables import Scaling, scaling_of
from models.text import words_of

FRACTION = 0.2  # of the rows for validation, and the same again for test
PROBES = 16
SHOWN = 5  # test rows that go out as questions to try
SHOWN_BYTES = 100_000
_EVALUATED_NUMBERS = 32_000_000  # of the largest tensor in one call of evaluation: 128 MB


@dataclass(frozen=True)
class Prepared:
    """Examples ready for a network."""

    examples: Examples
    data: Json
    split: Split
    reader: Reader
    inputs: Inputs
    design: Design
    facts: Facts
    scaling: Scaling | None  # of a regression's answers; None: as they are

    def part(self, rows: np.ndarray) -> fit.Labelled:
        """Give some rows with their targets as the loss wants them."""
        return fit.Labelled(_Part(self.inputs, rows), encoded_targets(self.examples, rows, self.scaling))


@dataclass(frozen=True)
class _Part:
    inputs: Inputs
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, chosen: np.ndarray) -> np.ndarray:
        return self.inputs[self.rows[chosen]]


def train(params: Params, job: Job) -> Trained:
    """Train a network by design, and measure it on rows that it has not seen.

    Raises:
        InputError: the file cannot be used as wished, or the settings contradict each other.
        JobFailure: `dataset_unavailable`, `dataset_kind`, `diverged`.
    """
    check(params, {})
    prepared = prepare(params, job)
    design = prepared.design
    keras.utils.set_random_seed(job.seed)
    model = build(design, params.learning_rate, class_weights(params, prepared))
    batch = evaluation_batch(design)
    plan = fit.Plan(params.epochs, params.batch_size, params.patience, evaluation_batch=batch)
    split = prepared.split
    progress = fit.fit(model, prepared.part(split.train), prepared.part(split.validation), plan=plan, job=job)
    return _measured(model, prepared, progress, batch)


def prepare(params: Params, job: Job) -> Prepared:
    """Read, split, and learn from the training rows how inputs and answers become numbers."""
    job.tick(0, 1, phase="reading the examples")
    examples, data = _examples(params, job)
    split = split_examples(examples, fraction=FRACTION)
    facts = _facts(examples, split.train)
    wanted = Wanted(params.architecture, params.units, params.layers, params.dropout)
    design = design_for(examples.input, examples.task, facts, wanted)
    reader = fit_reader(examples, split.train, design.architecture)
    vocabulary = reader.encoding.width if hasattr(reader, "encoding") else design.vocabulary
    design = replace(design, shape=reader.shape, vocabulary=vocabulary)
    for warning in plan_of(design, facts)["warnings"]:
        job.log(warning["en"])
    free = examples.task == "regression" and not design.bounded
    scaling = scaling_of(examples.targets[split.train]) if free else None
    return Prepared(examples, data, split, reader, reader.rows(examples), design, facts, scaling)


def _examples(params: Params, job: Job) -> tuple[Examples, Json]:
    if job.data_set is None:
        return read_sample(params.input, params.task, job.dataset)
    data = job.dataset(job.data_set)
    wish = Wish(params.input, params.task, tuple(params.target), params.missing, params.side)
    return read_own(data, wish), data.provenance() | {"layout": _layout(data, params)}


def _layout(data: Dataset, params: Params) -> Json:
    """Give the file's format and, of one with named fields, which ones were read: what a script must know."""
    known: Json = {"format": data.format}
    if data.format in RECORDS and params.input in ("vector", "text"):
        table = lay_out(typed_columns(records_of(data)), params.target)
        known |= {
            "target": [column.name for column in table.targets],
            "text": table.text.name if table.text else None,
            "part": table.part.name if table.part else None,
        }
    return known


def _facts(examples: Examples, train: np.ndarray) -> Facts:
    targets = examples.targets[train]
    inputs: Any = examples.inputs
    words = [len(words_of(str(inputs[row]))) for row in train] if examples.input == "text" else []
    array = examples.input not in ("vector", "text")
    return Facts(
        rows=len(train),
        names=examples.target_names,
        counts=counts_of(examples.task, targets, len(examples.target_names)),
        shape=tuple(inputs.shape[1:]) if array else None,
        mean_words=float(np.mean(words)) if words else None,
        bounded=examples.task == "regression" and bool(((targets >= 0) & (targets <= 1)).all()),
    )


def encoded_targets(examples: Examples, rows: np.ndarray, scaling: Scaling | None) -> np.ndarray:
    """Give answers as the loss takes them: places of classes as int32, all else as float32 `(n, outputs)`."""
    targets = examples.targets[rows]
    if examples.task == "single-label":
        return np.asarray(targets, np.int32)
    columns = targets.reshape(len(rows), -1).astype(np.float64)
    scaled: np.ndarray = np.asarray(columns if scaling is None else scaling.apply(columns), np.float32)
    return scaled


def class_weights(params: Params, prepared: Prepared) -> list[float] | None:
    """Give how much a row of each class counts, 1 on average: inversely to how frequent the class is."""
    if params.imbalance == "none":
        return None
    counts = prepared.facts.counts
    return [sum(counts) / (len(counts) * max(1, count)) for count in counts]


def evaluation_batch(design: Design) -> int:
    """Give how many rows are judged at once: as many as memory is meant for."""
    channels = max(1, design.units)
    numbers = math.prod(design.shape) * (
        1 if design.input == "vector" or design.architecture == "bigrams" else channels
    )
    return max(1, min(EVALUATION_BATCH, _EVALUATED_NUMBERS // numbers))


def _measured(model: keras.Model, prepared: Prepared, progress: Progress, batch: int) -> Trained:
    examples, split, design = prepared.examples, prepared.split, prepared.design
    test = prepared.part(split.test)
    loss = fit.evaluate(model, test, batch)["loss"]
    scores = fit.predict(model, test.inputs, batch)
    if prepared.scaling is not None:
        scores = scores * prepared.scaling.deviation + prepared.scaling.mean
    truth, known = examples.targets[split.test], examples.targets[split.train]
    figures, report = figures_for(examples.task, truth, scores, known, examples.target_names)
    plan = plan_of(design, prepared.facts)
    told = {warning["code"] for warning in report["warnings"]}
    report["warnings"] += [warning for warning in plan["warnings"] if warning["code"] not in told]
    served = keras.Model(model.input, model.output, name="designed")  # without the loss, which is ours alone
    return Trained(
        networks={NETWORK: served},
        probes={NETWORK: _probes(prepared)},
        assets={"design": _asset(prepared)},
        metrics=figures | {"loss": loss, "best_epoch": float(progress.best_epoch)},
        report=report | {"history": progress.history, "design": plan},
        data=_provenance(prepared),
        question=_question(prepared),
        headline=headline_for(examples.task, prepared.facts.counts),
        decides=None if examples.task == "single-label" else frozenset(),
    )


def _probes(prepared: Prepared) -> np.ndarray:
    chosen = prepared.inputs[prepared.split.test[:PROBES]]
    return chosen if chosen.dtype == np.int32 else chosen.astype(np.float32)


def _asset(prepared: Prepared) -> Json:
    examples, scaling = prepared.examples, prepared.scaling
    return {
        "input": examples.input,
        "task": examples.task,
        "names": list(examples.target_names),
        "shape": list(prepared.reader.shape),
        "reader": prepared.reader.asset(),
        "scaling": None if scaling is None else {"mean": list(scaling.mean), "deviation": list(scaling.deviation)},
    }


def _provenance(prepared: Prepared) -> Json:
    examples, design = prepared.examples, prepared.design
    asset = prepared.reader.asset()
    return {
        **prepared.data,
        "rows": len(examples),
        "split": prepared.split.sizes(),
        "split_seed": SPLIT_SEED,
        **{"duplicates_removed": 0, **examples.facts},
        "network": {
            "input": design.input, "task": design.task, "shape": list(design.shape),
            "layers": [layer.code() for layer in design.stack()], "loss": design.loss, "bounded": design.bounded,
            "names": list(examples.target_names), "counts": list(prepared.facts.counts),
            "architecture": design.architecture, "evaluation_batch": evaluation_batch(design),
            "parts": examples.parts is not None, "columns": asset.get("codec", {}).get("columns", []),
        },
    }  # fmt: skip


def _question(prepared: Prepared) -> Json:
    examples, reader = prepared.examples, prepared.reader
    codec = getattr(reader, "codec", None)
    regression = examples.task == "regression"
    return {
        "input": examples.input,
        "task": examples.task,
        "labels": [] if regression else list(examples.target_names),
        "target_names": list(examples.target_names) if regression else [],
        "features": codec.question() if codec is not None else [],
        "shape": [] if examples.input in ("vector", "text") else list(reader.shape),
        "channel_names": list(examples.channel_names),
        "examples": _shown(prepared, spread(prepared.split.test, examples.targets)),
    }


def spread(test: np.ndarray, targets: np.ndarray) -> list[int]:
    """Give a few test rows, of different answers where there are some."""
    first: dict[bytes, int] = {}
    for row in test.tolist():
        first.setdefault(targets[row].tobytes(), row)
    chosen = list(first.values())[:SHOWN]
    return chosen + [row for row in test.tolist() if row not in chosen][: SHOWN - len(chosen)]


def _shown(prepared: Prepared, rows: Sequence[int]) -> list[Json]:
    """Give rows as questions with their truth, as many as fit a page."""
    shown: list[Json] = []
    size = 0
    for row in rows:
        query = prepared.reader.question(prepared.examples, row)
        size += len(str(query))
        if size <= SHOWN_BYTES:
            shown.append({"query": query, "truth": _truth(prepared.examples, row)})
    return shown


def _truth(examples: Examples, row: int) -> Any:
    target, names = examples.targets[row], examples.target_names
    if examples.task == "regression":
        return {name: float(value) for name, value in zip(names, target, strict=True)}
    if examples.task == "multi-label":
        return [name for name, on in zip(names, target, strict=True) if on]
    return names[int(target)]
