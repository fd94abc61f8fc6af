"""Trains k networks for house prices, each without one fold, and serves them together.

Task: price of a house from numbers about it and its area.
Source: Chollet, Deep Learning with Python, 1E §3.7, 2E chapter 4; interval: models/house_prices/intervals.py.
Data: `boston`, `california`, or a person's CSV. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras
import numpy as np

from models import fit, metrics
from models.checkpoint import Progress
from models.data.readers import read_table
from models.data.rows import TableRows
from models.data.splits import SPLIT_SEED
from models.data.splits import folds as cut
from models.house_prices import ensemble
from models.house_prices.answering import NETWORK
from models.house_prices.card import CARD, COVERAGE, Params
from models.house_prices.features import meaning_of
from models.house_prices.folds import Folds, lay_out
from models.house_prices.intervals import Intervals, calibrate
from models.job import Dataset, Job, Trained
from models.recipe import Json
from models.tables import describe, fill_missing

TEST_FRACTION = 0.2
PROBES = 32
K_USD = 1000.0  # networks speak in thousands of dollars whatever the table does: ONNX and Keras then differ by < 1e-4
SCATTER_POINTS = 200


@dataclass(frozen=True)
class Houses:
    """The table, split; features have no gaps left."""

    data: Dataset
    rows: TableRows
    features: np.ndarray
    train: np.ndarray
    test: np.ndarray


def build(params: Params, features: int = 13) -> keras.Model:
    """Give k compiled networks side by side: scaled features `(n, k, d)` in, scaled prices `(n, k)` out."""
    model = ensemble.side_by_side(params, features)
    model.compile(ensemble.OPTIMIZERS[params.optimizer](params.learning_rate), loss="mse", jit_compile=False)
    return model


def train(params: Params, job: Job) -> Trained:
    """Train all networks, and measure them on houses that none of them has seen.

    Raises:
        JobFailure: `dataset_unavailable`, `diverged`.
        InputError: the person's CSV cannot be used.
    """
    houses = _prepare(params, job)
    held = _iterated_folds(len(houses.train), params)
    folds = lay_out(houses.features[houses.train], houses.rows.target[houses.train], held)
    keras.utils.set_random_seed(job.seed)
    core = build(params, houses.features.shape[1])
    core.optimizer.build(core.trainable_variables)
    state = [*core.variables, *core.optimizer.variables]
    run = ensemble.epoch_function(core, params, folds, job)
    plan = fit.Plan(params.epochs, params.batch_size)
    progress = fit.run_epochs(state, core.variables, run, plan, job)
    return _measured(params, ensemble.serving(core, folds), houses, folds, progress)


def _prepare(params: Params, job: Job) -> Houses:
    job.tick(0, 1, phase="reading the table")
    data = job.dataset(job.data_set or CARD.data_sets[0])
    rows = read_table(data, target=params.target, missing=params.missing)
    rows = replace(rows, target=rows.target * rows.target_usd / K_USD, target_usd=K_USD)
    shuffled = np.random.default_rng(SPLIT_SEED).permutation(len(rows.target))
    test_size = round(len(shuffled) * TEST_FRACTION)
    test, train_rows = np.sort(shuffled[:test_size]), shuffled[test_size:]
    return Houses(data, rows, fill_missing(rows.features, train_rows), train_rows, test)


def _iterated_folds(rows: int, params: Params) -> list[np.ndarray]:
    """Give the rows that each network does not see: every pass cuts a fresh shuffle into k folds."""
    orders = (np.random.default_rng([SPLIT_SEED, number]).permutation(rows) for number in range(params.passes))
    return [fold for order in orders for fold in cut(order, params.folds)]


def _measured(params: Params, model: keras.Model, houses: Houses, folds: Folds, progress: Progress) -> Trained:
    train_features = houses.features[houses.train].astype(np.float32)
    outputs = fit.predict(model, train_features)
    target = houses.rows.target[houses.train]
    fold_errors = [
        metrics.mean_absolute_error(target[held], outputs[held, network]) for network, held in enumerate(folds.held)
    ]
    intervals = calibrate(_left_out(outputs, folds), target, outputs.shape[1], COVERAGE)
    figures, report = _test_figures(model, houses, intervals)
    figures |= {
        "mae_k_usd": float(np.mean(fold_errors)),
        "best_epoch": float(progress.best_epoch),
    }
    report |= {
        "folds": [
            {"pass": 1 + i // params.folds, "fold": 1 + i % params.folds, "mae_k_usd": error}
            for i, error in enumerate(fold_errors)
        ],
        "history": progress.history,
    }
    features = describe(houses.rows.names, houses.features[houses.train])
    return Trained(
        networks={NETWORK: model},
        probes={NETWORK: houses.features[houses.test][:PROBES].astype(np.float32)},
        assets={
            "features": {
                "names": list(houses.rows.names),
                "medians": [feature["median"] for feature in features],
                "ranges": _central_ranges(houses.features[houses.train]),
                "target_usd": K_USD,
            },
            "intervals": intervals.asset(),
        },
        metrics=figures,
        report=report,
        data=_provenance(houses),
        question={"features": [_question(feature) for feature in features]},
    )


def _left_out(outputs: np.ndarray, folds: Folds) -> np.ndarray:
    """Give each row's estimates by the networks that did not see it, one a pass: `(n, passes)`."""
    estimates: list[list[float]] = [[] for _ in outputs]
    for network, held in enumerate(folds.held):
        for row in held:
            estimates[row].append(outputs[row, network])
    return np.array(estimates)


def _test_figures(model: keras.Model, houses: Houses, intervals: Intervals) -> tuple[dict[str, float], Json]:
    """Measure the ensemble and its intervals on the test houses."""
    truth = houses.rows.target[houses.test]
    outputs = fit.predict(model, houses.features[houses.test].astype(np.float32))
    price, low, high = intervals.around(outputs)
    constant = np.full_like(truth, np.median(houses.rows.target[houses.train]))
    figures = {
        "test_mae_k_usd": metrics.mean_absolute_error(truth, price),
        "test_rmse_k_usd": metrics.root_mean_squared_error(truth, price),
        "test_r2": metrics.r_squared(truth, price),
        "baseline_mae_k_usd": metrics.mean_absolute_error(truth, constant),
        "interval_nominal_coverage": COVERAGE,
        "interval_coverage": float(np.mean((low <= truth) & (truth <= high))),
        "interval_width_k_usd": float(np.mean(high - low)),
    }
    shown = np.linspace(0, len(truth) - 1, min(SCATTER_POINTS, len(truth))).round().astype(int)
    scatter = [
        {
            "truth_k_usd": float(truth[i]),
            "price_k_usd": float(price[i]),
            "low": float(low[i]),
            "high": float(high[i]),
        }
        for i in shown
    ]
    return figures, {"residuals": scatter}


def _central_ranges(train: np.ndarray) -> list[list[float]]:
    """Give the range between the 1st and 99th percentile: where the curves of an explanation mean something."""
    return [[float(low), float(high)] for low, high in np.quantile(train, [0.01, 0.99], axis=0).T]


def _question(feature: dict[str, str | float]) -> Json:
    meaning = meaning_of(str(feature["name"]))
    return {**feature, "title_en": meaning.en, "title_zh": meaning.zh, "unit": meaning.unit}


def _provenance(houses: Houses) -> Json:
    return {
        **houses.data.provenance(),
        "rows": len(houses.rows.target),
        "rows_dropped": houses.rows.rows_dropped,
        "duplicates_removed": 0,
        "split": {"train": len(houses.train), "validation": 0, "test": len(houses.test)},
        "split_seed": SPLIT_SEED,
    }
