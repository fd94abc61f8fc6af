"""Damaged files are profiled or refused with a reason; a profile is always JSON without NaN."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.datasets.profiles import Brought, examine
from app.datasets.schemas import ProfileOut
from models.recipe import InputError
from tests.api.house import House
from tests.api.test_data_sets import TABLE, TEXTS
from tests.api.test_dataset_check import npz, people, waves

SERIES = "time,temp\n" + "".join(f"2024-01-{1 + hour // 24:02d} {hour % 24:02d}:00,{hour % 24}\n" for hour in range(90))
JSONL = "\n".join(json.dumps({"size": n / 7, "sold": n % 3 == 0, "price": n * 1.5}) for n in range(50))
FILES = {
    "a.csv": TABLE.encode(), "b.csv": people().encode(), "c.csv": TEXTS.encode(), "d.csv": SERIES.encode(),
    "e.jsonl": JSONL.encode(), "f.npz": npz(**waves()),
}  # fmt: skip
damage = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 40)), max_size=4)


def damaged(content: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """The content with bytes put in, and others taken out, at some places."""
    for place, new, lost in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + lost :]
    return content


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=damage)
def test_a_damaged_file_is_profiled_or_refused(name: str, changes: list[tuple[float, bytes, int]]) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(damaged(FILES[name], changes))
        file.flush()
        try:
            format, profile = examine(Brought(Path(file.name), name, "0" * 64), "mine", None)
        except InputError as error:
            assert 0 < len(str(error)) < 2000 and error.code
            return
    assert json.loads(json.dumps(profile, allow_nan=False)) == profile
    assert ProfileOut.model_validate(profile).format == format


@pytest.mark.parametrize("where", ["cell", "labels"])
def test_a_field_of_spaces_costs_no_time(library: House, where: str) -> None:
    """Patterns with the spaces around what they look for took 18 s for 60 kB of them, and let nothing else run."""
    spaces = " " * 60_000
    rows = [f"word {row} and more,{('a|b', 'b|c')[row % 2]}" for row in range(60)]
    content = (
        f"x,y\n{spaces}z,1\n" if where == "cell" else "\n".join(["words,topics", *rows, f"the last one,c{spaces}d"])
    )
    name = "rows" if where == "cell" else "rows.csv"
    upload = library.client.post("/api/v1/uploads", files={"file": (name, content.encode())}).json()["id"]
    started = time.perf_counter()

    response = library.client.post("/api/v1/datasets:check", json={"upload": upload})

    assert response.status_code in (200, 422), response.text
    assert time.perf_counter() - started < 5
