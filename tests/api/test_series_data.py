"""A person's measurements over time: kept with a profile, or refused by line and column with nothing stored."""

from __future__ import annotations

import re

import pytest
from httpx import Response

from tests.api.house import House
from tests.api.problems import problem
from tests.api.test_data_sets import URL

HOURS = [f"2013-01-{1 + n // 24:02d} {n % 24:02d}:00,{n % 7}" for n in range(100)]
UNEVEN = "".join(f"20{n:02d}-0{1 + n * n % 9}-11,{n}\n" for n in range(10, 60))


def bring(house: House, content: str, name: str = "hours", **asked: str) -> Response:
    return house.client.post(URL, files={"file": ("rows.csv", content.encode())}, data={"name": name, **asked})


def with_row(row: str) -> str:
    """A hundred even hours, the one in line 62 replaced."""
    return "\n".join(["time,a", *HOURS[:60], row, *HOURS[61:]]) + "\n"


def test_a_series_is_told_by_its_content_and_profiled(library: House) -> None:
    found = bring(library, with_row("2013-01-03 12:00,NA")).json()

    assert (found["kind"], found["rows"]) == ("series", 100)
    assert "temperature" in found["recipes"]
    assert found["profile"]["sampling_minutes"] == 60
    assert found["profile"]["gaps"]["missing_values"] == {"a": 1}


def test_the_jena_file_is_imported_under_its_name(library: House) -> None:
    times = [f"0{1 + n // 24}.01.2009 {n % 24:02d}:00:00" for n in range(100)]
    rows = "".join(f"{time},996.5,{n % 7}\n" for n, time in enumerate(times))

    found = bring(library, f'"Date Time","p (mbar)","T (degC)"\n{rows}', name="jena").json()

    assert found["available"] and found["kind"] == "series"
    assert found["profile"]["target"] == "T (degC)"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param("2013-01-03 12:00,1_000", "csv_not_a_number", id="B34-underscore"),
        pytest.param("2013-01-03 12:00,inf", "csv_not_finite", id="B34-inf"),
        pytest.param("2013-01-03 12:00", "csv_row_width", id="B35-too-few-fields"),
        pytest.param("2013-01-32 12:00,5", "time_unreadable", id="a-day-that-does-not-exist"),
        pytest.param("soon,5", "time_unreadable", id="no-time"),
    ],
)
def test_a_bad_row_is_refused_by_line_and_column(library: House, row: str, code: str) -> None:
    before = library.counts()["data_set"]

    document = problem(bring(library, with_row(row), "broken", format="csv-series"), 422, code)

    assert re.match(r"Line 62, column (time|a)\b", str(document["detail"])), document
    assert library.counts()["data_set"] == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("\n\n", "csv_empty", id="B32-blank"),
        pytest.param("time,a\n", "csv_no_rows", id="B32-header-only"),
        pytest.param("\n".join(["time,a", *HOURS[:30]]), "dataset_too_small", id="B37-30-rows"),
        pytest.param(
            "time,a\n" + "".join(f"{row[:16]},5\n" for row in HOURS), "target_constant", id="B37-constant-target"
        ),
        pytest.param(f"time,a\n{UNEVEN}", "series_irregular", id="uneven"),
        pytest.param("n,a\n" + "".join(f"{n},{n}\n" for n in range(60)), "series_no_time", id="without-times"),
    ],
)
def test_a_series_that_no_rule_can_repair_is_refused(library: House, content: str, code: str) -> None:
    before = library.counts()["data_set"]

    problem(bring(library, content, "broken", format="csv-series"), 422, code)

    assert library.counts()["data_set"] == before
