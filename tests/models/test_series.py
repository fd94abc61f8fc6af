"""Reading measurements over time: times as people write them, even grids, gaps by a named rule. Worked out by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.data.catalogue import catalogue
from models.data.series import looks_like_series, profile_series, read_series
from models.data.series_csv import SeriesRows
from models.data.series_grid import LONGEST_FILL, fill, lay_out
from models.job import Dataset
from models.recipe import InputError
from tests.models.small_data import uploaded

HOUR = 3600
JANUARY_3 = 1_357_171_200  # 2013-01-03 00:00 UTC
JENA = '"Date Time","p (mbar)","T (degC)","wv (m/s)"'


def rows_of(folder: Path, times: list[str], values: list[str] | None = None) -> SeriesRows:
    numbers = values or [str(n % 7) for n in range(len(times))]
    lines = ["time,a", *(f"{time},{value}" for time, value in zip(times, numbers, strict=True))]
    return read_series(uploaded(folder / "own.csv", "\n".join(lines), "csv-series"))


def hours(count: int, *, without: tuple[int, ...] = ()) -> list[str]:
    return [f"2013-01-{3 + n // 24:02d} {n % 24:02d}:00" for n in range(count) if n not in without]


@pytest.mark.parametrize(
    "shape",
    [
        "2013-01-{d:02d} {h:02d}:00", "2013-01-{d:02d}T{h:02d}:00:00Z", "2013/1/{d} {h}:00",
        "{d:02d}.01.2013 {h:02d}:00:00",
        "01/{d:02d}/2013 {h}:00", "{d:02d}/01/2013 {h}:00", "2013-01-{d:02d} {h:02d}:00+00:00",
    ],
)  # fmt: skip
def test_common_ways_to_write_a_time_are_read(tmp_path: Path, shape: str) -> None:
    """Fourteen days: only one reading of 01/02/2013 has a day above 12."""
    rows = rows_of(tmp_path, [shape.format(d=3 + n // 24, h=n % 24) for n in range(336)])

    assert rows.times[0] == JANUARY_3
    assert (np.diff(rows.times) == HOUR).all()


def test_a_zone_and_an_afternoon_are_counted(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, [f"2013-01-{3 + n // 12:02d} {n % 12 or 12}:00 PM +02:00" for n in range(48)])

    assert rows.times[0] == JANUARY_3 + 10 * HOUR  # noon two hours east is ten o'clock in UTC


def test_seconds_since_1970_are_times_under_a_telling_name(tmp_path: Path) -> None:
    lines = ["timestamp,a", *(f"{JANUARY_3 + n * 60},{n % 7}" for n in range(60))]

    rows = read_series(uploaded(tmp_path / "own.csv", "\n".join(lines), "csv-series"))

    assert rows.times[0] == JANUARY_3 and rows.names == ("a",)


@pytest.mark.parametrize(
    ("times", "code", "told"),
    [
        ([*hours(50), "yesterday"], "time_unreadable", "Line 52, column time"),
        ([*hours(50), "2013-02-30 00:00"], "time_unreadable", "month 2 has no day 30"),
        ([f"0{1 + n // 24}/02/2013 {n % 24}:00" for n in range(60)], "time_ambiguous", "day or the month"),
        (
            [f"2013-01-{3 + n // 24:02d} {n % 24:02d}:{n * n % 60:02d}" for n in range(60)],
            "series_irregular",
            "resample",
        ),
        ([str(n) for n in range(60)], "series_no_time", "no column holds times"),
    ],
)
def test_times_that_cannot_be_read_are_refused(tmp_path: Path, times: list[str], code: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        rows_of(tmp_path, times)

    assert refused.value.code == code
    assert told in str(refused.value)


def test_rows_are_sorted_and_repetitions_joined(tmp_path: Path) -> None:
    times = [*hours(60), hours(60)[5], hours(60)[6]]
    values = [str(n % 7) for n in range(60)] + ["5", "10"]  # the first repeats its value, the second does not: 6 and 10

    grid = lay_out(rows_of(tmp_path, times, values))

    assert (grid.gaps["out_of_order"], grid.gaps["duplicates_removed"], grid.gaps["averaged"]) == (1, 1, 1)
    assert grid.segments[0].values[5:8, 0].tolist() == [5, 8, 0]


def test_missing_rows_are_counted_and_long_holes_cut_the_series(tmp_path: Path) -> None:
    gone = (10, 11, *range(30, 31 + LONGEST_FILL))

    grid = lay_out(rows_of(tmp_path, hours(80, without=gone)))

    assert grid.gaps["missing_rows"] == len(gone) and grid.gaps["filled"] == 2
    assert [len(segment.values) for segment in grid.segments] == [30, 80 - 31 - LONGEST_FILL]
    assert not grid.segments[0].known[10:12].any()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("forward-fill", [np.nan, 1, 1, 1, 4]), ("interpolate", [np.nan, 1, 2, 3, 4])],
)
def test_gaps_are_filled_by_the_rule(rule: Any, expected: list[float]) -> None:
    values = np.array([np.nan, 1, np.nan, np.nan, 4])[:, None]

    np.testing.assert_array_equal(fill(values, rule)[:, 0], expected)


def test_a_gap_longer_than_the_limit_stays_open_when_a_line_would_be_drawn() -> None:
    values = np.array([1.0, *[np.nan] * (LONGEST_FILL + 1), 2.0])[:, None]

    assert np.isnan(fill(values, "interpolate")[1:-1]).all()
    assert np.isnan(fill(values, "forward-fill")[1:-1, 0]).tolist() == [False] * LONGEST_FILL + [True]


@pytest.mark.parametrize(
    ("times", "values", "code"),
    [
        (hours(60), ["1", "NA", *map(str, range(58))], "csv_missing_value"),
        (hours(60, without=(9,)), None, "series_gap"),
        ([*hours(60), hours(60)[6]], [*map(str, range(60)), "99"], "series_duplicate_time"),
    ],
)
def test_refuse_refuses_every_kind_of_gap(
    tmp_path: Path, times: list[str], values: list[str] | None, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        lay_out(rows_of(tmp_path, times, values), missing="refuse")

    assert refused.value.code == code and "Line " in str(refused.value)


def test_uneven_rows_are_resampled_only_when_asked(tmp_path: Path) -> None:
    """A stray row at 5:30 with the value 40 joins the row of 6 o'clock, whose own value is 6."""
    rows = rows_of(tmp_path, [*hours(60), "2013-01-03 05:30"], [*(str(n % 7) for n in range(60)), "40"])

    with pytest.raises(InputError) as refused:
        lay_out(rows)
    grid = lay_out(rows, sampling_minutes=60)

    assert refused.value.code == "series_irregular" and "Line " in str(refused.value)
    assert grid.gaps["sampling"] == "mean"
    assert grid.segments[0].values[6, 0] == (40 + 6) / 2


def test_sampling_takes_every_nth_row_and_is_never_finer_than_the_data(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, hours(60))

    grid = lay_out(rows, sampling_minutes=180)

    assert grid.step_seconds == 3 * HOUR
    assert grid.segments[0].values[:4, 0].tolist() == [0, 3, 6, 2]  # hours 0, 3, 6, 9 of a value that counts to 6
    with pytest.raises(InputError) as refused:
        lay_out(rows, sampling_minutes=30)
    assert refused.value.code == "sampling_too_fine"


@pytest.mark.parametrize("zipped", [False, True])
def test_the_jena_file_is_read_as_it_is_published(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "jena.csv"
    body = [
        f"0{1 + n // 144}.01.2009 {n // 6 % 24:02d}:{n % 6}0:00,996.5,{-n % 9},{'-9999.0' if n == 7 else 1}"
        for n in range(300)
    ]
    path.write_text("\n".join([JENA, *body]), encoding="utf-8")
    if zipped:
        with zipfile.ZipFile(tmp_path / "jena.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "jena_climate_2009_2016.csv")
        path = tmp_path / "jena.zip"

    rows = read_series(Dataset("jena", "uploaded", "1", "", path, "jena-csv"))

    assert (rows.target, rows.units) == ("T (degC)", ("mbar", "°C", "m/s"))
    assert np.isnan(rows.values[7, 2]) and np.isnan(rows.values).sum() == 1
    assert (np.diff(rows.times) == 600).all()
    assert catalogue()["jena"].source[0].format == "jena-csv"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("time,a\n" + "".join(f"2013-01-03 0{n}:00,{n}\n" for n in range(6)), True),
        ("time,a,b\n" + "".join(f"2013-01-03 0{n}:00,{n},NA\n" for n in range(6)) + "2013-01-03 0", True),
        ("sold,price\n2013-01-03,5\n2013-02-17,5\n2013-02-19,6\n2013-07-01,7\n2014-01-01,9\n", False),  # no even step
        ("time,a\n" + "".join(f"2013-01-03 0{n}:00,sunny\n" for n in range(6)), False),
        ("rooms,price\n1,2\n3,4\n5,6\n7,8\n", False),
        ("", False),
    ],
)
def test_a_series_is_told_by_its_head(text: str, expected: bool) -> None:
    assert looks_like_series(text.encode()) is expected


def test_a_profile_says_what_a_training_will_meet(tmp_path: Path) -> None:
    profile = profile_series(rows_of(tmp_path, hours(80, without=(9, 20)), ["NA", *map(str, range(77))]))

    assert (profile["kind"], profile["rows"], profile["sampling_minutes"]) == ("series", 78, 60)
    assert (profile["start"], profile["end"]) == ("2013-01-03T00:00:00Z", "2013-01-06T07:00:00Z")
    assert {problem["code"] for problem in profile["problems"]} == {"series_missing_values", "series_missing_rows"}
