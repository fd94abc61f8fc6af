"""Which figure judges a model, and all others beside it, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.data.examples import Task
from models.headline import counts_of, figures_for, headline_for, imbalanced


@pytest.mark.parametrize(
    ("task", "counts", "metric"),
    [
        ("binary", [50, 50], "accuracy"),
        ("binary", [80, 20], "accuracy"),
        ("binary", [81, 19], "pr_auc"),
        ("binary", [5, 95], "pr_auc"),
        ("single-label", [30, 30, 30], "accuracy"),
        ("single-label", [45, 30, 15], "accuracy"),  # 15 is half of the fair share of 30
        ("single-label", [46, 30, 14], "macro_f1"),
        ("multi-label", [2, 90], "mean_average_precision"),
        ("regression", [], "mae"),
    ],
)
def test_imbalance_refuses_accuracy(task: Task, counts: list[int], metric: str) -> None:
    headline = headline_for(task, counts)

    assert headline.metric == metric
    assert headline.higher_is_better is (task != "regression")
    assert headline.reason is not None and headline.reason.en and headline.reason.zh


def test_a_refusal_of_accuracy_says_why() -> None:
    reason = headline_for("binary", [95, 5]).reason

    assert reason is not None
    assert "95%" in reason.en and "95%" in reason.zh
    assert imbalanced("binary", [95, 5]) and not imbalanced("regression", [95, 5])


def test_two_classes() -> None:
    train = np.array([0] * 9 + [1])
    truth, scores = np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])

    figures, report = figures_for("binary", truth, scores[:, None], train, ("well", "ill"))

    assert figures["accuracy"] == 0.75 and figures["baseline_accuracy"] == 0.5
    assert figures["roc_auc"] == pytest.approx(0.75)
    assert figures["pr_auc"] == pytest.approx(5 / 6) and figures["baseline_pr_auc"] == 0.5
    assert (figures["precision"], figures["recall"]) == (1.0, 0.5)
    assert figures["f1"] == pytest.approx(2 / 3)
    # well: precision 2/3, recall 1; ill: 1 and 1/2
    assert figures["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert figures["baseline_macro_f1"] == pytest.approx((2 / 3 + 0) / 2)
    assert report["confusion_matrix"] == {"labels": ["well", "ill"], "counts": [[2, 0], [1, 1]]}
    assert report["positive"] == "ill"
    assert [warning["code"] for warning in report["warnings"]] == ["imbalanced"]


def test_the_rarer_class_is_the_positive_one() -> None:
    train = np.array([1] * 9 + [0])
    truth, scores = np.array([1, 1, 1, 0]), np.array([0.9, 0.8, 0.2, 0.1])

    figures, report = figures_for("binary", truth, scores, train, ("ill", "well"))

    assert report["positive"] == "ill"
    assert figures["pr_auc"] == 1.0 and figures["baseline_pr_auc"] == 0.25
    assert (figures["precision"], figures["recall"]) == (0.5, 1.0)


def test_several_classes_one_of_which_the_test_part_lacks() -> None:
    train = np.array([0, 0, 0, 1, 1, 2, 3])
    truth = np.array([0, 0, 1, 2])
    scores = np.array([[0.7, 0.1, 0.1, 0.1], [0.4, 0.5, 0.1, 0.0], [0.1, 0.8, 0.1, 0.0], [0.6, 0.2, 0.2, 0.0]])

    figures, report = figures_for("single-label", truth, scores, train, ("a", "b", "c", "d"))

    assert figures["accuracy"] == 0.5 and figures["baseline_accuracy"] == 0.5
    assert figures["balanced_accuracy"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    # a: precision 1/2, recall 1/2; b: 1/2 and 1; c: nothing; d: neither present nor named
    assert figures["macro_f1"] == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
    # ordered pairs: a 3 of 4, b 3 of 3, c 3 of 3
    assert figures["roc_auc"] == pytest.approx((3 / 4 + 1 + 1) / 3)
    assert [row["rows"] for row in report["labels"]] == [2, 1, 1, 0]
    assert np.isfinite(list(figures.values())).all()


def test_several_labels_a_row() -> None:
    train = np.array([[1, 0], [1, 0], [1, 1], [0, 0]], np.uint8)
    truth = np.array([[1, 0], [0, 1], [1, 1], [0, 0]], np.uint8)
    scores = np.array([[0.9, 0.2], [0.6, 0.7], [0.8, 0.1], [0.1, 0.3]])

    figures, report = figures_for("multi-label", truth, scores, train, ("x", "y"))

    # x: hits at ranks 1 and 2; y: hits at ranks 1 and 4
    assert [row["average_precision"] for row in report["labels"]] == [1.0, pytest.approx((1 + 2 / 4) / 2)]
    assert figures["mean_average_precision"] == pytest.approx((1 + 0.75) / 2)
    assert figures["baseline_mean_average_precision"] == 0.5  # every row scored alike: the share of positives
    assert figures["ranking_average_precision"] == pytest.approx((1 + 1 + 1) / 3)
    assert figures["baseline_ranking_average_precision"] == pytest.approx((1 + 1 / 2 + 1) / 3)
    assert (report["labels"][0]["precision"], report["labels"][0]["recall"]) == (pytest.approx(2 / 3), 1.0)


def test_a_label_without_a_test_row_counts_for_nothing() -> None:
    truth = np.array([[1, 0], [0, 0]], np.uint8)

    figures, _ = figures_for("multi-label", truth, np.full((2, 2), 0.5), truth, ("x", "y"))

    assert figures["mean_average_precision"] == 0.5
    assert np.isfinite(list(figures.values())).all()


def test_numbers_against_the_training_median() -> None:
    train = np.array([[0.0], [1.0], [10.0]])
    truth, predicted = np.array([[1.0], [3.0]]), np.array([[2.0], [3.0]])

    figures, report = figures_for("regression", truth, predicted, train, ("price",))

    assert (figures["mae"], figures["baseline_mae"]) == (0.5, 1.0)
    assert figures["rmse"] == pytest.approx(0.5**0.5) and figures["r2"] == pytest.approx(1 - 1 / 2)
    assert report["residuals"] == [
        {"name": "price", "truth": 1.0, "predicted": 2.0},
        {"name": "price", "truth": 3.0, "predicted": 3.0},
    ]


def test_several_numbers_are_told_apart() -> None:
    truth = np.array([[1.0, 10.0], [3.0, 30.0]])

    figures, report = figures_for("regression", truth, truth + np.array([1.0, 0.0]), truth, ("a", "b"))

    assert [output["mae"] for output in report["outputs"]] == [1.0, 0.0]
    assert figures["mae"] == 0.5


@pytest.mark.parametrize("task", ["binary", "single-label", "multi-label", "regression"])
@pytest.mark.parametrize("scored", ["constant", "zero", "extreme"])
def test_no_figure_is_ever_missing_or_infinite(task: Task, scored: str) -> None:
    width = 1 if task == "binary" else 3
    value = {"constant": 0.5, "zero": 0.0, "extreme": 1.0}[scored]
    targets: dict[Task, np.ndarray] = {
        "binary": np.array([0, 0]), "single-label": np.array([1, 1]),
        "multi-label": np.zeros((2, 3), np.uint8), "regression": np.full((2, 3), 2.0),
    }  # fmt: skip

    figures, _ = figures_for(task, targets[task], np.full((2, width), value), targets[task])

    headline = headline_for(task, counts_of(task, targets[task], 2 if task == "binary" else 3))
    assert {headline.metric, f"baseline_{headline.metric}"} <= set(figures)
    assert np.isfinite(list(figures.values())).all()
