"""Trains the topic network.

Task: one topic out of many for a newswire or article.
Source: Chollet, Deep Learning with Python, 1E §3.6, 2E chapter 4.
Data: `reuters` where it is available, else `bbc-news`, or a person's CSV. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

import keras
import numpy as np

from models import fit, metrics
from models.checkpoint import Progress
from models.job import Dataset, Job, Trained
from models.news.card import ACCURACY, CARD, TEST_FRACTION, Params
from models.recipe import Headline, JobFailure
from models.text_networks import figures as text_figures
from models.text_networks import training as text_training
from models.text_networks.heads import Head
from models.text_networks.limits import evaluation_batch
from models.text_networks.training import Corpus

BOOK_TOPICS = 46
_WITHOUT_BOOK = Headline("accuracy", ACCURACY, "fraction", True)  # the book tried one architecture on these data


def build(params: Params, width: int | None = None, topics: int = BOOK_TOPICS) -> keras.Model:
    """Give the compiled network: words in, one probability a topic out."""
    return text_training.build(params, _head(topics), width=width or params.vocabulary_size)


def train(params: Params, job: Job) -> Trained:
    """Train, and measure on texts never trained on.

    Raises:
        JobFailure: `dataset_unavailable`, `diverged`.
        InputError: the person's CSV cannot be used.
    """
    corpus = text_training.prepare(params, _data(job), fraction=TEST_FRACTION, job=job)
    model, progress = text_training.train(params, corpus, _head(len(corpus.rows.label_names)), job)
    return _measured(params, model, corpus, progress)


def _head(topics: int) -> Head:
    return Head(outputs=topics, activation="softmax", loss="sparse_categorical_crossentropy")


def _data(job: Job) -> Dataset:
    """Give the chosen data set, or the first that is available."""
    names = [job.data_set] if job.data_set else list(CARD.data_sets)
    for name in names[:-1]:
        try:
            return job.dataset(name)
        except JobFailure as failure:
            if failure.code != "dataset_unavailable":
                raise
            job.log(f"{failure} Going on with {names[names.index(name) + 1]}.")
    return job.dataset(names[-1])


def _measured(params: Params, model: keras.Model, corpus: Corpus, progress: Progress) -> Trained:
    test, batch = corpus.part("test"), evaluation_batch(params)
    probabilities = fit.predict(model, test.inputs, batch).astype(np.float64)
    figures, report = text_figures.class_figures(corpus, probabilities)
    matrix = np.array(report["confusion_matrix"]["counts"])
    precision, recall = metrics.precision_recall(matrix)
    top = np.argsort(-probabilities, axis=1)[:, :5]
    figures |= {
        "macro_precision": float(precision.mean()),
        "macro_recall": float(recall.mean()),
        "top_5_accuracy": float(np.mean((top == test.targets[:, None]).any(axis=1))),
        "loss": fit.evaluate(model, test, batch)["loss"],
        "best_epoch": float(progress.best_epoch),
    }
    labels = list(corpus.rows.label_names)
    report |= {
        "topics": [
            {"label": label, "precision": float(p), "recall": float(r), "rows": int(n)}
            for label, p, r, n in zip(labels, precision, recall, matrix.sum(axis=1), strict=True)
        ],
        "history": progress.history,
    }
    headline = None if params.architecture == "multi-hot" else _WITHOUT_BOOK
    return text_training.trained(
        params, _head(len(labels)), model, corpus, figures=figures, report=report, headline=headline
    )
