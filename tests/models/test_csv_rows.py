"""A person's CSV: rows B32-B37 of the bad-input table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.data import csv_rows
from models.data.csv_rows import read_table_csv, read_text_csv
from models.recipe import InputError

GOOD = [f"{row},{row % 7}.5,{row * 2}" for row in range(40)]


def table(folder: Path, *changed: str, header: str = "a,b,price", rows: list[str] = GOOD) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join([header, *changed, *rows]), encoding="utf-8")
    return path


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_table_csv(path)
    return caught.value


def test_reads_numbers_and_takes_the_last_column_as_target(tmp_path: Path) -> None:
    rows = read_table_csv(table(tmp_path, "1e1,-2.5,+3"))

    assert (rows.names, rows.target_name) == (("a", "b"), "price")
    assert rows.features[0].tolist() == [10.0, -2.5]
    assert rows.target[0] == 3.0


def test_named_target_bom_and_windows_lines(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("\ufeffa,b,price\r\n".encode() + "\r\n".join(GOOD).encode() + b"\r\n\r\n")

    rows = read_table_csv(path, target="a")

    assert rows.names == ("b", "price")
    assert rows.target[:3].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1,,3", "csv_missing_value"),
        ("1,NA,3", "csv_missing_value"),
        ("1,?,3", "csv_missing_value"),
        ("1,nan,3", "csv_missing_value"),
        ("1,inf,3", "csv_not_finite"),
        ("1,-Infinity,3", "csv_not_finite"),
        ("1,1e400,3", "csv_not_finite"),
        ("1,1e39,3", "csv_not_finite"),
        ("1,1_000,3", "csv_not_a_number"),
        ("1,١٢,3", "csv_not_a_number"),
        ("1,1.2.3,3", "csv_not_a_number"),
        ('1,"2,5",3', "csv_not_a_number"),
        ("1,abc,3", "csv_not_a_number"),
        ("1,2", "csv_row_width"),
        ("1,2,3,4", "csv_row_width"),
        ('1,"' + "9" * 70_000 + '",3', "csv_invalid"),
        ("1,\0,3", "csv_invalid"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str, code: str) -> None:
    error = refused(table(tmp_path, "1,2,3", line))

    assert error.code == code
    assert str(error).startswith("Line 3, column ")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "csv_empty"),
        (b"\n\n", "csv_empty"),
        (b"a,b,price\n", "csv_no_rows"),
        (b"a,a,price\n1,2,3", "csv_duplicate_column"),
        (b"a,,price\n1,2,3", "csv_wrong_columns"),
        (b"a;b;price\n1;2;3", "csv_wrong_columns"),
        (b'a,b,price\n1,"2,3\n', "csv_invalid"),
        (b"a,b,pr\xe9x\n1,2,3", "text_not_utf8"),
        ("a,b,price\n1,2,3".encode("utf-16"), "text_not_utf8"),
        (b"a,b,price\n1,2,3\n2,3,4", "dataset_too_small"),
        (b"a,price\n" + b"1,5\n" * 50, "target_constant"),
    ],
)
def test_bad_file(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)

    assert refused(path).code == code


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MAX_ROWS", 39)

    assert refused(table(tmp_path)).code == "dataset_too_large"


def test_missing_values_dropped_or_left_for_the_mean(tmp_path: Path) -> None:
    path = table(tmp_path, "1,NA,3", "1,2,NA")

    dropped, kept = read_table_csv(path, missing="drop"), read_table_csv(path, missing="mean")

    assert (len(dropped.target), dropped.rows_dropped) == (40, 2)
    assert (len(kept.target), kept.rows_dropped) == (41, 1)  # a row without its target teaches nothing
    assert np.isnan(kept.features[0, 1])


def test_texts(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    lines = [f'"good, film {row}",pos\nbad film {row},neg' for row in range(20)]
    path.write_text("\n".join(["text,label", *lines, "bad  film 3,neg"]), encoding="utf-8")

    rows = read_text_csv(path)

    assert rows.label_names == ("neg", "pos")
    assert rows.texts[0] == "good, film 0"
    assert (len(rows.texts), rows.duplicates_removed) == (40, 1)


@pytest.mark.parametrize(
    ("header", "line", "code"),
    [
        ("text,topic", "a,b", "csv_wrong_columns"),
        ("text,label", ",pos", "csv_missing_value"),
        ("text,label", "a, ", "csv_missing_value"),
        ("text,label", "rare,once", "dataset_too_small"),
    ],
)
def test_bad_texts(tmp_path: Path, header: str, line: str, code: str) -> None:
    path = tmp_path / "texts.csv"
    good = [f"text {row},{'pos' if row % 2 else 'neg'}" for row in range(60)]
    path.write_text("\n".join([header, line, *good]), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_text_csv(path)

    assert caught.value.code == code


def test_texts_with_one_label(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("\n".join(["text,label", *(f"text {row},pos" for row in range(60))]), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_text_csv(path)

    assert caught.value.code == "target_constant"
