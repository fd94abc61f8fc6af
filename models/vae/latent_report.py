"""What the latent space looks like once trained: which numbers are used, where the classes lie. NumPy only."""

from __future__ import annotations

import numpy as np

from models.data.images import ImageRows
from models.recipe import Json
from models.vae.latent_plane import Plane

DEAD = 0.1  # a latent number whose means vary less than this says nothing (Burda et al., arXiv:1509.00519)
NEIGHBOURS = 15
MAP_POINTS = 300
REACH = 0.3  # the map goes this share beyond the outermost point


def neighbour_accuracy(train: np.ndarray, train_labels: np.ndarray, test: np.ndarray, labels: np.ndarray) -> float:
    """Give the share of test codes whose 15 nearest training codes mostly have their label."""
    squares = (test**2).sum(1)[:, None] + (train**2).sum(1)[None] - 2 * test @ train.T
    count = min(NEIGHBOURS, len(train))
    nearest = np.argpartition(squares, count - 1, axis=1)[:, :count]
    votes = np.zeros((len(test), int(train_labels.max()) + 1), np.int64)
    for column in nearest.T:
        votes[np.arange(len(test)), train_labels[column]] += 1
    return float((votes.argmax(axis=1) == labels).mean())


def latent_report(means: np.ndarray, log_variances: np.ndarray) -> Json:
    """Give for each latent number its spread, what it costs in nats, and which are dead."""
    spread = means.std(axis=0)
    costs = 0.5 * (means**2 + np.exp(log_variances) - 1 - log_variances).mean(axis=0)
    return {
        "std": _rounded(spread),
        "kl": _rounded(costs),
        "dead": [int(index) for index in np.flatnonzero(spread < DEAD)],
    }


def question(rows: ImageRows, test: np.ndarray, means: np.ndarray, plane: Plane) -> Json:
    """Give what a client needs to draw the map and to ask: sizes, classes, points.

    Args:
        test: row numbers that `means` belongs to.
    """
    shown = np.linspace(0, len(test) - 1, min(MAP_POINTS, len(test))).astype(np.int64)
    points = plane.points(means[shown])
    labels = np.full(len(shown), -1) if rows.labels is None else rows.labels[test[shown]]
    reach = np.abs(points).max(axis=0) * (1 + REACH)
    return {
        "latent": means.shape[1],
        "height": rows.images.shape[1],
        "width": rows.images.shape[2],
        "channels": rows.images.shape[3],
        "labels": list(rows.label_names),
        "class_means": _class_means(rows, test, means),
        "std": _rounded(means.std(axis=0)),
        "map": plane.document()
        | {
            "bounds": [[-value, value] for value in _rounded(reach)],
            "points": [[*_rounded(point), int(label)] for point, label in zip(points, labels, strict=True)],
        },
    }


def _class_means(rows: ImageRows, test: np.ndarray, means: np.ndarray) -> list[list[float] | None]:
    """Give the middle of each class; None for a class without test pictures."""
    if rows.labels is None:
        return []
    classes = [means[rows.labels[test] == index] for index in range(len(rows.label_names))]
    return [_rounded(codes.mean(axis=0)) if len(codes) else None for codes in classes]


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
