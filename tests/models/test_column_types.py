"""What the columns of a person's file are taken for."""

from __future__ import annotations

import numpy as np
import pytest

from models.data.column_types import ColumnType, typed
from models.recipe import InputError

ROWS = 60
LINES = np.arange(2, ROWS + 2)
WORDS = ("the", "king", "speaks", "slowly", "of", "winter", "and", "nobody", "hears", "him")


def sentence(row: int) -> str:
    """Five words that no other row has in that order."""
    return " ".join(WORDS[(row * step + step) % 10] for step in (1, 3, 7)) + f" {row} times"


@pytest.mark.parametrize(
    ("name", "fields", "kind"),
    [
        ("a", [str(row / 3) for row in range(ROWS)], "number"),
        ("a", ["-1e3", "+2.5", "NA", "none", "-", "?"] * 10, "number"),
        ("age", [str(row) for row in range(ROWS)], "number"),
        ("id", [str(row) for row in range(ROWS)], "id"),
        ("PassengerId", [str(row) for row in range(ROWS)], "id"),
        ("row_no", [str(row) for row in range(ROWS)], "id"),
        ("humid", [str(row) for row in range(ROWS)], "number"),
        ("id", [str(row % 30) for row in range(ROWS)], "number"),
        ("ticket", [f"A/{row}" for row in range(ROWS)], "id"),
        ("town", [("Rome", "Oslo", "none")[row % 3] for row in range(ROWS)], "category"),
        ("yes", ["true", "false"] * 30, "category"),
        ("state", ["New York City", "Rio de Janeiro"] * 30, "category"),
        ("said", [sentence(row) for row in range(ROWS)], "text"),
        ("said", ["天地玄黄宇宙洪荒", "日月盈昃辰宿列张", "寒来暑往秋收冬藏"] * 20, "text"),
        ("day", [f"2024-01-{row % 28 + 1:02d}" for row in range(ROWS)], "date"),
        ("day", [f"{row % 28 + 1}.3.2024" for row in range(ROWS)], "date"),
        ("day", [f"2024-01-{row % 28 + 1:02d}T10:00:00Z" for row in range(ROWS)], "date"),
        ("same", ["x"] * ROWS, "constant"),
        ("empty", [""] * ROWS, "constant"),
    ],
)
def test_a_column_is_told_by_its_fields(name: str, fields: list[str], kind: ColumnType) -> None:
    assert typed(name, fields, LINES).type == kind


def test_none_is_a_gap_among_numbers_and_a_word_among_words() -> None:
    numbers, words = typed("a", ["1", "none", "2"] * 20, LINES), typed("a", ["big", "none", "small"] * 20, LINES)

    assert numbers.missing.sum() == 20 and words.missing.sum() == 0
    assert words.distinct == 3


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("1_000", "csv_not_a_number"),
        ("abc", "csv_not_a_number"),
        ("inf", "csv_not_finite"),
        ("1e400", "csv_not_finite"),
    ],
)
def test_one_bad_field_among_numbers_is_a_mistake(field: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        typed("size", [*map(str, range(ROWS - 1)), field], LINES)

    assert caught.value.code == code
    assert str(caught.value).startswith(f"Line {ROWS + 1}, column size: ")


def test_many_words_among_numbers_make_categories() -> None:
    assert typed("code", ["250", "401", "V57", "401"] * 15, LINES).type == "category"


def test_the_first_field_that_is_no_date_is_remembered() -> None:
    fields = [f"2024-01-{row % 28 + 1:02d}" for row in range(ROWS - 1)]

    column = typed("day", [*fields, "soon"], LINES)

    assert (column.type, column.bad_line) == ("date", ROWS + 1)
