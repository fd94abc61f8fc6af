"""The CSV rows of the bad-input matrix: each names the line and the column, and no data set is made."""

from __future__ import annotations

import re

import pytest

from tests.api.house import House
from tests.api.problems import pointers, problem
from tests.api.test_data_sets import TABLE, TEXTS, bring

TEXT_ROWS, TABLE_ROWS = TEXTS.splitlines(), TABLE.splitlines()


def with_row(row: str, table: str = TABLE) -> str:
    """The table with that row as line 3."""
    lines = table.splitlines()
    return "\n".join([*lines[:2], row, *lines[2:]]) + "\n"


EMPTY_OR_SHORT = [
    pytest.param("\n\n", "csv_empty", id="B32-only-blank-lines"),
    pytest.param("a,b\n", "csv_no_rows", id="B32-header-only"),
    pytest.param("text,label\n", "csv_no_rows", id="B32-text-header-only"),
    pytest.param("\n".join(TABLE_ROWS[:30]), "dataset_too_small", id="B37-29-rows"),
    pytest.param("\n".join(TEXT_ROWS[:30]), "dataset_too_small", id="B37-29-texts"),
    pytest.param("a,b\n" + "1,5\n2,5\n" * 30, "target_constant", id="B37-constant-target"),
    pytest.param("text,label\n" + "".join(f"t{n},same\n" for n in range(50)), "target_constant", id="B37-one-label"),
    pytest.param(TEXTS + "rare,odd\n", "dataset_too_small", id="B37-rare-label"),
    pytest.param("text,label\n" + "a,b\n" * 1_000_001, "dataset_too_large", id="B37-million-rows"),
]
WITH_LINE = [
    pytest.param(with_row(",good", TEXTS), "csv_missing_value", "text", id="B33-missing-text"),
    pytest.param(with_row("a text, ", TEXTS), "csv_missing_value", "label", id="B33-missing-label"),
    pytest.param(with_row("inf,1,2"), "csv_not_finite", "rooms", id="B34-inf"),
    pytest.param(with_row("1,-Infinity,2"), "csv_not_finite", "age", id="B34-infinity"),
    pytest.param(with_row("1e400,1,2"), "csv_not_finite", "rooms", id="B34-1e400"),
    pytest.param(with_row("1,1e39,2"), "csv_not_finite", "age", id="B34-beyond-float32"),
    pytest.param(with_row("1_000,1,2"), "csv_not_a_number", "rooms", id="B34-underscore"),
    pytest.param(with_row("١٢,1,2"), "csv_not_a_number", "rooms", id="B34-arabic-digits"),
    pytest.param(with_row("0x10,1,2"), "csv_not_a_number", "rooms", id="B34-hexadecimal"),
    pytest.param(with_row("1.2.3,1,2"), "csv_not_a_number", "rooms", id="B34-two-points"),
    pytest.param(with_row("1,2"), "csv_row_width", "price", id="B35-too-few-fields"),
    pytest.param(with_row("1,2,3,4"), "csv_row_width", "price", id="B35-too-many-fields"),
    pytest.param(with_row("1,5,2,3"), "csv_row_width", "price", id="B35-decimal-comma"),
    pytest.param(with_row('"1,5",2,3'), "csv_not_a_number", "rooms", id="B35-quoted-decimal-comma"),
    pytest.param(with_row("x" * 70_000 + ",1,2"), "csv_invalid", "1", id="B35-giant-field"),
    pytest.param(with_row("a\0b,good", TEXTS), "csv_invalid", "1", id="B35-nul"),
]
HEADER = [
    pytest.param(TABLE.replace(",", ";"), "csv_wrong_columns", id="B35-semicolons"),
    pytest.param("a\n1\n2\n", "csv_wrong_columns", id="B35-one-column"),
    pytest.param("a,,c\n1,2,3\n", "csv_wrong_columns", id="B35-nameless-column"),
    pytest.param("x" * 201 + ",b\n1,2\n", "csv_wrong_columns", id="B35-endless-name"),
    pytest.param(",".join(f"c{n}" for n in range(1001)) + "\n", "dataset_too_large", id="B35-1001-columns"),
    pytest.param("a,b,a\n1,2,3\n", "csv_duplicate_column", id="B35-duplicate-column"),
    pytest.param(TABLE + '"open,1,2\n', "csv_invalid", id="B35-open-quote"),
]
ENCODING = [
    pytest.param(TEXTS.replace("text number 3", "d\u00e9j\u00e0 vu").encode("latin-1"), id="B36-latin-1"),
    pytest.param(TEXTS.encode("utf-16"), id="B36-utf-16"),
]


def refused(house: House, content: str | bytes, code: str) -> str:
    """The detail of the refusal, after checking that no data set was made."""
    document = problem(bring(house.client, "bad-rows", content), 422, code)
    assert pointers(document) == ["/file"]
    assert house.counts()["data_set"] == 0
    assert len(document["detail"]) < 1000
    return str(document["detail"])


@pytest.mark.parametrize(("content", "code"), EMPTY_OR_SHORT)
def test_a_file_with_too_little_or_too_much_is_refused(library: House, content: str, code: str) -> None:
    refused(library, content, code)


@pytest.mark.parametrize(("content", "code", "column"), WITH_LINE)
def test_a_bad_value_is_refused_by_line_and_column(library: House, content: str, code: str, column: str) -> None:
    detail = refused(library, content, code)

    assert re.match(rf"Line 3, column {column}\b", detail), detail


@pytest.mark.parametrize(("content", "code"), HEADER)
def test_a_bad_header_or_quote_is_refused_by_its_line(library: House, content: str, code: str) -> None:
    assert "Line " in refused(library, content, code)


@pytest.mark.parametrize("content", ENCODING)
def test_only_utf8_is_read(library: House, content: bytes) -> None:
    assert "UTF-8" in refused(library, content, "text_not_utf8")
