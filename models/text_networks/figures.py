"""Figures of a text network on the test part: what all labels and topics have in common."""

from __future__ import annotations

import numpy as np

from models import metrics
from models.recipe import Json
from models.text_networks.training import Corpus

SAMPLES = 20
SAMPLE_CHARACTERS = 400


def class_figures(corpus: Corpus, probabilities: np.ndarray) -> tuple[dict[str, float], Json]:
    """Give metrics and report entries common to all classifiers, measured on the test part.

    Args:
        probabilities: `(test rows, labels)`.
    """
    labels = list(corpus.rows.label_names)
    truth, predicted = corpus.part("test").targets, probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    matrix = metrics.confusion(truth, predicted, len(labels))
    figures = {
        "accuracy": metrics.accuracy(truth, predicted),
        "baseline_accuracy": metrics.majority_share(corpus.part("train").targets, truth),
        "calibration_error": metrics.calibration_error(predicted == truth, confidence),
    }
    report = {
        "confusion_matrix": {"labels": labels, "counts": matrix.tolist()},
        "calibration": metrics.calibration(predicted == truth, confidence),
        "misclassified": _misclassified(corpus, truth, predicted, confidence),
    }
    return figures, report


def _misclassified(corpus: Corpus, truth: np.ndarray, predicted: np.ndarray, confidence: np.ndarray) -> list[Json]:
    """Give the most confident mistakes first: they teach most."""
    wrong = np.flatnonzero(predicted != truth)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:SAMPLES]
    names = corpus.rows.label_names
    return [
        {
            "text": corpus.rows.texts[corpus.split.test[row]][:SAMPLE_CHARACTERS],
            "label": names[truth[row]],
            "predicted": names[predicted[row]],
            "score": float(confidence[row]),
        }
        for row in worst
    ]
