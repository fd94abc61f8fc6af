"""What a file that people bring is, and what they want to know of it before training."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import numpy as np

from models.data.archive import read_files
from models.data.corpus import read_corpus
from models.data.images import ImageRows, read_images
from models.data.readers import read_table, read_texts
from models.data.rows import TableRows, TextRows
from models.job import Dataset
from models.pictures.header import read_header
from models.recipe import InputError

Json = dict[str, Any]
Asked = Literal["csv", "text", "images-zip"]
KIND_OF_FORMAT = {
    "csv-text": "text", "csv-table": "table", "reuters-sgml": "text", "text": "corpus", "images-zip": "images",
}  # fmt: skip
_ZIP = b"PK\x03\x04"
_HEAD_BYTES = 65_536
_CELL = re.compile(r"\s*([+-]?[0-9.]+([eE][+-]?[0-9]+)?|NA|nan|\?|)\s*", re.ASCII)
_SAMPLE_CHARACTERS = 400
_SIDE = 64  # pixels: pictures are read as small ones to be counted and compared


def format_of(path: Path, name: str, asked: Asked | None) -> str:
    """The format that tells the reader how to parse a file: by wish, else by its content, else by its name.

    Args:
        name: the file's name, as it was uploaded.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    kind = asked or _kind(head, name.lower())
    if kind == "csv":
        return "csv-text" if _has_label_column(head) else "csv-table"
    return kind


def _kind(head: bytes, name: str) -> Asked:
    if head.startswith(_ZIP):
        return "images-zip"
    return "csv" if name.endswith((".csv", ".tsv")) or _has_label_column(head) or _is_table(head) else "text"


def _lines(head: bytes) -> list[str]:
    return head.decode("utf-8-sig", errors="replace").splitlines()


def _has_label_column(head: bytes) -> bool:
    header = (_lines(head) or [""])[0].lower()
    return {"text", "label"} <= {column.strip().strip('"') for column in header.split(",")}


def _is_table(head: bytes) -> bool:
    """Whether the second line holds numbers under the names of the first."""
    names, numbers = ([line.split(",") for line in _lines(head)[:2]] + [[], []])[:2]
    return len(names) == len(numbers) > 1 and all(_CELL.fullmatch(cell) for cell in numbers)


def profile(data: Dataset) -> Json:
    """Read all of a data set and say what it holds.

    Raises:
        InputError: the reader's own finding.
        JobFailure: as the readers.
    """
    if data.format == "text":
        return _of_corpus(read_corpus(data))
    if data.format == "images-zip":
        return _of_images(read_images(data, side=_SIDE)) | _sizes(data.path)
    if data.format == "csv-table":
        return _of_table(read_table(data, missing="mean"))
    return _of_texts(read_texts(data).checked())


def _of_corpus(documents: list[str]) -> Json:
    distinct = set().union(*documents)
    return {
        "documents": len(documents),
        "characters": sum(map(len, documents)),
        "distinct_characters": len(distinct),
        "sample": documents[0][:_SAMPLE_CHARACTERS],
    }


def _of_images(rows: ImageRows) -> Json:
    classes = {} if rows.labels is None else _counts(rows.labels, rows.label_names)
    return {
        "rows": len(rows.images),
        "classes": classes,
        "balance": min(classes.values()) / max(classes.values()) if classes else None,
        "colour": rows.images.shape[3] == 3,
        "duplicates_removed": rows.duplicates_removed,
        "files_ignored": rows.files_ignored,
    }


def _sizes(path: Path) -> Json:
    """The smallest and the largest width and height, by the pictures' headers."""
    sizes = np.array([size for _, content in read_files(path, _named_as_picture) for size in _size(content)])
    return {"smallest": sizes.min(axis=0).tolist(), "largest": sizes.max(axis=0).tolist()}


def _named_as_picture(name: str) -> bool:
    return name.lower().endswith((".png", ".jpg", ".jpeg", ".webp"))


def _size(content: bytes) -> list[tuple[int, int]]:
    """One width and height; none of a hidden file that only has the name of a picture, which the reader ignored."""
    try:
        header = read_header(content)
    except InputError:
        return []
    return [(header.width, header.height)]


def _of_texts(rows: TextRows) -> Json:
    return {
        "rows": len(rows.texts),
        "classes": _counts(rows.labels, rows.label_names),
        "duplicates_removed": rows.duplicates_removed,
    }


def _counts(labels: np.ndarray, names: tuple[str, ...]) -> dict[str, int]:
    counts = np.bincount(labels, minlength=len(names))
    return {label: int(count) for label, count in zip(names, counts, strict=True)}


def _of_table(rows: TableRows) -> Json:
    missing = np.isnan(rows.features).sum(axis=0)
    columns = [
        {"name": name, **_range(values), "missing": int(count)}
        for name, values, count in zip(rows.names, rows.features.T, missing, strict=True)
    ]
    return {"rows": len(rows.target), "target": rows.target_name, "columns": columns, "rows_dropped": rows.rows_dropped}


def _range(values: np.ndarray) -> dict[str, float | None]:
    """Smallest and largest number; null for a column without any."""
    present = values[~np.isnan(values)]
    return {"min": float(present.min()), "max": float(present.max())} if len(present) else {"min": None, "max": None}
