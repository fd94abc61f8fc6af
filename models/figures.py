"""All figures of one evaluation, a function for each task: metrics, report entries, the naive baseline. NumPy only.

`truth` are targets of rows never trained on, at least one, and `train_targets` what the baseline knows, both as
`Examples.targets`; `names` are `Examples.target_names`. All figures are finite, whatever classes are missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models import metrics
from models.recipe import Json

THRESHOLD = 0.5  # a score from here on is a yes
SCATTER_POINTS = 200

Figures = tuple[dict[str, float], Json]


def binary(truth: np.ndarray, scores: np.ndarray, train_targets: np.ndarray, names: Sequence[str]) -> Figures:
    """Measure two classes; precision, recall, F1 and PR AUC are those of the rarer training class (`positive`)."""
    scores = np.clip(scores.reshape(-1).astype(np.float64), 0.0, 1.0)
    rarer = 0 if np.sum(train_targets == 0) < np.sum(train_targets == 1) else 1
    mine, my_scores = truth == rarer, scores if rarer == 1 else 1.0 - scores
    figures, report = _classes(truth, np.stack([1.0 - scores, scores], axis=1), names, train_targets)
    figures |= {
        "roc_auc": metrics.roc_auc(truth, scores),
        "pr_auc": metrics.average_precision(mine, my_scores),
        "baseline_pr_auc": float(mine.mean()),
    }
    row = report["labels"][rarer]
    figures |= {"precision": row["precision"], "recall": row["recall"], "f1": _f1(row["precision"], row["recall"])}
    report |= {
        "positive": names[rarer],
        "roc": metrics.roc_curve(mine, my_scores),
        "pr": metrics.pr_curve(mine, my_scores),
    }
    return figures, report


def single_label(truth: np.ndarray, scores: np.ndarray, train_targets: np.ndarray, names: Sequence[str]) -> Figures:
    """Measure several classes; areas are one class against the rest, mean over the classes that have test rows."""
    figures, report = _classes(truth, scores.astype(np.float64), names, train_targets)
    present = [number for number in range(len(names)) if (truth == number).any()]
    areas = [metrics.roc_auc(truth == number, scores[:, number]) for number in present]
    rows = [report["labels"][number] for number in present]
    figures |= {
        "roc_auc": float(np.mean(areas)),
        "pr_auc": float(np.mean([row["average_precision"] for row in rows])),
        "baseline_pr_auc": float(np.mean([row["rows"] / len(truth) for row in rows])),
        "precision": float(np.mean([row["precision"] for row in rows])),
        "recall": float(np.mean([row["recall"] for row in rows])),
    }
    return figures, report


def _classes(truth: np.ndarray, scores: np.ndarray, names: Sequence[str], train_targets: np.ndarray) -> Figures:
    """Give what two and many classes have in common."""
    predicted, confidence = scores.argmax(axis=1), np.clip(scores.max(axis=1), 0.0, 1.0)
    matrix = metrics.confusion(truth, predicted, len(names))
    constant = np.full_like(truth, np.bincount(train_targets, minlength=len(names)).argmax())
    figures = {
        "accuracy": metrics.accuracy(truth, predicted),
        "baseline_accuracy": metrics.accuracy(truth, constant),
        "balanced_accuracy": metrics.balanced_accuracy(matrix),
        "macro_f1": _macro_f1(matrix),
        "baseline_macro_f1": _macro_f1(metrics.confusion(truth, constant, len(names))),
        "calibration_error": metrics.calibration_error(predicted == truth, confidence),
    }
    report = {
        "confusion_matrix": {"labels": list(names), "counts": matrix.tolist()},
        "calibration": metrics.calibration(predicted == truth, confidence),
        "labels": _labels(
            np.eye(len(names), dtype=bool)[truth], np.eye(len(names), dtype=bool)[predicted], scores, names
        ),
    }
    return figures, report


def _macro_f1(matrix: np.ndarray) -> float:
    """Give the mean F1 over the classes that are present or were named."""
    counted = (matrix.sum(axis=0) + matrix.sum(axis=1)) > 0
    return float(metrics.f1(*metrics.precision_recall(matrix))[counted].mean())


def multi_label(truth: np.ndarray, scores: np.ndarray, train_targets: np.ndarray, names: Sequence[str]) -> Figures:
    """Measure a ranking of labels and the yes or no of each; means are over the labels that have test rows.

    The baseline scores every row alike, by how frequent each label was in training.
    """
    scores = np.clip(scores.astype(np.float64), 0.0, 1.0)
    decided = scores >= THRESHOLD
    rows = _labels(truth.astype(bool), decided, scores, names)
    present = [number for number, row in enumerate(rows) if row["rows"]]
    prevalence = np.broadcast_to(train_targets.mean(axis=0), truth.shape)
    figures = {
        "mean_average_precision": _mean([rows[number]["average_precision"] for number in present]),
        "baseline_mean_average_precision": _mean([rows[number]["rows"] / len(truth) for number in present]),
        "ranking_average_precision": metrics.ranking_average_precision(truth, scores),
        "baseline_ranking_average_precision": metrics.ranking_average_precision(truth, prevalence),
        "roc_auc": _mean([metrics.roc_auc(truth[:, number], scores[:, number]) for number in present], empty=0.5),
        "precision": _mean([rows[number]["precision"] for number in present]),
        "recall": _mean([rows[number]["recall"] for number in present]),
        "macro_f1": _mean([_f1(rows[number]["precision"], rows[number]["recall"]) for number in present]),
        "calibration_error": metrics.calibration_error(truth.astype(bool).ravel(), scores.ravel()),
    }
    return figures, {"labels": rows, "calibration": metrics.calibration(truth.astype(bool).ravel(), scores.ravel())}


def _labels(truth: np.ndarray, decided: np.ndarray, scores: np.ndarray, names: Sequence[str]) -> list[Json]:
    """Give each label's own figures from k-hot truth and decisions, bool `(n, labels)`."""
    right = (truth & decided).sum(axis=0)
    precision, recall = right / np.maximum(decided.sum(axis=0), 1), right / np.maximum(truth.sum(axis=0), 1)
    return [
        {
            "label": name,
            "rows": int(truth[:, number].sum()),
            "precision": float(precision[number]),
            "recall": float(recall[number]),
            "average_precision": metrics.average_precision(truth[:, number], scores[:, number]),
        }
        for number, name in enumerate(names)
    ]


def regression(truth: np.ndarray, predicted: np.ndarray, train_targets: np.ndarray, names: Sequence[str]) -> Figures:
    """Measure numbers `(n, outputs)`; several outputs are averaged, and told apart in `outputs`.

    The baseline answers the training median, which no other constant beats in mean absolute error.
    """
    truth, predicted, train_targets = _columns(truth), _columns(predicted), _columns(train_targets)
    median = np.broadcast_to(np.median(train_targets, axis=0), truth.shape)
    each = [_of_output(truth[:, k], predicted[:, k], median[:, k]) for k in range(len(names))]
    outputs = [{"name": name, **output} for name, output in zip(names, each, strict=True)]
    figures = {key: _mean([output[key] for output in each]) for key in each[0]}
    shown = np.linspace(0, len(truth) - 1, min(SCATTER_POINTS, len(truth))).round().astype(int)
    residuals = [
        {"name": name, "truth": float(truth[row, number]), "predicted": float(predicted[row, number])}
        for number, name in enumerate(names)
        for row in shown
    ]
    return figures, {"outputs": outputs, "residuals": residuals}


def _of_output(truth: np.ndarray, predicted: np.ndarray, median: np.ndarray) -> dict[str, float]:
    return {
        "mae": metrics.mean_absolute_error(truth, predicted),
        "rmse": metrics.root_mean_squared_error(truth, predicted),
        "r2": metrics.r_squared(truth, predicted),
        "baseline_mae": metrics.mean_absolute_error(truth, median),
        "baseline_rmse": metrics.root_mean_squared_error(truth, median),
    }


def _columns(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1).astype(np.float64)


def _f1(precision: float, recall: float) -> float:
    return float(metrics.f1(np.array(precision), np.array(recall)))


def _mean(values: Sequence[float], empty: float = 0.0) -> float:
    return float(np.mean(values)) if len(values) else empty
