"""What a file that people bring is, and what they want to know of it before training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.datasets import problems
from app.datasets.array_profile import SAMPLES, labels_of, of_arrays, picture, spread
from app.datasets.formats import KIND_OF_FORMAT, Asked, asked_of, head_of, is_text_and_label
from app.datasets.suggestions import own_recipes, suggestions, text_suggestions
from app.datasets.table_profile import of_records
from models.data.archive import read_files
from models.data.corpus import read_corpus
from models.data.images import ImageRows, read_images
from models.data.jsonl_rows import read_jsonl_records
from models.data.own import Wish, read_own
from models.data.readers import read_texts
from models.data.records import read_csv_records
from models.data.rows import TextRows
from models.data.series import looks_like_series, profile_series, read_series
from models.job import Dataset
from models.pictures.header import read_header
from models.recipe import InputError

Json = dict[str, Any]
_NO_SERIES = ("series_irregular", "series_no_time")  # a table with a column of dates
_SAMPLE_CHARACTERS = 400
_SIDE = 64  # pixels: pictures are read as small ones to be counted and compared


@dataclass(frozen=True)
class Brought:
    """A file on this machine, as somebody sent it: its name is theirs."""

    path: Path
    name: str
    sha256: str

    def as_data(self, name: str, format: str) -> Dataset:
        """The file as a data set of that format."""
        return Dataset(name, "uploaded", "1", self.sha256, self.path, format)


def examine(file: Brought, name: str, asked: Asked | None) -> tuple[str, Json]:
    """Read all of a file and say what format it has and what it holds.

    Raises:
        InputError: the reader's own finding.
        JobFailure: as the readers.
    """
    kind = asked_of(file.path, file.name, asked)
    if kind != "csv":
        return kind, profile(file.as_data(name, kind))
    if asked is None and looks_like_series(head_of(file.path)):
        try:
            return "csv-series", profile(file.as_data(name, "csv-series"))
        except InputError as error:
            if error.code not in _NO_SERIES:
                raise
    return _of_csv(file, name)


def profile(data: Dataset) -> Json:
    """Read all of a data set whose format is known and say what it holds. Raises as `examine`."""
    of: Callable[[Dataset], Json] = _PROFILES.get(data.format, _of_texts)
    return _complete(data.format, of(data))


def _complete(format: str, found: Json) -> Json:
    """Add what a profile owes whatever its kind: the kind itself, and who can learn from it."""
    kind = found.setdefault("kind", KIND_OF_FORMAT.get(format, format))
    suggested = found.setdefault("suggestions", suggestions(None, None, ()))
    suggested["recipes"] = own_recipes(kind, format, found)
    return {"format": format, **found}


def _of_csv(file: Brought, name: str) -> tuple[str, Json]:
    """Tell a CSV's format by all of its columns, and profile it."""
    if is_text_and_label(head_of(file.path)):
        read_texts(file.as_data(name, "csv-text")).checked()
        return "csv-text", _complete("csv-text", of_records(read_csv_records(file.path)))
    found = of_records(read_csv_records(file.path))
    numbers = all(column["type"] in ("number", "id", "constant") and _numeric(column) for column in found["columns"])
    format = "csv-table" if numbers else "csv-mixed"
    return format, _complete(format, found)


def _numeric(column: Json) -> bool:
    """Whether all fields are numbers or gaps, as the recipes for tables of numbers read them."""
    return column["min"] is not None or column["distinct"] == 0


def _of_corpus(data: Dataset) -> Json:
    documents = read_corpus(data)
    distinct = set().union(*documents)
    return {
        "documents": len(documents),
        "characters": sum(map(len, documents)),
        "distinct_characters": len(distinct),
        "sample": documents[0][:_SAMPLE_CHARACTERS],
    }


def _of_images(data: Dataset) -> Json:
    rows = read_images(data, side=_SIDE)
    return {"rows": len(rows.images), **_of_classes(rows), **_sizes(data.path)}


def _of_classes(rows: ImageRows) -> Json:
    facts = {"duplicates_removed": rows.duplicates_removed, "leaked_rows": rows.leaked_removed}
    shown = {"colour": rows.images.shape[3] == 3, "files_ignored": rows.files_ignored}
    chosen = spread(len(rows.images), SAMPLES)
    if rows.labels is None:
        return {
            "classes": {}, "balance": None, "imbalanced": False, "duplicates_removed": rows.duplicates_removed,
            "leakage": {"columns": [], "rows": 0}, "problems": [problems.without_classes()], **shown,
            "suggestions": suggestions("image", None, ()),
            "samples": [{"image": picture(rows.images[row]), "label": ""} for row in chosen],
        }  # fmt: skip
    names = rows.label_names
    task = "binary" if len(names) == 2 else "single-label"
    samples = [{"image": picture(rows.images[row]), "label": names[rows.labels[row]]} for row in chosen]
    return {
        **labels_of(task, rows.labels, names, facts), **shown,  # type: ignore[arg-type]  # one of two tasks
        "suggestions": suggestions("image", task, ()), "samples": samples,
    }  # fmt: skip


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


def _of_texts(data: Dataset) -> Json:
    """Texts of an archive of the catalogue, that a person brought."""
    rows: TextRows = read_texts(data).checked()
    facts = {"duplicates_removed": rows.duplicates_removed}
    task = "binary" if len(rows.label_names) == 2 else "single-label"
    samples = [
        {"text": rows.texts[row][:_SAMPLE_CHARACTERS], "label": rows.label_names[rows.labels[row]]}
        for row in spread(len(rows.texts), SAMPLES)
    ]
    return {
        "rows": len(rows.texts),
        **labels_of(task, rows.labels, rows.label_names, facts),  # type: ignore[arg-type]  # one of two tasks
        "suggestions": text_suggestions(task, ("label",), rows.texts),
        "samples": samples,
    }


_PROFILES: dict[str, Callable[[Dataset], Json]] = {
    "text": _of_corpus,
    "plays-markdown": _of_corpus,
    "images-zip": _of_images,
    "jsonl": lambda data: of_records(read_jsonl_records(data.path)),
    "csv-series": lambda data: profile_series(read_series(data)),
    "weather-csv": lambda data: profile_series(read_series(data)),
    "jena-csv": lambda data: profile_series(read_series(data)),
    "sounds-zip": lambda data: of_arrays(read_own(data, Wish())),
    "npz": lambda data: of_arrays(read_own(data, Wish())),
}
