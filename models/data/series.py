"""Reads measurements over time: the packaged weather, Jena, or a person's own CSV."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from models.data.archive import Limits, read_files
from models.data.series_csv import SeriesRows, looks_like_series, read_series_csv
from models.data.series_grid import LONGEST_FILL, lay_out, modal_step
from models.job import Dataset
from models.recipe import InputError, JobFailure, Json

__all__ = ["SMALLEST", "looks_like_series", "profile_series", "read_series"]

SMALLEST = 40
REGULAR = 0.5  # share of the steps that must be the same in a series
ZIPPED = Limits(files=10, file_bytes=200_000_000, total_bytes=200_000_000)  # the published Jena CSV has 43 MB
FASTEST_WIND_MPH = 200.0  # one row of the packaged file says 1,048 mph
_WEATHER_UNITS = {"temp": "°C", "dewp": "°C", "humid": "%", "precip": "mm", "pressure": "hPa", "visib": "km"}


def read_series(data: Dataset, *, target: str | None = None) -> SeriesRows:
    """Give the rows of a data set as they were measured.

    Args:
        target: the column to forecast; None takes the data set's own, or the last column of a person's CSV.

    Raises:
        InputError: the person's file cannot be used, naming line and column; `csv_wrong_columns`, `target_constant`,
            `dataset_too_small`, `series_irregular`.
        JobFailure: `dataset_kind` when the data set holds no measurements over time.
    """
    if data.format not in _READERS:
        raise JobFailure(f"Data set {data.name} ({data.format}) holds no measurements over time.", "dataset_kind")
    rows = _READERS[data.format](data.path)
    if target is not None:
        if target not in rows.names:
            message = f"Line 1: there is no column of numbers {target[:80]!r}; found {', '.join(rows.names)[:200]}."
            raise InputError(message, "csv_wrong_columns", "/target")
        rows = replace(rows, target=target)
    return _checked(rows)


def _checked(rows: SeriesRows) -> SeriesRows:
    if len(rows.times) < SMALLEST:
        message = f"The data set has {len(rows.times)} rows; at least {SMALLEST} are needed."
        raise InputError(message, "dataset_too_small")
    measured = rows.values[:, rows.names.index(rows.target)]
    measured = measured[~np.isnan(measured)]
    if not len(measured) or np.ptp(measured) == 0:
        raise InputError(f"Column {rows.target!r} never changes: nothing to learn.", "target_constant")
    step, share = modal_step(rows)
    if share < REGULAR:
        common = f"the most frequent step is {step / 60:g} minutes, in {share:.0%} of the rows"
        message = f"Column {rows.time_name}: the times follow no even step ({common}); resample the file first."
        raise InputError(message, "series_irregular")
    return rows


def _weather(path: Path) -> SeriesRows:
    """Read three stations, in metric units; wind by its components: 359 and 1 degree are neighbours.

    Gusts are left out: four in five are missing.
    """
    rows = read_series_csv(path, leave_out=("year", "month", "day", "hour", "wind_gust"), group="origin")
    column = dict(zip(rows.names, rows.values.T, strict=True))
    speed = np.where(column["wind_speed"] < FASTEST_WIND_MPH, column["wind_speed"] * 0.44704, np.nan)
    angle = np.where(speed == 0.0, 0.0, np.deg2rad(column["wind_dir"]))  # calm has no direction
    metric = {
        "temp": (column["temp"] - 32.0) / 1.8,
        "dewp": (column["dewp"] - 32.0) / 1.8,
        "humid": column["humid"],
        "wind_east": -speed * np.sin(angle),  # the direction says where the wind comes from
        "wind_north": -speed * np.cos(angle),
        "wind_speed": speed,
        "precip": column["precip"] * 25.4,
        "pressure": column["pressure"],
        "visib": column["visib"] * 1.609344,
    }
    units = tuple(_WEATHER_UNITS.get(name, "m/s") for name in metric)
    values = np.column_stack(list(metric.values()))
    return replace(rows, names=tuple(metric), values=values, units=units, target="temp")


def _jena(path: Path) -> SeriesRows:
    """Read the Jena file as published, zipped or not; -9999 means that the wind was not measured."""
    rows = _zipped(path) if zipfile.is_zipfile(path) else read_series_csv(path)
    temperature = next((name for name in rows.names if name.startswith("T (")), None)
    if temperature is None:
        message = f"Line 1: the Jena file has a column T (degC); found {', '.join(rows.names)[:200]}."
        raise InputError(message, "csv_wrong_columns")
    units = tuple(_unit_in(name) for name in rows.names)
    values = np.where(rows.values == -9999.0, np.nan, rows.values)
    return replace(rows, values=values, units=units, target=temperature)


def _zipped(path: Path) -> SeriesRows:
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, content) in enumerate(read_files(path, _is_csv, ZIPPED)):
            if number:
                raise InputError("The zip holds more than one CSV.", "archive_too_many_files")
            (Path(folder) / "series.csv").write_bytes(content)
        if not (Path(folder) / "series.csv").exists():
            raise InputError("The zip holds no CSV.", "csv_empty")
        return read_series_csv(Path(folder) / "series.csv")


def _is_csv(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith("__MACOSX/")


def _unit_in(name: str) -> str:
    """Give the unit that stands in brackets behind a name: "p (mbar)"."""
    unit = name.rpartition("(")[2].rstrip(")") if name.endswith(")") else ""
    return {"degC": "°C", "K": "K", "deg": "°"}.get(unit, unit)


def _own(path: Path) -> SeriesRows:
    rows = read_series_csv(path)
    return replace(rows, units=tuple(_unit_in(name) for name in rows.names))


_READERS = {"weather-csv": _weather, "jena-csv": _jena, "csv-series": _own, "csv-table": _own}


def profile_series(rows: SeriesRows) -> Json:
    """Say what a series holds, before training.

    Raises:
        InputError: as `lay_out` does for what no rule can repair.
    """
    step, share = modal_step(rows)
    problems: list[Json] = []
    try:
        gaps = lay_out(rows, missing="drop-windows").gaps
    except InputError as error:
        if error.code != "series_irregular":
            raise
        gaps = lay_out(rows, sampling_minutes=max(1, round(step / 60)), missing="drop-windows").gaps
        zh = "有些时间不在等间隔上；请设置 sampling_minutes，按每个间隔取平均重新采样。"
        problems.append({"code": "series_irregular", "severity": "warning", "en": str(error), "zh": zh})
    problems += _problems(gaps)
    return {
        "kind": "series",
        "rows": len(rows.times),
        "target": rows.target,
        "time_column": rows.time_name,
        "sampling_minutes": step / 60,
        "regular_share": share,
        "start": _iso(int(rows.times.min())),
        "end": _iso(int(rows.times.max())),
        "gaps": gaps,
        "columns": [_column(rows, position) for position in range(len(rows.names))],
        "problems": problems,
        "suggestions": {"input": "time-series", "task": "regression", "target": [rows.target],
                        "recipes": ["temperature"]},
    }  # fmt: skip


def _column(rows: SeriesRows, position: int) -> Json:
    values = rows.values[:, position]
    present = values[~np.isnan(values)]
    distinct = len(np.unique(present))
    return {
        "name": rows.names[position],
        "type": "constant" if distinct < 2 else "number",
        "unit": rows.units[position],
        "missing": int(len(values) - len(present)),
        "distinct": distinct,
        "min": float(present.min()) if len(present) else None,
        "max": float(present.max()) if len(present) else None,
    }


def _problems(gaps: Json) -> list[Json]:
    """Tell what a training will have to fill, join or sort."""
    found = {
        "missing_values": sum(gaps["missing_values"].values()),
        **{name: gaps[name] for name in ("missing_rows", "duplicates_removed", "averaged", "out_of_order")},
    }
    return [
        {"code": f"series_{name}", "severity": "warning",
         "en": _TOLD[name][0].format(count), "zh": _TOLD[name][1].format(count)}
        for name, count in found.items() if count
    ]  # fmt: skip


_TOLD = {
    "missing_values": (
        f"{{}} values are missing; the setting `missing` says what happens (at most {LONGEST_FILL} rows are filled).",
        f"缺少 {{}} 个值；由设置 `missing` 决定如何处理（最多连续填补 {LONGEST_FILL} 行）。",
    ),
    "missing_rows": ("{} rows are missing between the first and the last time.", "首尾时间之间缺少 {} 行。"),
    "duplicates_removed": (
        "{} rows repeat a time with the same values and are left out.",
        "{} 行与同一时间的行完全重复，已去除。",
    ),
    "averaged": ("{} rows repeat a time with other values; they are averaged.", "{} 行时间相同但数值不同，取平均。"),
    "out_of_order": ("The times go back {} times; the rows are sorted.", "时间有 {} 处倒退；已按时间排序。"),
}  # fmt: skip


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
