"""Tables in the documentation whose rows name the tests that prove them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent.parent
DOCS = TESTS.parent / "docs"
NAMED = re.compile(r"`([a-z_/]+\.py)::(test_\w+)`")
REASON = "not tested"  # how the outcome of a row without a test begins
Row = tuple[str, str, str]  # what happens, what comes of it, the tests


def rows(page: str, letter: str) -> dict[str, Row]:
    """The rows of a table whose numbers begin with a letter, in their order."""
    pattern = re.compile(rf"^\| ({letter}\d+) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
    return {
        number: (what, outcome, tests) for number, what, outcome, tests in pattern.findall((DOCS / page).read_text())
    }


@cache
def functions(file: str) -> frozenset[str]:
    """The test functions of a file."""
    body = ast.parse((TESTS / file).read_text()).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def complaints(row: Row) -> list[str]:
    """What is wrong with a row: it names tests that exist and nothing else, or says why there is none."""
    _, outcome, tests = row
    named = NAMED.findall(tests)
    found = [f"no test {file}::{name}" for file, name in named if name not in functions(file)]
    if not named and not (outcome.startswith(REASON) and not tests):
        found.append("neither a test nor a reason")
    if NAMED.sub("", tests).strip(", "):
        found.append("something else than tests")
    return found
