"""What a forecast is worth: errors in the target's unit, beside two forecasts that need no network. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import metrics
from models.recipe import Json
from models.series import rows_of_day

SCATTER_POINTS = 200


@dataclass(frozen=True)
class Forecasts:
    """The windows of one part, in the target's unit.

    Attributes:
        truth: `(n, horizon)`, NaN where nothing was measured.
        value: the network's.
        now: "as it is now", `(n,)`.
        yesterday: the value 24 hours before each step, `(n, horizon)`; None where a window does not reach back so far.
    """

    truth: np.ndarray
    value: np.ndarray
    now: np.ndarray
    yesterday: np.ndarray | None


def yesterday_of(
    values: np.ndarray, ends: np.ndarray, horizon: int, step_seconds: int, window: int
) -> np.ndarray | None:
    """Give the target 24 hours before each step ahead, `(n, horizon)`; for steps beyond a day, as many days as needed.

    Args:
        values: the target in the joined rows, `(rows,)`.
        ends: the places of "now", `(n,)`.
    """
    day = rows_of_day(step_seconds)
    if not 1 <= day <= window:
        return None
    ahead = np.arange(1, horizon + 1)
    back = ahead - day * -(-ahead // day)  # 0 is now: the last hour of the day that ends now
    then: np.ndarray = values[ends[:, None] + back]
    return then


def figures_of(test: Forecasts, low: np.ndarray, high: np.ndarray) -> dict[str, float]:
    """Give the metrics on the test part: at the horizon, and over all steps.

    Args:
        low, high: the interval's bounds, `(n, horizon)`.
    """
    seen = ~np.isnan(test.truth[:, -1])
    truth, value, now = test.truth[seen, -1], test.value[seen, -1], test.now[seen]
    mae, baseline = metrics.mean_absolute_error(truth, value), metrics.mean_absolute_error(truth, now)
    every = _mean_error(test.truth, test.value)
    every_baseline = _mean_error(test.truth, test.now[:, None])
    inside = (test.truth >= low) & (test.truth <= high)
    figures = {
        "mae": mae,
        "rmse": metrics.root_mean_squared_error(truth, value),
        "r2": metrics.r_squared(truth, value),
        "baseline_mae": baseline,
        "improvement_percent": 100 * (1 - mae / baseline) if baseline else 0.0,
        "mae_all_steps": every,
        "baseline_mae_all_steps": every_baseline,
        "improvement_all_steps_percent": 100 * (1 - every / every_baseline) if every_baseline else 0.0,
        "interval_coverage": float(inside[~np.isnan(test.truth)].mean()),
        "interval_width": float(np.mean(high - low)),
    }
    if test.yesterday is not None:
        figures["yesterday_mae"] = metrics.mean_absolute_error(truth, test.yesterday[seen, -1])
        figures["yesterday_mae_all_steps"] = _mean_error(test.truth, test.yesterday)
    return figures


def report_of(test: Forecasts, step_seconds: int) -> Json:
    """Give the errors of each step ahead, and a scatter of forecasts at the horizon."""
    errors = np.nanmean(np.abs(test.truth - test.value), axis=0)
    baseline = np.nanmean(np.abs(test.truth - test.now[:, None]), axis=0)
    rows = [
        {
            "step": i + 1,
            "hours": (i + 1) * step_seconds / 3600,
            "mae": float(errors[i]),
            "baseline_mae": float(baseline[i]),
        }
        for i in range(len(errors))
        if np.isfinite(errors[i])
    ]
    if test.yesterday is not None:
        yesterday = np.nanmean(np.abs(test.truth - test.yesterday), axis=0)
        for row in rows:
            row["yesterday_mae"] = float(yesterday[int(row["step"]) - 1])
    seen = np.flatnonzero(~np.isnan(test.truth[:, -1]))
    shown = seen[np.linspace(0, len(seen) - 1, min(SCATTER_POINTS, len(seen))).round().astype(int)]
    scatter = [{"truth": float(test.truth[i, -1]), "predicted": float(test.value[i, -1])} for i in shown]
    return {"horizon": rows, "residuals": scatter}


def _mean_error(truth: np.ndarray, value: np.ndarray) -> float:
    return float(np.nanmean(np.abs(truth - value)))
