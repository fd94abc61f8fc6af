"""Figures on photos never trained on, and the small pictures that go with them."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import numpy as np
from PIL import Image

from models.data.examples import Task
from models.data.images import ImageRows
from models.data.splits import Split
from models.headline import counts_of, figures_for, headline_for
from models.images.probabilities import probabilities
from models.images.settings import Mode
from models.recipe import Headline, Json

_THUMBNAIL = 72  # pixels a side
_THUMBNAIL_BYTES = 100_000  # of all pictures of a report together, in base64
_MISTAKES = 24
_SAMPLES = 4  # of each class
_EXAMPLES = 6
_EXAMPLE_SIDE = 160
# 1E §5.2-5.3 and 2E ch. 8-9, on cats against dogs
_BOOK: dict[Mode, tuple[float, str]] = {
    "scratch": (0.72, "1E §5.2"),
    "augmented": (0.83, "1E §5.2"),
    "features": (0.975, "2E ch. 8"),
    "fine-tune": (0.985, "2E ch. 8"),
}
_BOOK_CLASSES = ({"cats", "dogs"}, {"cat", "dog"})


def measured(rows: ImageRows, split: Split, logits: np.ndarray) -> tuple[dict[str, float], Json]:
    """Give metrics and report of the test photos' logits."""
    assert rows.labels is not None, "only photos with classes are learned from"
    scores = probabilities(logits)
    truth, learned = rows.labels[split.test], rows.labels[split.train]
    given = scores[:, 1] if _task(rows) == "binary" else scores
    metrics, report = figures_for(_task(rows), truth, given, learned, rows.label_names)
    return metrics, report | _pictures(rows, split.test, truth, scores)


def headline(rows: ImageRows, split: Split, mode: Mode) -> Headline:
    """Give the figure these photos are judged by, beside the book's where they are its cats and dogs."""
    assert rows.labels is not None, "only photos with classes are learned from"
    chosen = headline_for(_task(rows), counts_of(_task(rows), rows.labels[split.train], len(rows.label_names)))
    if chosen.metric != "accuracy" or set(rows.label_names) not in _BOOK_CLASSES:
        return chosen
    figure, source = _BOOK[mode]
    return replace(chosen, book_figure=figure, book_source=source)


def question(rows: ImageRows, split: Split) -> Json:
    """Give what a client must know to ask: the classes, the side, and some test photos."""
    assert rows.labels is not None, "only photos with classes are learned from"
    chosen = _spread(split.test, rows.labels, _EXAMPLES)
    examples = [
        {"image": jpeg(rows.images[row], _EXAMPLE_SIDE, 80), "label": rows.label_names[rows.labels[row]]}
        for row in chosen
    ]
    return {"labels": list(rows.label_names), "side": int(rows.images.shape[1]), "examples": examples}


def _task(rows: ImageRows) -> Task:
    return "binary" if len(rows.label_names) == 2 else "single-label"


def _pictures(rows: ImageRows, test: np.ndarray, truth: np.ndarray, scores: np.ndarray) -> Json:
    """Give the surest mistakes and some photos of each class, while the allowance lasts."""
    predicted, names, left = scores.argmax(axis=1), rows.label_names, _THUMBNAIL_BYTES
    wrong = np.flatnonzero(predicted != truth)
    mistakes: list[Json] = []
    for place in wrong[np.argsort(-scores[wrong].max(axis=1), kind="stable")][:_MISTAKES]:
        image = jpeg(rows.images[test[place]], _THUMBNAIL, 70)
        left -= len(image)
        mistakes.append(
            {
                "image": image,
                "label": names[truth[place]],
                "predicted": names[predicted[place]],
                "score": float(scores[place].max()),
            }
        )
    samples: dict[str, list[str]] = {name: [] for name in names}
    for number in range(_SAMPLES):
        for place, name in enumerate(names):
            mine = test[truth == place]
            if number < len(mine) and left > 0:
                samples[name].append(jpeg(rows.images[mine[number]], _THUMBNAIL, 70))
                left -= len(samples[name][-1])
    return {"misclassified": mistakes, "samples": {name: images for name, images in samples.items() if images}}


def _spread(rows: np.ndarray, labels: np.ndarray, count: int) -> list[int]:
    """Give some rows, the classes in turn."""
    turns = [list(rows[labels[rows] == label]) for label in np.unique(labels[rows])]
    order = [turn[place] for place in range(count) for turn in turns if place < len(turn)]
    return [int(row) for row in order[:count]]


def jpeg(pixels: np.ndarray, side: int, quality: int) -> str:
    """Give a picture `(h, w, 3)`, shrunk to a side, as the base64 of a JPEG."""
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality)
    return base64.b64encode(content.getvalue()).decode("ascii")
