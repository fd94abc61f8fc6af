"""Reads a `corpus` data set: plain running text, case kept, of one or more documents.

Formats: `plays-markdown`, a folder of plays whose Markdown is taken off; `text`, a person's own UTF-8 file in any
language. Standard library only.
"""

from __future__ import annotations

import re
from pathlib import Path

from models.data.digests import folder_files
from models.job import Dataset
from models.recipe import InputError, JobFailure
from models.unicode_text import composed

SMALLEST_BYTES = 10_000
LARGEST_BYTES = 200_000_000
FEWEST_DISTINCT = 10  # characters; a file of digits or of one repeated line teaches nothing

_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)(?:\*\*|[*_])")
_ESCAPE = re.compile(r"\\([^\w\s])")
_TRAILING = re.compile(r" +$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")


def read_corpus(data: Dataset) -> list[str]:
    """Give the documents of a data set, each ending in one line feed.

    Raises:
        InputError: `text_too_short`, `text_not_utf8`, `text_too_few_characters`, `dataset_too_large`.
        JobFailure: `dataset_kind` when the data set holds no running text.
    """
    if data.format == "text":
        return [checked_text(data.path.read_bytes())]
    if data.format == "plays-markdown":
        return [_play(path) for path in folder_files(data.path) if path.suffix == ".md"]
    raise JobFailure(f"Data set {data.name} ({data.format}) does not hold running text.", "dataset_kind")


def checked_text(raw: bytes) -> str:
    """Give the text of a person's file, cleaned, or refuse it.

    Raises:
        InputError: `text_too_short`, `text_not_utf8`, `text_too_few_characters`, `dataset_too_large`.
    """
    if len(raw) > LARGEST_BYTES:
        message = f"The text has {len(raw):,} bytes; at most {LARGEST_BYTES:,} are read."
        raise InputError(message, "dataset_too_large")
    try:
        text = composed(raw.decode("utf-8-sig")).strip() + "\n"
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"Line {line}: byte {raw[error.start]:#04x} is not UTF-8. Save the file as UTF-8."
        raise InputError(message, "text_not_utf8") from None
    size = len(text.encode())
    if size < SMALLEST_BYTES:
        message = f"The text has {size:,} bytes; at least {SMALLEST_BYTES:,} are needed to learn from."
        raise InputError(message, "text_too_short")
    distinct = len(set(text))
    if distinct < FEWEST_DISTINCT:
        message = f"The text has only {distinct} different characters; at least {FEWEST_DISTINCT} are needed."
        raise InputError(message, "text_too_few_characters")
    return text


def without_markdown(text: str) -> str:
    """Give the words of a Markdown text and its lines, without headings marks, emphasis, escapes and hard breaks."""
    for pattern, replacement in ((_HEADING, ""), (_EMPHASIS, ""), (_ESCAPE, r"\1"), (_TRAILING, ""), (_GAP, "\n\n")):
        text = pattern.sub(replacement, text)
    return text.strip() + "\n"


def _play(path: Path) -> str:
    return without_markdown(composed(path.read_text(encoding="utf-8")))
