"""Strict reading of a person's JSON Lines: one flat object a line, every refusal names line and key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from models.data.csv_rows import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, refusal
from models.data.records import Records, check_cells, check_name
from models.recipe import InputError

MAX_LINE = 1_000_000  # bytes
_BOM = b"\xef\xbb\xbf"


def read_jsonl_records(path: Path) -> Records:
    """Read objects whose keys are the columns; a key that a line lacks is a gap.

    A list of words is several labels, written `a|b`; other lists and objects are refused.

    Raises:
        InputError: `jsonl_invalid`, `jsonl_not_an_object`, `jsonl_nested`, `jsonl_duplicate_key`, `jsonl_empty`,
            `csv_wrong_columns`, `csv_invalid`, `text_not_utf8`, `dataset_too_large`, naming line and key.
    """
    columns: dict[str, list[str | None]] = {}
    lines: list[int] = []
    with open(path, "rb") as stream:
        for line, content in _lines(stream):
            row = _object(line, content)
            if len(lines) >= MAX_ROWS:
                raise InputError(f"Line {line}: more than {MAX_ROWS:,} rows.", "dataset_too_large")
            for key in row:
                if key not in columns:
                    columns[key] = [None] * len(lines)
            if len(columns) > MAX_COLUMNS:
                raise InputError(f"Line {line}: more than {MAX_COLUMNS:,} keys.", "dataset_too_large")
            check_cells(line, len(lines), len(columns))
            for key, column in columns.items():
                column.append(row.get(key))
            lines.append(line)
    if not lines:
        raise InputError("The file holds no line with an object.", "jsonl_empty")
    if len(columns) < 2:
        message = f"The objects need at least one feature and the target, found {', '.join(columns)[:200]!r}."
        raise InputError(message, "csv_wrong_columns")
    return Records(tuple(columns), tuple(columns.values()), np.array(lines, np.int64))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give the lines that are not blank, never more of one than allowed."""
    number = 0
    while content := stream.readline(MAX_LINE + 1):
        number += 1
        if len(content) > MAX_LINE:
            raise InputError(f"Line {number}: longer than {MAX_LINE:,} bytes.", "csv_invalid")
        content = content.removeprefix(_BOM) if number == 1 else content
        if content.strip():
            yield number, content


def _object(line: int, content: bytes) -> dict[str, str | None]:
    try:
        pairs = json.loads(content.decode("utf-8"), object_pairs_hook=_Pairs, parse_constant=_constant)
    except UnicodeDecodeError as error:
        message = f"Line {line}: byte {content[error.start]:#04x} is not UTF-8. Save the file as UTF-8."
        raise InputError(message, "text_not_utf8") from None
    except RecursionError:
        raise InputError(f"Line {line}: nested too deeply.", "jsonl_nested") from None
    except ValueError as error:
        raise InputError(f"Line {line}: not JSON: {str(error)[:200]}.", "jsonl_invalid") from None
    if not isinstance(pairs, _Pairs):
        raise InputError(
            f'Line {line}: must be an object such as {{"text": "...", "label": "..."}}.', "jsonl_not_an_object"
        )
    row: dict[str, str | None] = {}
    for key, value in pairs:
        name = key.strip()
        check_name(line, name)
        if name in row:
            raise refusal(line, name, "the key appears twice", "jsonl_duplicate_key")
        row[name] = _field(line, name, value)
    return row


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written, so that a key that appears twice is seen."""


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _field(line: int, key: str, value: Any) -> str | None:
    """Give the field as a CSV would write it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        text = repr(value)
    elif isinstance(value, str):
        text = value.strip()
    elif isinstance(value, list) and not isinstance(value, _Pairs) and all(isinstance(word, str) for word in value):
        text = "|".join(word.strip() for word in value)
    else:
        raise refusal(line, key, "holds a list or an object; write one value a key", "jsonl_nested")
    if not _is_unicode(text):
        raise refusal(line, key, "holds half of a surrogate pair", "text_not_utf8")
    if len(text) > MAX_FIELD or "\0" in text:
        reason = "a NUL character" if "\0" in text else f"more than {MAX_FIELD:,} characters"
        raise refusal(line, key, f"holds {reason}", "csv_invalid")
    return text


def _is_unicode(text: str) -> bool:
    """Whether the text can be stored: JSON can write half a surrogate pair, UTF-8 cannot."""
    return text.isascii() or not any(0xD800 <= ord(letter) < 0xE000 for letter in text)
