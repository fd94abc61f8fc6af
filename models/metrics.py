"""Figures of merit, in NumPy. Each is checked in the tests against values worked out by hand."""

from __future__ import annotations

import numpy as np

from models.recipe import Json

CURVE_POINTS = 200
CALIBRATION_BINS = 10


def accuracy(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Give the share of right answers."""
    return float(np.mean(truth == predicted))


def confusion(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Give counts, int64 `(classes, classes)`: rows are the truth, columns the prediction."""
    return np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def precision_recall(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give precision and recall of each class from a confusion matrix; 0 where nothing was predicted or present."""
    right = np.diag(matrix).astype(np.float64)
    predicted, present = matrix.sum(axis=0), matrix.sum(axis=1)
    return right / np.maximum(predicted, 1), right / np.maximum(present, 1)


def majority_share(train_labels: np.ndarray, test_labels: np.ndarray) -> float:
    """Give the accuracy of always answering the most frequent training label: the naive baseline."""
    return float(np.mean(test_labels == np.bincount(train_labels).argmax()))


def _cumulative(truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give counts of true and false positives as the threshold falls; equal scores step together."""
    order = np.argsort(-scores, kind="stable")
    last_of_score = np.r_[np.diff(scores[order]) != 0, True]
    hits = np.cumsum(truth[order])[last_of_score]
    taken = np.arange(1, len(scores) + 1)[last_of_score]
    return np.r_[0, hits], np.r_[0, taken - hits]


def roc_auc(truth: np.ndarray, scores: np.ndarray) -> float:
    """Give the area under the ROC curve: the chance that a positive scores above a negative.

    Args:
        truth: 0 or 1, `(n,)`, both present.
        scores: higher means more positive, `(n,)`.
    """
    hits, misses = _cumulative(truth, scores)
    return float(np.trapezoid(hits / hits[-1], misses / misses[-1]))


def roc_curve(truth: np.ndarray, scores: np.ndarray) -> list[Json]:
    """Give at most `CURVE_POINTS` points of the ROC curve, from (0, 0) to (1, 1)."""
    hits, misses = _cumulative(truth, scores)
    points = zip(misses / misses[-1], hits / hits[-1], strict=True)
    return _thinned([{"false_positive_rate": float(x), "true_positive_rate": float(y)} for x, y in points])


def pr_curve(truth: np.ndarray, scores: np.ndarray) -> list[Json]:
    """Give at most `CURVE_POINTS` points of precision over recall, from strict to lenient thresholds."""
    hits, misses = (counts[1:] for counts in _cumulative(truth, scores))
    points = zip(hits / hits[-1], hits / (hits + misses), strict=True)
    return _thinned([{"recall": float(x), "precision": float(y)} for x, y in points])


def _thinned(points: list[Json]) -> list[Json]:
    if len(points) <= CURVE_POINTS:
        return points
    kept = np.linspace(0, len(points) - 1, CURVE_POINTS).round().astype(int)
    return [points[position] for position in kept]


def calibration(right: np.ndarray, confidence: np.ndarray) -> list[Json]:
    """Compare what the network claims with what comes true, in ten bins of confidence; empty bins are left out.

    Args:
        right: whether the event came true, bool `(n,)`.
        confidence: claimed probability, `(n,)`.
    """
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    return [
        {
            "low": number / CALIBRATION_BINS,
            "high": (number + 1) / CALIBRATION_BINS,
            "rows": int(np.sum(bins == number)),
            "claimed": float(confidence[bins == number].mean()),
            "observed": float(right[bins == number].mean()),
        }
        for number in np.unique(bins)
    ]


def calibration_error(right: np.ndarray, confidence: np.ndarray) -> float:
    """Give the expected calibration error: the mean gap between claimed and observed, weighted by rows."""
    gaps = [(row["rows"], abs(row["claimed"] - row["observed"])) for row in calibration(right, confidence)]
    return float(sum(rows * gap for rows, gap in gaps) / len(right))


def mean_absolute_error(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Give the mean distance between prediction and truth, in their unit."""
    return float(np.mean(np.abs(truth - predicted)))


def root_mean_squared_error(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Give the root of the mean squared distance, in their unit."""
    return float(np.sqrt(np.mean((truth - predicted) ** 2)))


def r_squared(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Give the share of the variance explained; 0 for a prediction as good as the mean, below 0 for a worse one."""
    return float(1 - np.sum((truth - predicted) ** 2) / np.sum((truth - truth.mean()) ** 2))
