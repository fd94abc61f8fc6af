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


def f1(precision: np.ndarray, recall: np.ndarray) -> np.ndarray:
    """Give the harmonic mean of precision and recall; 0 where both are 0."""
    total = precision + recall
    score: np.ndarray = 2 * precision * recall / np.where(total > 0, total, 1.0)
    return score


def balanced_accuracy(matrix: np.ndarray) -> float:
    """Give the mean recall over the classes that are present: what always naming one class cannot raise."""
    present = matrix.sum(axis=1) > 0
    return float(precision_recall(matrix)[1][present].mean())


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

    Equal scores count half. Where only one of both classes is present nothing can be put in order: 0.5, as by chance.

    Args:
        truth: 0 or 1, `(n,)`.
        scores: higher means more positive, `(n,)`.
    """
    hits, misses = _cumulative(truth, scores)
    if hits[-1] == 0 or misses[-1] == 0:
        return 0.5
    return float(np.trapezoid(hits / hits[-1], misses / misses[-1]))


def average_precision(truth: np.ndarray, scores: np.ndarray) -> float:
    """Give the area under the precision-recall curve: each step of recall times the precision reached there.

    No interpolation (Su, Yuan & Zhu 2015, *A Relationship between the Average Precision and the Area Under the ROC
    Curve*); equal scores are one step, so constant scores give the share of positives. 0 without any positive.

    Args:
        truth: 0 or 1, `(n,)`.
        scores: higher means more positive, `(n,)`.
    """
    hits, misses = _cumulative(truth, scores)
    if hits[-1] == 0:
        return 0.0
    precision = hits[1:] / (hits[1:] + misses[1:])
    return float(np.sum(np.diff(hits) * precision) / hits[-1])


def ranking_average_precision(truth: np.ndarray, scores: np.ndarray) -> float:
    """Give how well each row ranks its own labels above the others, from above 0 to 1, mean over rows with a label.

    For each true label: of the labels ranked at least as high, the share that is true (Schapire & Singer 2000,
    *BoosTexter*, §4: average precision).

    Args:
        truth: k-hot, `(n, labels)`.
        scores: `(n, labels)`.
    """
    rows = [_ranked(known, score) for known, score in zip(truth.astype(bool), scores, strict=True) if known.any()]
    return float(np.mean(rows)) if rows else 0.0


def _ranked(known: np.ndarray, scores: np.ndarray) -> float:
    at_least = scores[None, :] >= scores[known][:, None]  # (true labels, labels)
    return float(np.mean((at_least & known).sum(axis=1) / at_least.sum(axis=1)))


def roc_curve(truth: np.ndarray, scores: np.ndarray) -> list[Json]:
    """Give at most `CURVE_POINTS` points of the ROC curve, from (0, 0) to (1, 1)."""
    hits, misses = _cumulative(truth, scores)
    points = zip(misses / max(1, misses[-1]), hits / max(1, hits[-1]), strict=True)
    return _thinned([{"false_positive_rate": float(x), "true_positive_rate": float(y)} for x, y in points])


def pr_curve(truth: np.ndarray, scores: np.ndarray) -> list[Json]:
    """Give at most `CURVE_POINTS` points of precision over recall, from strict to lenient thresholds."""
    hits, misses = (counts[1:] for counts in _cumulative(truth, scores))
    points = zip(hits / max(1, hits[-1]), hits / (hits + misses), strict=True)
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
    """Give the share of the variance explained; 0 for a prediction as good as the mean, below 0 for a worse one.

    Equal truths have no variance to explain: 1 when all are met exactly, else 0.
    """
    lost, spread = np.sum((truth - predicted) ** 2), np.sum((truth - truth.mean()) ** 2)
    if spread == 0:
        return float(lost == 0)
    return float(1 - lost / spread)
