"""What jobs say while they run, and the units of known features, have words in the dashboard's languages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent
ENGLISH = json.loads((SOURCE / "frontend" / "src" / "i18n" / "en.json").read_text())
PATTERNS = SOURCE / "frontend" / "src" / "features" / "jobs" / "phase-words.ts"


def phases() -> Iterator[ast.expr]:
    """Every phase that a recipe or a worker reports, as it stands in the source."""
    for path in (*SOURCE.glob("models/**/*.py"), *SOURCE.glob("workers/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"tick", "report"}
            ):
                yield from (word.value for word in node.keywords if word.arg == "phase")


def test_a_phase_with_fixed_words_is_known_to_the_dashboard() -> None:
    fixed = {str(phase.value) for phase in phases() if isinstance(phase, ast.Constant)}

    assert len(fixed) > 10
    assert fixed <= set(ENGLISH["phases"].values())


def test_a_phase_with_numbers_begins_like_a_pattern_of_the_dashboard() -> None:
    written = [phase.values[0] for phase in phases() if isinstance(phase, ast.JoinedStr)]
    begins = {str(head.value) for head in written if isinstance(head, ast.Constant)}
    patterns = re.findall(r"/\^([\w ,-]+)\(", PATTERNS.read_text())

    assert begins and begins <= set(patterns)


def test_the_units_of_known_features_have_words() -> None:
    table = ast.parse((SOURCE / "models" / "house_prices" / "features.py").read_text())
    meanings = [node for node in ast.walk(table) if isinstance(node, ast.Call) and len(node.args) == 3]
    units = {node.args[2].value for node in meanings if isinstance(node.args[2], ast.Constant)} - {"", "%", "$", "0/1"}

    assert units == set(ENGLISH["house"]["units"])
