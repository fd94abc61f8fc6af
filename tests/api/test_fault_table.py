"""The table of faults in docs/operations.md is whole, and each row names tests that exist or says why there is none."""

from __future__ import annotations

import pytest

from tests.api.matrix import complaints, rows

ROWS = rows("operations.md", "F")


def test_every_fault_has_its_row_in_order() -> None:
    assert list(ROWS) == [f"F{number}" for number in range(1, 41)]


@pytest.mark.parametrize("number", ROWS)
def test_a_row_names_tests_that_exist_or_its_reason(number: str) -> None:
    assert complaints(ROWS[number]) == []
