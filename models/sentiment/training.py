"""Trains the sentiment network.

Task: probability that a movie review is positive.
Source: Chollet, Deep Learning with Python, 1E §3.5 and §4.4 (overfitting study), 2E chapter 4.
Data: `imdb`, or a person's CSV whose labels are positive and negative. Measured figures: docs/recipes.md.
"""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np

from models import fit, metrics
from models.checkpoint import Progress
from models.data.rows import TextRows
from models.job import Job, Trained
from models.recipe import InputError
from models.sentiment.answering import LABELS
from models.sentiment.book import headline_of
from models.sentiment.card import CARD, TEST_FRACTION, Params
from models.text_networks import figures as text_figures
from models.text_networks import training as text_training
from models.text_networks.heads import Head
from models.text_networks.limits import evaluation_batch
from models.text_networks.training import Corpus

_POSITIVE = frozenset(("positive", "pos", "1", "good"))
_NEGATIVE = frozenset(("negative", "neg", "0", "bad", "-1"))


def build(params: Params, width: int | None = None) -> keras.Model:
    """Give the compiled network: words in, probability of positive out."""
    return text_training.build(params, _head(params), width=width or params.vocabulary_size)


def train(params: Params, job: Job) -> Trained:
    """Train, and measure on reviews never trained on.

    Raises:
        JobFailure: `dataset_unavailable`, `diverged`.
        InputError: the person's CSV cannot be used; `csv_wrong_labels` when labels are not positive and negative.
    """
    data = job.dataset(job.data_set or CARD.data_sets[0])
    corpus = text_training.prepare(params, data, fraction=TEST_FRACTION, job=job)
    corpus = replace(corpus, rows=as_sentiments(corpus.rows))
    model, progress = text_training.train(params, corpus, _head(params), job)
    return _measured(params, model, corpus, progress)


def _head(params: Params) -> Head:
    return Head(outputs=1, activation="sigmoid", loss=params.loss)


def as_sentiments(rows: TextRows) -> TextRows:
    """Give the rows with label 0 for negative and 1 for positive, whatever the file calls them."""
    meaning = [_meaning(name) for name in rows.label_names]
    if sorted(meaning) != [0, 1]:
        message = f"Sentiment needs the labels positive and negative, found {', '.join(rows.label_names)[:200]}."
        raise InputError(message, "csv_wrong_labels")
    return replace(rows, labels=np.array(meaning, np.int64)[rows.labels], label_names=LABELS)


def _meaning(name: str) -> int:
    word = name.strip().lower()
    return 1 if word in _POSITIVE else 0 if word in _NEGATIVE else -1


def _measured(params: Params, model: keras.Model, corpus: Corpus, progress: Progress) -> Trained:
    test, batch = corpus.part("test"), evaluation_batch(params)
    positive = fit.predict(model, test.inputs, batch)[:, 0].astype(np.float64)
    figures, report = text_figures.class_figures(corpus, np.stack([1 - positive, positive], axis=1))
    precision, recall = metrics.precision_recall(np.array(report["confusion_matrix"]["counts"]))
    figures |= {
        "roc_auc": metrics.roc_auc(test.targets, positive),
        "precision": float(precision[1]),
        "recall": float(recall[1]),
        "loss": fit.evaluate(model, test, batch)["loss"],
        "best_epoch": float(progress.best_epoch),
    }
    report |= {
        "roc": metrics.roc_curve(test.targets, positive),
        "pr": metrics.pr_curve(test.targets, positive),
        "history": progress.history,
    }
    headline = headline_of(params.architecture)
    return text_training.trained(
        params, _head(params), model, corpus, figures=figures, report=report, headline=headline
    )
