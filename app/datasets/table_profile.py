"""The profile of a file with named fields: its columns, its labels, and what stands in the way of learning from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.datasets import problems
from app.datasets.suggestions import suggestions, text_suggestions
from models.columns import MOST_CATEGORIES
from models.data.column_types import TypedColumn, mean_words, typed_columns
from models.data.examples import Examples
from models.data.leakage import telling_columns
from models.data.own_table import MOST_GAPS, Table, check_size, examples_of, input_of, lay_out
from models.data.records import Records
from models.data.targets import read_targets
from models.headline import counts_of, imbalanced, warnings_for
from models.recipe import InputError

Json = dict[str, Any]
TOP = 5
SAMPLES = 5
SHOWN = 200  # characters of a field
FEW = 200  # rows
MOST_CLASSES_SHOWN = 100


def of_records(records: Records) -> Json:
    """Read all columns and say what they hold.

    A target that cannot be used is a problem of its own, not a refusal, where another column could be the target.

    Raises:
        InputError: the reader's own finding.
    """
    check_size(len(records), removed=0, dropped=0)
    columns = typed_columns(records)
    table = lay_out(columns, ())
    found = _found(table, columns)
    try:
        examples = examples_of(table, records.lines, None, None, "fill")
    except InputError as error:
        if error.pointer != "/target" or not _has_other_target(table, columns):
            raise
        name = table.targets[0].name
        return _document(table, columns, records) | {"problems": [problems.unusable(error, name), *found]}
    return _document(table, columns, records) | _of_examples(examples, table, found)


def _has_other_target(table: Table, columns: Sequence[TypedColumn]) -> bool:
    usable = [column for column in columns if column.type in ("number", "category") and column not in table.targets]
    return len(usable) > 1 or (len(usable) == 1 and table.text is not None)


def _document(table: Table, columns: Sequence[TypedColumn], records: Records) -> Json:
    """What can be said without the labels."""
    kind = "text" if input_of(table) == "text" else "table"
    text = table.text if kind == "text" else None
    words = {} if text is None else {"mean_words": round(mean_words([v for v in text.values if v is not None]), 1)}
    return {
        "kind": kind,
        "rows": len(records),
        "columns": [_column(column) for column in columns],
        "target": ", ".join(column.name for column in table.targets),
        "classes": {},
        "balance": None,
        "imbalanced": False,
        "duplicates_removed": 0,
        "rows_dropped": 0,
        "leakage": {"columns": [], "rows": 0},
        "suggestions": suggestions("text" if text else "vector", None, [column.name for column in table.targets]),
        "samples": _samples(records, text, table),
        **words,
    }


def _of_examples(examples: Examples, table: Table, found: list[Json]) -> Json:
    """What the labels say, and how the columns relate to them."""
    counts = counts_of(examples.task, examples.targets, len(examples.target_names))
    classes = dict(zip(examples.target_names, counts, strict=True)) if counts else {}
    facts = examples.facts
    answers = read_targets(table.targets, examples.task)
    rows = np.flatnonzero(answers.present)
    telling = telling_columns(table.features, examples.task, answers.values, rows)
    more = [
        *([problems.repeated(facts["duplicates_removed"])] if facts["duplicates_removed"] else []),
        *([problems.conflicting(facts["conflicts"])] if facts["conflicts"] and examples.task != "regression" else []),
        *([problems.leaked(facts["leaked_rows"])] if facts["leaked_rows"] else []),
        *(problems.telling(name) for name in telling),
        *(problems.warning(**item) for item in warnings_for(examples.task, counts, examples.target_names)),
        *([problems.few(len(examples))] if len(examples) < FEW else []),
    ]
    targets = [column.name for column in table.targets]
    return {
        "rows": len(examples),
        "classes": dict(Counter(classes).most_common(MOST_CLASSES_SHOWN))
        if len(classes) > MOST_CLASSES_SHOWN
        else classes,
        "balance": min(counts) / max(counts) if counts else None,
        "imbalanced": imbalanced(examples.task, counts),
        "duplicates_removed": facts["duplicates_removed"],
        "rows_dropped": facts["rows_dropped"],
        "leakage": {"columns": telling, "rows": facts["leaked_rows"]},
        "problems": [*found, *more],
        "suggestions": _suggested(examples, targets),
    }


def _suggested(examples: Examples, targets: list[str]) -> Json:
    if examples.input != "text":
        return suggestions(examples.input, examples.task, targets)
    return text_suggestions(examples.task, targets, [str(text) for text in examples.inputs])


def _found(table: Table, columns: Sequence[TypedColumn]) -> list[Json]:
    """What the columns alone show."""
    used = [column for column in columns if column.name not in table.left_out]
    gaps = [column for column in used if column.missing.any()]
    dates = [(column.name, column.bad_line) for column in columns if column.bad_line is not None]
    wide = [column for column in table.features if column.numbers is None and column.distinct > MOST_CATEGORIES]
    hollow = [column for column in gaps if column.missing.mean() > MOST_GAPS]
    return [
        *([problems.missing(sum(int(c.missing.sum()) for c in gaps), len(gaps))] if gaps else []),
        *(problems.hollow(column.name, float(column.missing.mean())) for column in hollow),
        *(problems.left_out(name, kind) for name, kind in table.left_out.items()),
        *(problems.bad_date(name, line) for name, line in dates),
        *(problems.many_categories(column.name, column.distinct, MOST_CATEGORIES) for column in wide),
    ]


def _column(column: TypedColumn) -> Json:
    numbers = np.zeros(0) if column.numbers is None else column.numbers[~np.isnan(column.numbers)]
    return {
        "name": column.name,
        "type": column.type,
        "missing": int(column.missing.sum()),
        "distinct": column.distinct,
        "min": float(numbers.min()) if len(numbers) else None,
        "max": float(numbers.max()) if len(numbers) else None,
        "top": _top(column),
    }


def _top(column: TypedColumn) -> list[Json]:
    """The most frequent fields, where some are."""
    if column.type not in ("category", "constant") and column.distinct > len(column.values) / 2:
        return []
    counts = Counter(value for value in column.values if value is not None)
    return [{"value": value[:SHOWN], "rows": rows} for value, rows in counts.most_common(TOP)]


def _samples(records: Records, text: TypedColumn | None, table: Table) -> list[Json]:
    """A few rows, spread over the file, as they were written."""
    rows = np.linspace(0, len(records) - 1, SAMPLES).round().astype(int)
    if text is not None:
        label = table.targets[0]
        return [{"text": _shown(text.values[row]), "label": _shown(label.values[row])} for row in rows]
    columns = list(zip(records.names, records.columns, strict=True))
    return [{name: _shown(fields[row]) for name, fields in columns[:50]} for row in rows]


def _shown(value: str | None) -> str | None:
    return None if value is None else value[:SHOWN]
