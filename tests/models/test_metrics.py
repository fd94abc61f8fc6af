"""Figures of merit against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models import metrics

TRUTH = np.array([0, 0, 1, 1])
SCORES = np.array([0.1, 0.4, 0.35, 0.8])  # three of the four positive-negative pairs are in order


def test_roc_auc_is_the_share_of_ordered_pairs() -> None:
    assert metrics.roc_auc(TRUTH, SCORES) == pytest.approx(0.75)
    assert metrics.roc_auc(TRUTH, np.full(4, 0.5)) == pytest.approx(0.5)  # ties count half
    assert metrics.roc_auc(TRUTH, 1 - SCORES) == pytest.approx(0.25)


def test_roc_curve() -> None:
    points = [(p["false_positive_rate"], p["true_positive_rate"]) for p in metrics.roc_curve(TRUTH, SCORES)]

    assert points == [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]


def test_pr_curve() -> None:
    points = [(p["recall"], p["precision"]) for p in metrics.pr_curve(TRUTH, SCORES)]

    assert points == [(0.5, 1), (0.5, 0.5), (1, pytest.approx(2 / 3)), (1, 0.5)]


def test_curves_are_thinned_and_keep_their_ends() -> None:
    rng = np.random.default_rng(0)
    curve = metrics.roc_curve(rng.integers(0, 2, 5000), rng.random(5000))

    assert len(curve) == metrics.CURVE_POINTS
    assert curve[0] == {"false_positive_rate": 0, "true_positive_rate": 0}
    assert curve[-1] == {"false_positive_rate": 1, "true_positive_rate": 1}


def test_confusion_precision_recall() -> None:
    matrix = metrics.confusion(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 1]), 3)
    precision, recall = metrics.precision_recall(matrix)

    assert matrix.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    assert precision.tolist() == [1, pytest.approx(1 / 3), 0]  # class 2 was never predicted
    assert recall.tolist() == [0.5, 1, 0]


def test_majority_baseline_takes_the_label_from_training() -> None:
    assert metrics.majority_share(np.array([1, 1, 0]), np.array([0, 0, 0, 1])) == 0.25


def test_calibration() -> None:
    right, confidence = np.array([True, False, True, True]), np.array([0.55, 0.59, 0.93, 1.0])
    rows = metrics.calibration(right, confidence)

    assert [(row["low"], row["rows"], row["observed"]) for row in rows] == [(0.5, 2, 0.5), (0.9, 2, 1.0)]
    # |0.57 - 0.5| and |0.965 - 1|, half of the rows each
    assert metrics.calibration_error(right, confidence) == pytest.approx((0.07 + 0.035) / 2)


def test_regression_figures() -> None:
    truth, predicted = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 5.0])

    assert metrics.mean_absolute_error(truth, predicted) == pytest.approx(1.0)
    assert metrics.root_mean_squared_error(truth, predicted) == pytest.approx((5 / 3) ** 0.5)
    assert metrics.r_squared(truth, predicted) == pytest.approx(1 - 5 / 2)
    assert metrics.r_squared(truth, np.full(3, 2.0)) == 0


def test_average_precision_steps_by_score() -> None:
    # ranks: 0.8 hit, 0.4 miss, 0.35 hit, 0.1 miss: 1/2 * 1 + 1/2 * 2/3
    assert metrics.average_precision(TRUTH, SCORES) == pytest.approx(1 / 2 + 1 / 3)
    assert metrics.average_precision(TRUTH, np.full(4, 0.3)) == pytest.approx(0.5)  # constant: the share of positives
    assert metrics.average_precision(TRUTH, -SCORES) == pytest.approx(1 / 2 * 1 / 2 + 1 / 2 * 2 / 4)
    assert metrics.average_precision(np.zeros(4, int), SCORES) == 0.0


def test_ranking_average_precision_ranks_the_labels_of_each_row() -> None:
    truth = np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0]])
    scores = np.array([[0.75, 0.5, 1.0], [1.0, 0.2, 0.1], [0.3, 0.2, 0.1]])

    # row 1: its label is second of 3: 1/2; row 2: its label is third: 1/3; row 3 has no label
    assert metrics.ranking_average_precision(truth, scores) == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert metrics.ranking_average_precision(np.zeros((2, 3)), scores[:2]) == 0.0


def test_f1_and_balanced_accuracy() -> None:
    matrix = np.array([[8, 2, 0], [1, 1, 0], [0, 0, 0]])  # the third class has no test row

    assert metrics.f1(np.array([0.5, 0.0]), np.array([1.0, 0.0])).tolist() == [pytest.approx(2 / 3), 0.0]
    assert metrics.balanced_accuracy(matrix) == pytest.approx((0.8 + 0.5) / 2)


def test_figures_stay_finite_where_there_is_nothing_to_tell_apart() -> None:
    same = np.ones(3, int)

    assert metrics.roc_auc(same, SCORES[:3]) == 0.5
    assert all(np.isfinite(list(point.values())).all() for point in metrics.roc_curve(same, SCORES[:3]))
    assert all(np.isfinite(list(point.values())).all() for point in metrics.pr_curve(1 - same, SCORES[:3]))
    assert metrics.r_squared(np.full(3, 2.0), np.full(3, 2.0)) == 1.0
    assert metrics.r_squared(np.full(3, 2.0), np.full(3, 3.0)) == 0.0
