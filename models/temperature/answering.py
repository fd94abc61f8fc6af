"""Answers how a series goes on. NumPy and ONNX Runtime only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from models.job import Bundle
from models.recipe import InputError
from models.series import Preparation
from models.temperature.card import Answer, ColumnContribution, Explanation, HourContribution, Query, Step
from models.temperature.interval import Interval, apart_in

NETWORK = "forecaster"
BLOCKS = 12  # stretches of time that an explanation tells apart
MOST_COLUMNS = 64  # that an explanation names
ROWS_AT_ONCE = 64  # windows in one call of the network: bounds the memory of wide ones
DIGITS = 4


class TemperatureAnswerer:
    """Answers with one version of a forecasting model."""

    def __init__(self, bundle: Bundle) -> None:
        self.preparation = Preparation.from_asset(bundle.asset("preparation"))
        self._interval = Interval.from_asset(bundle.asset("interval"))
        self._session = bundle.session(NETWORK)
        self._input = self._session.get_inputs()[0].name

    def answer(self, queries: Sequence[Query]) -> list[Answer]:
        """Give the forecast of each window, in order.

        Raises:
            InputError: `wrong_window_size`, `wrong_feature_count`, `value_missing`, `number_out_of_range`,
                `time_unreadable`, pointing at the query.
        """
        p = self.preparation
        measured = [p.measured(query.window, position) for position, query in enumerate(queries)]
        starts = [_seconds(query.start, position) for position, query in enumerate(queries)]
        rows = np.stack([p.rows(values, start) for (values, _), start in zip(measured, starts, strict=True)])
        before = np.stack([values[:, p.target] for values, _ in measured])
        forecasts = before[:, -1:] + self._changes(rows)
        curves = np.stack([forecasts, *self._interval.around(forecasts, apart_in(before, self._interval.day))], axis=2)
        return [
            self._answer(curve, float(window[-1]), self._warnings(filled, start))
            for curve, window, (_, filled), start in zip(curves, before, measured, starts, strict=True)
        ]

    def explain(self, query: Query) -> Explanation:
        """Put each column, then each stretch of time, to its training mean: all in one batch.

        Raises:
            InputError: as for `answer`.
        """
        p = self.preparation
        values, _ = p.measured(query.window, 0)
        row = p.rows(values, _seconds(query.start, 0))
        columns = range(min(len(p.names), MOST_COLUMNS))
        blocks = np.array_split(np.arange(p.window), min(BLOCKS, p.window))
        changed = np.repeat(row[None], 1 + len(columns) + len(blocks), axis=0)
        for column in columns:
            changed[1 + column, :, column] = 0.0  # scaled: 0 is the mean
        for number, block in enumerate(blocks):
            changed[1 + len(columns) + number, block, : len(p.names)] = 0.0
        at_horizon = self._changes(changed)[:, -1]
        moved = (at_horizon[0] - at_horizon[1:]).round(DIGITS).tolist()
        return Explanation(
            columns=[ColumnContribution(name=p.names[i], contribution=moved[i]) for i in columns],
            hours=[
                HourContribution(hours_ago=self._hours(p.window - 1 - int(block[0])), contribution=value)
                for block, value in zip(blocks, moved[len(columns) :], strict=True)
            ],
        )

    def _changes(self, rows: np.ndarray) -> np.ndarray:
        """Give how far the target moves from now, float64 `(n, horizon)`, in its unit."""
        p = self.preparation
        parts = [
            self._session.run(None, {self._input: rows[start : start + ROWS_AT_ONCE]})[0]
            for start in range(0, len(rows), ROWS_AT_ONCE)
        ]
        outputs: np.ndarray = np.nan_to_num(np.concatenate(parts).astype(np.float64)) * p.deviation[p.target]
        return outputs

    def _answer(self, curve: np.ndarray, now: float, warnings: list[str]) -> Answer:
        """Give value, low and high of each step, `(horizon, 3)`, as an answer."""
        p = self.preparation
        bounds = curve.round(DIGITS).tolist()
        baseline = round(now, DIGITS)
        steps = [
            Step(hours=self._hours(number), value=value, low=low, high=high, baseline=baseline)
            for number, (value, low, high) in enumerate(bounds, 1)
        ]
        return Answer(target=p.names[p.target], unit=p.units[p.target], steps=steps, warnings=warnings)

    def _warnings(self, filled: int, start: int | None) -> list[str]:
        warnings = ["values_filled"] if filled else []
        return [*warnings, "start_unknown"] if start is None and self.preparation.has_clock else warnings

    def _hours(self, rows: int) -> float:
        return rows * self.preparation.step_seconds / 3600


def _seconds(start: str | None, position: int) -> int | None:
    """Give seconds since 1970 of an ISO time; without a zone it counts as UTC."""
    if start is None:
        return None
    try:
        time = datetime.fromisoformat(start)
        return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        message = "The start is not a time such as 2013-11-05T04:00:00Z."
        raise InputError(message, "time_unreadable", f"/{position}/start") from None


def load(bundle: Bundle) -> TemperatureAnswerer:
    """Give the answerer of a published version."""
    return TemperatureAnswerer(bundle)
