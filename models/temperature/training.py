"""Trains a network that forecasts a column of a series.

Task: the temperature of the next 24 hours from what was measured in the last days.
Source: Chollet, Deep Learning with Python, 1E §6.3, 2E chapter 10.
Data: `weather`, `jena`, or a person's CSV of an even series. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import keras
import numpy as np

from models import fit
from models.checkpoint import Progress
from models.data.series import read_series
from models.data.series_csv import SeriesRows
from models.data.series_grid import SeriesGrid, lay_out
from models.data.series_windows import Parts, cut
from models.job import Dataset, Job, Trained
from models.recipe import Headline, InputError, Json
from models.series import Preparation, Windows
from models.tables import scaling_of
from models.temperature.answering import NETWORK
from models.temperature.card import CARD, HEADLINE, Params
from models.temperature.figures import Forecasts, figures_of, report_of, yesterday_of
from models.temperature.interval import COVERAGE, apart_of, day_rows, learned
from models.temperature.network import build, serving

PROBES = 32
EXAMPLES = 3
EXAMPLE_NUMBERS = 5_000  # in all examples of a question together
DIGITS = 4


@dataclass(frozen=True)
class Weather:
    """The series, ready for a network."""

    data: Dataset
    grid: SeriesGrid
    parts: Parts
    preparation: Preparation
    inputs: np.ndarray  # float32 (rows, width), all segments one after the other

    def labelled(self, ends: np.ndarray) -> fit.Labelled:
        """Give windows and how far the target moves from now, in deviations, NaN where it was not measured."""
        return fit.Labelled(Windows(self.inputs, ends, self.preparation.window), self._changes(ends))

    def _changes(self, ends: np.ndarray) -> np.ndarray:
        p = self.preparation
        now = self.parts.values[ends, p.target][:, None]
        changes: np.ndarray = (self.parts.future(ends, p.horizon, p.target) - now) / p.deviation[p.target]
        return np.asarray(changes, np.float32)


def train(params: Params, job: Job) -> Trained:
    """Train, and measure on the last fifth of the time, which nothing was learned from.

    Raises:
        JobFailure: `dataset_unavailable`, `dataset_kind`, `diverged`.
        InputError: the person's CSV cannot be used.
    """
    job.tick(0, 1, phase="reading the series")
    data = job.dataset(job.data_set or CARD.data_sets[0])
    weather = prepare(params, data)
    job.log(_told(weather))
    keras.utils.set_random_seed(job.seed)
    model = build(params, weather.preparation.width)
    plan = fit.Plan(params.epochs, params.batch_size, params.patience)
    rows = (weather.labelled(weather.parts.train), weather.labelled(weather.parts.validation))
    progress = fit.fit(model, *rows, plan=plan, job=job)
    return _measured(serving(model, params, weather.preparation.width), weather, progress)


def prepare(params: Params, data: Dataset) -> Weather:
    """Read, lay on an even grid, cut by time, and learn the scaling from the training rows alone.

    Raises:
        InputError: as the readers; `target_constant` when the target stands still in the training rows.
    """
    rows = read_series(data, target=params.target)
    grid = lay_out(rows, sampling_minutes=params.sampling_minutes, missing=params.missing)
    grid = _without_empty(grid, rows)
    target = grid.names.index(rows.target)
    parts = cut(grid, target=target, window=params.window, horizon=params.horizon)
    mean, deviation = _scaling(parts)
    if np.ptp(parts.values[parts.train, target]) == 0:
        raise InputError(f"Column {rows.target!r} never changes in the training part.", "target_constant", "/target")
    preparation = Preparation(
        grid.names,
        grid.units,
        target,
        grid.step_seconds,
        params.window,
        params.horizon,
        mean,
        deviation,
        params.missing,
    )
    inputs = np.concatenate([preparation.rows(item.values, item.start) for item in grid.segments])
    return Weather(data, grid, parts, preparation, np.nan_to_num(inputs))


def _without_empty(grid: SeriesGrid, rows: SeriesRows) -> SeriesGrid:
    """Leave out columns of which more than half is missing: windows without a gap would be rare. It is reported."""
    share = np.mean(np.concatenate([~segment.known for segment in grid.segments]), axis=0)
    keep = (share <= 0.5) | (np.array(grid.names) == rows.target)
    if keep.all():
        return grid
    left_out = [name for name, kept in zip(grid.names, keep, strict=True) if not kept]
    segments = tuple(replace(item, values=item.values[:, keep], known=item.known[:, keep]) for item in grid.segments)
    names = tuple(name for name in grid.names if name not in left_out)
    units = tuple(unit for unit, kept in zip(grid.units, keep, strict=True) if kept)
    return SeriesGrid(names, units, grid.step_seconds, segments, {**grid.gaps, "columns_left_out": left_out})


def _scaling(parts: Parts) -> tuple[tuple[float, ...], tuple[float, ...]]:
    learned = parts.values[parts.times < parts.train_until]
    columns = [scaling_of(column[~np.isnan(column)]) for column in learned.T]
    return tuple(float(item.mean) for item in columns), tuple(float(item.deviation) for item in columns)


def _told(weather: Weather) -> str:
    gaps, parts = weather.grid.gaps, weather.parts
    return (
        f"{len(parts.times)} rows every {weather.grid.step_seconds / 60:g} minutes; {gaps['missing_rows']} rows and "
        f"{sum(gaps['missing_values'].values())} values were missing, {gaps['filled']} filled ({gaps['rule']}); "
        f"{len(parts.train)} / {len(parts.validation)} / {len(parts.test)} windows"
    )


def _forecasts(model: keras.Model, weather: Weather, ends: np.ndarray) -> Forecasts:
    p, parts = weather.preparation, weather.parts
    now = parts.values[ends, p.target]
    changes = fit.predict(model, Windows(weather.inputs, ends, p.window)).astype(np.float64)
    return Forecasts(
        truth=parts.future(ends, p.horizon, p.target),
        value=now[:, None] + changes * p.deviation[p.target],
        now=now,
        yesterday=yesterday_of(parts.values[:, p.target], ends, p.horizon, p.step_seconds, p.window),
    )


def _measured(model: keras.Model, weather: Weather, progress: Progress) -> Trained:
    p, parts = weather.preparation, weather.parts
    validation = _forecasts(model, weather, parts.validation)
    target, day = parts.values[:, p.target], day_rows(p.step_seconds, p.window)
    interval = learned(validation.truth - validation.value, target, parts.validation, p.window, day)
    test = _forecasts(model, weather, parts.test)
    low, high = interval.around(test.value, apart_of(target, parts.test, p.window, interval.day))
    probes = Windows(weather.inputs, parts.test, p.window)[np.arange(min(PROBES, len(parts.test)))]
    metrics = figures_of(test, low, high)
    metrics |= {"interval_nominal_coverage": COVERAGE, "best_epoch": float(progress.best_epoch)}
    return Trained(
        networks={NETWORK: model},
        probes={NETWORK: probes},
        assets={"preparation": p.asset(), "interval": interval.asset()},
        metrics=metrics,
        report={**report_of(test, p.step_seconds), "gaps": weather.grid.gaps, "history": progress.history},
        data=_provenance(weather),
        question=_question(weather),
        decides=frozenset(),  # numbers, not classes
        headline=_headline(weather),
    )


def _headline(weather: Weather) -> Headline:
    """The book's figure stands beside its own data only, a day ahead: other weather is easier or harder."""
    p = weather.preparation
    unit = p.units[p.target]
    comparable = weather.data.name == "jena" and unit == "°C" and p.horizon * p.step_seconds == 86_400
    return HEADLINE if comparable else replace(HEADLINE, unit=unit, book_figure=None, book_source="")


def _provenance(weather: Weather) -> Json:
    parts = weather.parts
    split = {"train": len(parts.train), "validation": len(parts.validation), "test": len(parts.test)}
    return {
        **weather.data.provenance(),
        "rows": sum(split.values()),
        "rows_read": len(parts.times),
        "format": weather.data.format,
        "unit_of_split": "windows",
        "split": split,
        "split_rule": f"by time, {weather.preparation.horizon} rows unused between the parts",
    }


def _question(weather: Weather) -> Json:
    p, parts = weather.preparation, weather.parts
    learned = parts.values[parts.times < parts.train_until]
    columns = [
        {"name": name, "unit": unit, "min": float(np.nanmin(column)), "max": float(np.nanmax(column))}
        for name, unit, column in zip(p.names, p.units, learned.T, strict=True)
    ]
    return {
        "columns": columns,
        "target": p.names[p.target],
        "unit": p.units[p.target],
        "sampling_minutes": p.step_seconds / 60,
        "window": p.window,
        "horizon": p.horizon,
        "examples": _examples(weather),
    }


def _examples(weather: Weather) -> list[Json]:
    """Give windows of the test part with what came after, spread over its time; fewer where windows are large."""
    p, parts = weather.preparation, weather.parts
    truth = parts.future(parts.test, p.horizon, p.target)
    whole = np.flatnonzero(~np.isnan(truth).any(axis=1))
    count = min(EXAMPLES, len(whole), max(1, EXAMPLE_NUMBERS // (p.window * len(p.names))))
    chosen = whole[np.linspace(0, len(whole) - 1, count + 2)[1:-1].round().astype(int)] if len(whole) else []
    examples = []
    for row in chosen:
        end = parts.test[row]
        window = parts.values[end - p.window + 1 : end + 1]
        start = datetime.fromtimestamp(int(parts.times[end - p.window + 1]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        examples.append(
            {"start": start, "window": window.round(DIGITS).tolist(), "truth": truth[row].round(DIGITS).tolist()}
        )
    return examples
