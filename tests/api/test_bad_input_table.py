"""The table of bad input is whole, and each row names tests that exist or says why there is none."""

from __future__ import annotations

import re

import pytest

from app.http.problem_pages import NOT_FOUND, PROBLEMS
from tests.api.matrix import complaints, rows

ROWS = rows("bad-input.md", "B")


def test_every_kind_of_bad_input_has_its_row_in_order() -> None:
    assert list(ROWS) == [f"B{number}" for number in range(1, 65)]


@pytest.mark.parametrize("number", ROWS)
def test_a_row_names_tests_that_exist_or_its_reason(number: str) -> None:
    assert complaints(ROWS[number]) == []


@pytest.mark.parametrize("number", ROWS)
def test_a_row_names_codes_that_have_a_page(number: str) -> None:
    known = {*PROBLEMS, *NOT_FOUND, "all_words_unknown", "blocked", "reset", "wrong_feature_count"}
    codes = re.findall(r"`([a-z]+_[a-z_]+|blocked|reset)`", ROWS[number][1])

    assert [code for code in codes if code not in known] == []
