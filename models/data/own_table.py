"""From typed columns to examples: a table of numbers and categories, or texts, with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.data.column_types import TypedColumn, mean_words, typed_columns
from models.data.csv_rows import refusal
from models.data.examples import Column, Examples, InputKind, Task
from models.data.records import Records
from models.data.repetitions import distinct_rows
from models.data.rows import SMALLEST
from models.data.targets import Targets, check_targets, read_targets, target_columns
from models.recipe import InputError

MOST_GAPS = 0.5  # a column with more gaps than this is left out when gaps are filled
PART_NAMES = ("split", "part", "subset", "partition", "fold")
PARTS = {"train": 0, "training": 0, "validation": 1, "valid": 1, "val": 1, "dev": 1, "test": 2, "testing": 2}
TEXT_NAMES = ("text", "review", "message", "sentence", "comment", "content", "body", "document")


@dataclass(frozen=True)
class Table:
    """A file's columns by what they are for.

    Attributes:
        features: what a vector can be made of.
        text: the column of running text, if any.
        left_out: names of columns nothing can be learned from, with what they hold.
        part: the column that names the part of each row, if any.
    """

    targets: list[TypedColumn]
    features: list[TypedColumn]
    text: TypedColumn | None
    left_out: dict[str, str]
    part: TypedColumn | None


def lay_out(columns: Sequence[TypedColumn], target: Sequence[str]) -> Table:
    """Tell features, text, labels and the rest apart.

    Raises:
        InputError: `csv_wrong_columns`.
    """
    part = next((column for column in columns if column.name.lower() in PART_NAMES and _names_parts(column)), None)
    targets = target_columns([column for column in columns if column is not part], target)
    rest = [column for column in columns if column is not part and column not in targets]
    texts = [column for column in rest if column.type == "text"]
    features = [column for column in rest if column.type in ("number", "category")]
    left_out: dict[str, str] = {
        column.name: column.type for column in rest if column.type in ("constant", "id", "date")
    }
    return Table(targets, features, _main_text(texts, rest), left_out, part)


def _names_parts(column: TypedColumn) -> bool:
    return all(value is not None and value.lower() in PARTS for value in column.values)


def _main_text(texts: list[TypedColumn], rest: Sequence[TypedColumn]) -> TypedColumn | None:
    """Give the column with a telling name, else the one with the most words; a lone column of words also counts."""
    told = [column for column in rest if _is_named_text(column)]
    if told:
        return max(told, key=lambda column: column.distinct)
    return max(texts, key=_words) if texts else None


def _is_named_text(column: TypedColumn) -> bool:
    """Whether its name says that it is running text, and what it holds agrees: `body` may also be that of a car."""
    if column.type == "category":
        return column.name.lower() == "text"
    return column.type in ("text", "id") and column.numbers is None and column.name.lower() in TEXT_NAMES


def _words(column: TypedColumn) -> float:
    return mean_words([value for value in column.values if value is not None])


def input_of(table: Table) -> InputKind:
    """Give what the file looks like: text where its column has a telling name or nothing else can be learned from."""
    if table.text is None:
        return "vector"
    return "text" if _is_named_text(table.text) or all(column is table.text for column in table.features) else "vector"


def table_examples(
    records: Records, input: InputKind | None, task: Task | None, target: Sequence[str], missing: str
) -> Examples:
    """Give the examples of a file with named fields.

    Raises:
        InputError: with a code of docs/data.md.
    """
    table = lay_out(typed_columns(records), target)
    return examples_of(table, records.lines, input, task, missing)


def examples_of(table: Table, lines: np.ndarray, input: InputKind | None, task: Task | None, missing: str) -> Examples:
    """Give the examples of columns that are told apart. Raises as `table_examples`."""
    kind = input or input_of(table)
    used = _used(table, kind, missing)
    answers = read_targets(table.targets, task)
    keep = _complete(used, table.targets, answers, lines, missing, fill=kind == "vector")
    dropped = int(len(keep) - keep.sum())
    parts = None if table.part is None else _parts(table.part)
    first, conflicts, leaked = distinct_rows(used, answers, keep, parts, text=kind == "text")
    values = answers.values[np.searchsorted(np.flatnonzero(answers.present), first)]
    check_size(len(first), removed=int(keep.sum()) - len(first), dropped=dropped)
    check_targets(answers.task, values, answers.names, None if parts is None else parts[first])
    facts = {
        "duplicates_removed": int(keep.sum()) - len(first),
        "rows_dropped": dropped,
        "conflicts": conflicts,
        "leaked_rows": leaked,
        "left_out": table.left_out,
    }
    inputs = [str(used[0].values[row]) for row in first] if kind == "text" else _columns(used, first)
    mine = None if parts is None else parts[first]
    return Examples(kind, answers.task, inputs, values, answers.names, parts=mine, facts=facts)


def _used(table: Table, kind: InputKind, missing: str) -> list[TypedColumn]:
    if kind == "text":
        return [_text_column(table)]
    if kind == "vector":
        return _vector_columns(table, missing)
    message = f"The file holds named fields: its input is a vector or a text, not {kind}."
    raise InputError(message, "input_kind_mismatch", "/input")


def _text_column(table: Table) -> TypedColumn:
    if table.text is None:
        raise InputError("The file has no column of running text.", "csv_wrong_columns", "/input")
    return table.text


def _vector_columns(table: Table, missing: str) -> list[TypedColumn]:
    used = list(table.features)
    if table.text in used:  # a column of single words with a telling name is a category as well
        used = [column for column in used if column.type != "text"]
    if missing == "fill":
        hollow = {column.name for column in used if column.missing.mean() > MOST_GAPS}
        table.left_out.update(dict.fromkeys(hollow, "missing"))
        used = [column for column in used if column.name not in hollow]
    if not used:
        found = ", ".join(f"{name} ({kind})" for name, kind in table.left_out.items())[:200]
        message = f"No column of numbers or categories is left to learn from; left out: {found}."
        raise InputError(message, "csv_no_features")
    return used


def _complete(
    used: Sequence[TypedColumn], targets: Sequence[TypedColumn], answers: Targets, lines: np.ndarray, missing: str,
    *, fill: bool,
) -> np.ndarray:  # fmt: skip
    """Tell which rows can be used, bool `(n,)`; a row without its answer teaches nothing.

    Raises:
        InputError: `csv_missing_value` with `missing` "refuse".
    """
    if missing == "refuse":
        without = [column for column in targets if not answers.present.all()]
        for column in [*used, *without]:
            gaps = np.flatnonzero(column.missing)
            if len(gaps):
                reason = "the value is missing; choose to drop or fill such rows"
                raise refusal(int(lines[gaps[0]]), column.name, reason, "csv_missing_value")
    keep = answers.present.copy()
    if missing == "drop" or not fill:
        for column in used:
            keep &= ~column.missing
    return keep


def check_size(rows: int, *, removed: int, dropped: int) -> None:
    """Refuse too few rows.

    Raises:
        InputError: `dataset_too_small`.
    """
    if rows < SMALLEST:
        lost = f" ({removed} repeated and {dropped} incomplete rows were left out)" if removed or dropped else ""
        message = f"The data set has {rows} usable rows{lost}; at least {SMALLEST} are needed."
        raise InputError(message, "dataset_too_small")


def _columns(used: Sequence[TypedColumn], rows: np.ndarray) -> list[Column]:
    return [_column(column, rows) for column in used]


def _column(column: TypedColumn, rows: np.ndarray) -> Column:
    if column.numbers is not None:
        return Column(column.name, "number", column.numbers[rows])
    values = np.empty(len(rows), object)
    values[:] = [column.values[row] for row in rows]
    return Column(column.name, "category", values)


def _parts(column: TypedColumn) -> np.ndarray:
    return np.array([PARTS[str(value).lower()] for value in column.values], np.int8)
