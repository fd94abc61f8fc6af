"""From a file, or a small sample, to rows that a designed network can learn from."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models import fit
from models.data.column_types import typed_columns
from models.data.examples import Examples
from models.data.own import RECORDS, Wish, read_own, records_of
from models.data.own_table import lay_out
from models.data.splits import Split, split_examples
from models.designer.card import Params
from models.designer.design import Design
from models.designer.inputs import fit_reader
from models.designer.planning import Facts, Wanted, design_for, plan_of
from models.designer.reader import Inputs, Reader
from models.designer.samples import read_sample
from models.headline import counts_of
from models.job import Dataset, Job
from models.recipe import Json
from models.script import EVALUATION_BATCH
from models.tables import Scaling, scaling_of
from models.text import words_of

FRACTION = 0.2  # of the rows for validation, and the same again for test
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


def evaluation_batch(design: Design) -> int:
    """Give how many rows are judged at once: as many as memory is meant for."""
    channels = max(1, design.units)
    numbers = math.prod(design.shape) * (
        1 if design.input == "vector" or design.architecture == "bigrams" else channels
    )
    return max(1, min(EVALUATION_BATCH, _EVALUATED_NUMBERS // numbers))
