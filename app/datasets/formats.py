"""What a file that people bring is: by wish, else by its content, else by its name."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any, Literal

from models.data.archive import file_names
from models.recipe import InputError

Asked = Literal["csv", "text", "images-zip", "jsonl", "npz", "csv-series", "sounds-zip"]
KIND_OF_FORMAT = {
    "csv-text": "text", "csv-table": "table", "csv-mixed": "table", "csv-series": "series", "reuters-sgml": "text",
    "text": "corpus", "images-zip": "images", "jsonl": "table", "npz": "arrays", "sounds-zip": "arrays",
}  # fmt: skip
_ZIP = b"PK\x03\x04"
_HEAD_BYTES = 65_536
_CELL = re.compile(r"([+-]?[0-9.]+([eE][+-]?[0-9]+)?|NA|nan|\?|)", re.ASCII)


def asked_of(path: Path, name: str, asked: Asked | None) -> Asked:
    """The kind of file. A CSV is not yet told apart by its columns: all of it must be read for that.

    Args:
        name: the file's name, as it was uploaded.

    Raises:
        InputError: a zip whose list of files is refused: a code of `models.data.archive`.
    """
    if asked is not None:
        return asked
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(_ZIP):
        return _zip_kind(path)
    name = name.lower()
    if name.endswith((".jsonl", ".ndjson")) or _is_object(head):
        return "jsonl"
    if name.endswith((".csv", ".tsv")) or has_label_column(head) or _is_table(head):
        return "csv"
    return "text"


def _zip_kind(path: Path) -> Asked:
    """Arrays where the zip holds nothing else, sounds where they are most of it.

    Whatever else it is, the reader of pictures says what is wrong.
    """
    try:
        names = file_names(path)
    except InputError:
        return "images-zip"
    if names and all(name.endswith(".npy") for name in names):
        return "npz"
    sounds = sum(name.lower().endswith(".wav") for name in names)
    return "sounds-zip" if sounds > len(names) / 2 else "images-zip"


def head_of(path: Path) -> bytes:
    """The beginning of a file, enough to look at."""
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _lines(head: bytes) -> list[str]:
    return head.decode("utf-8-sig", errors="replace").splitlines()


def _is_object(head: bytes) -> bool:
    line = next((line for line in _lines(head) if line.strip()), "")
    if not line.lstrip().startswith("{"):
        return False
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict)


def _header(head: bytes) -> list[str]:
    try:
        fields = next(csv.reader((_lines(head) or [""])[:1]), [])
    except csv.Error:
        return []
    return [field.strip().lower() for field in fields]


def has_label_column(head: bytes) -> bool:
    """Whether the header names a text and its label."""
    return {"text", "label"} <= set(_header(head))


def is_text_and_label(head: bytes) -> bool:
    """Whether the header names a text and its label and nothing else, as the text recipes read it."""
    return sorted(_header(head)) == ["label", "text"]


def _is_table(head: bytes) -> bool:
    """Whether the second line holds numbers under the names of the first."""
    names, numbers = ([line.split(",") for line in _lines(head)[:2]] + [[], []])[:2]
    return len(names) == len(numbers) > 1 and all(_CELL.fullmatch(cell.strip()) for cell in numbers)
