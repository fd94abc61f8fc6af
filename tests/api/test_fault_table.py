"""The table of faults in docs/operations.md is whole, and each row names tests that exist or says why there is none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
PAGE = TESTS.parent / "docs" / "operations.md"
ROW = re.compile(r"^\| (F\d+) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
NAMED = re.compile(r"`([a-z_/]+\.py)::(test_\w+)`")
ROWS = {number: (fault, outcome, tests) for number, fault, outcome, tests in ROW.findall(PAGE.read_text())}
REASON = "not tested"  # how the outcome of a row without a test begins


def functions(path: Path) -> set[str]:
    """The test functions of a file."""
    body = ast.parse(path.read_text()).body
    return {node.name for node in body if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_its_row_in_order() -> None:
    assert list(ROWS) == [f"F{number}" for number in range(1, 41)]


@pytest.mark.parametrize("number", ROWS)
def test_a_row_names_tests_that_exist_or_its_reason(number: str) -> None:
    _, outcome, tests = ROWS[number]
    named = NAMED.findall(tests)

    assert named or (outcome.startswith(REASON) and not tests)
    assert NAMED.sub("", tests).strip(", ") == ""  # nothing else is in that cell
    assert [f"{file}::{name}" for file, name in named if name not in functions(TESTS / file)] == []
