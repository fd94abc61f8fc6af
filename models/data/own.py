"""Reads a person's own data, or a built-in set, as examples for whatever network is designed for them.

The file decides what is not wished: its columns and labels (`targets`), what they hold (`column_types`). Exact
repetitions are removed before anything is split, so that no row is both learned from and measured on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.data.arrays import array_examples
from models.data.examples import Column, Examples, InputKind, Task
from models.data.images import ImageRows, read_images
from models.data.jsonl_rows import read_jsonl_records
from models.data.npz_rows import read_npz_arrays
from models.data.own_series import series_examples
from models.data.own_table import table_examples
from models.data.readers import read_table, read_texts
from models.data.records import Records, read_csv_records
from models.data.sounds import read_sounds_zip
from models.data.targets import check_targets
from models.job import Dataset
from models.recipe import InputError, JobFailure

RECORDS = {
    "csv-table": read_csv_records,
    "csv-text": read_csv_records,
    "csv-mixed": read_csv_records,
    "csv-series": read_csv_records,  # as a table, where a vector is wished
    "jsonl": read_jsonl_records,
}
SERIES = ("csv-series", "weather-csv", "jena-csv")
TEXTS = ("keras-imdb", "keras-reuters", "movie-reviews-csv", "reuters-sgml", "text-folders")
TABLES = ("boston-csv", "keras-boston", "keras-california")
IMAGES = ("images-zip", "mnist-csv", "keras-images", "idx-folder")


@dataclass(frozen=True)
class Wish:
    """What a person says about the file; None or () lets the data decide.

    Attributes:
        target: the label column(s): several 0/1 columns, or one column with labels separated by `|` or `;`, make
            several labels a row; several columns of numbers a regression with as many outputs.
        missing: of gaps in a table: refuse the file, drop the row, or leave the gap for training to fill.
        side, colour: of pictures: pixels a side, and whether to keep colours (None: where there are any).
    """

    input: InputKind | None = None
    task: Task | None = None
    target: tuple[str, ...] = ()
    missing: Literal["refuse", "drop", "fill"] = "refuse"
    side: int = 64
    colour: bool | None = None


def read_own(data: Dataset, wish: Wish) -> Examples:
    """Give the examples of a data set.

    Raises:
        InputError: the file cannot be used as wished: a code of docs/data.md.
        JobFailure: `dataset_kind` when the data set holds nothing of that kind.
    """
    if data.format in SERIES and wish.input in (None, "time-series"):
        return series_examples(data, wish.task, wish.target, wish.missing)
    if data.format in RECORDS:
        return table_examples(records_of(data), wish.input, wish.task, wish.target, wish.missing)
    if data.format == "npz":
        return array_examples(read_npz_arrays(data.path), wish.input, wish.task)
    if data.format == "sounds-zip":
        return array_examples(read_sounds_zip(data.path), wish.input or "sound", wish.task)
    if data.format in TEXTS:
        return _wished(_texts(data), wish)
    if data.format in TABLES:
        return _wished(_table(data), wish)
    if data.format in IMAGES:
        return _wished(_images(data, wish), wish)
    raise JobFailure(f"Data set {data.name} ({data.format}) does not hold labelled examples.", "dataset_kind")


def records_of(data: Dataset) -> Records:
    """Give the rows of a file with named fields, as they were written.

    Raises:
        InputError: with a code of docs/data.md, naming line and column.
    """
    return RECORDS[data.format](data.path)


def _wished(examples: Examples, wish: Wish) -> Examples:
    """Refuse a wish that what a data set is does not allow."""
    if wish.input not in (None, examples.input):
        message = f"The data set holds {examples.input} examples and cannot be read as {wish.input}."
        raise InputError(message, "input_kind_mismatch", "/input")
    two = {"binary": "single-label"}
    if wish.task not in (None, examples.task, two.get(examples.task)):
        message = f"The data set's labels are for a {examples.task} task, not for {wish.task}."
        raise InputError(message, "task_mismatch", "/task")
    if wish.task in (None, examples.task):
        return examples
    return Examples(
        examples.input, "single-label", examples.inputs, examples.targets, examples.target_names,
        examples.channel_names, examples.parts, examples.facts,
    )  # fmt: skip


def _task(names: tuple[str, ...]) -> Task:
    return "binary" if len(names) == 2 else "single-label"


def _texts(data: Dataset) -> Examples:
    rows = read_texts(data).checked()
    parts = None if rows.test is None else np.where(rows.test, 2, 0).astype(np.int8)
    facts = {"duplicates_removed": rows.duplicates_removed, "rows_dropped": 0}
    return Examples(
        "text", _task(rows.label_names), list(rows.texts), rows.labels, rows.label_names, parts=parts, facts=facts
    )


def _table(data: Dataset) -> Examples:
    rows = read_table(data)
    columns = [Column(name, "number", values) for name, values in zip(rows.names, rows.features.T, strict=True)]
    facts = {"duplicates_removed": 0, "rows_dropped": rows.rows_dropped}
    return Examples("vector", "regression", columns, rows.target[:, None], (rows.target_name,), facts=facts)


def _images(data: Dataset, wish: Wish) -> Examples:
    rows = read_images(data, side=wish.side, colour=wish.colour)
    if rows.labels is None:
        message = "The pictures have no classes: put each in the folder of its class."
        raise InputError(message, "dataset_without_classes")
    facts = {
        "duplicates_removed": rows.duplicates_removed,
        "rows_dropped": 0,
        "files_ignored": rows.files_ignored,
        "leaked_rows": rows.leaked_removed,
    }
    names, parts = rows.label_names, _parts(rows)
    check_targets(_task(names), rows.labels, names, parts)
    return Examples("image", _task(names), rows.images, rows.labels, names, parts=parts, facts=facts)


def _parts(rows: ImageRows) -> np.ndarray | None:
    """Give the part of each picture where somebody set some aside."""
    if rows.test is None:
        return None
    validation = np.zeros(len(rows.images), bool) if rows.validation is None else rows.validation
    return np.where(rows.test, 2, np.where(validation, 1, 0)).astype(np.int8)
