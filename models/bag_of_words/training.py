"""Trains a dense network over bags of words: what sentiment and news have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from models import fit, metrics
from models.bag_of_words.answering import NETWORK
from models.bag_of_words.card import BagOfWordsParams
from models.checkpoint import Progress
from models.data.readers import read_texts
from models.data.rows import TextRows
from models.data.splits import SPLIT_SEED, Split, stratified
from models.job import Dataset, Job, Trained
from models.recipe import Json
from models.text import RESERVED, Vocabulary, WordBags, words_of

PROBES = 32
SAMPLES = 20
SAMPLE_CHARACTERS = 400
OPTIMIZERS = {"rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}


@dataclass(frozen=True)
class Corpus:
    """Texts ready for a network."""

    data: Dataset
    rows: TextRows
    split: Split
    vocabulary: Vocabulary
    bags: dict[str, WordBags]

    def part(self, name: str) -> fit.Labelled:
        """Give "train", "validation" or "test" rows with integer labels."""
        return fit.Labelled(self.bags[name], self.rows.labels[getattr(self.split, name)])


@dataclass(frozen=True)
class Head:
    """The last layer and what it is trained to do."""

    outputs: int
    activation: str
    loss: str


def prepare(params: BagOfWordsParams, data: Dataset, *, fraction: float, job: Job) -> Corpus:
    """Read, split, and learn the vocabulary from the training texts alone."""
    job.tick(0, 1, phase="reading texts")
    rows = read_texts(data)
    split = stratified(rows.labels, fraction=fraction, test=rows.test)
    words = []
    for position, text in enumerate(rows.texts):
        if position % 1000 == 0:
            job.tick(position, len(rows.texts), phase="splitting texts into words")
        words.append(words_of(text))
    job.tick(0, 1, phase="building the vocabulary")
    vocabulary = Vocabulary.build((words[row] for row in split.train), params.vocabulary_size, params.ngrams)
    parts = {"train": split.train, "validation": split.validation, "test": split.test}
    bags = {name: WordBags(vocabulary, (words[row] for row in chosen)) for name, chosen in parts.items()}
    return Corpus(data, rows, split, vocabulary, bags)


def build(params: BagOfWordsParams, head: Head, *, inputs: int) -> keras.Model:
    """Give a compiled dense network on multi-hot vectors of width `inputs`."""
    regularizer = keras.regularizers.L2(params.l2) if params.l2 else None
    x = tokens = keras.Input((inputs,), name="words")
    for _ in range(params.hidden_layers):
        x = keras.layers.Dense(params.hidden_units, params.activation, kernel_regularizer=regularizer)(x)
        if params.dropout:
            x = keras.layers.Dropout(params.dropout)(x)
    scores = keras.layers.Dense(head.outputs, head.activation, name="scores")(x)
    model = keras.Model(tokens, scores)
    model.compile(
        OPTIMIZERS[params.optimizer](params.learning_rate),
        loss=head.loss,
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def train(params: BagOfWordsParams, corpus: Corpus, head: Head, job: Job) -> tuple[keras.Model, Progress]:
    """Train on the training part, stop by the validation part."""
    keras.utils.set_random_seed(job.seed)
    model = build(params, head, inputs=corpus.vocabulary.size)
    plan = fit.Plan(params.epochs, params.batch_size, params.patience)
    progress = fit.fit(model, corpus.part("train"), corpus.part("validation"), plan=plan, job=job)
    return model, progress


def on_indices(model: keras.Model) -> keras.Model:
    """Give the same network, asked with the indices of a text's terms instead of a multi-hot vector.

    A multi-hot vector times the first kernel is the sum of the kernel's rows at those indices: some hundred rows
    instead of 20,000. Plain Keras layers only: the rows stand in an embedding, the bias and activation in a dense
    layer whose kernel is the identity. Input int32 `(n, longest)`, padded with `RESERVED`, whose row is zero.
    """
    first, *rest = model.layers[1:]
    kernel, bias = (np.array(part) for part in first.get_weights())
    kernel[RESERVED] = 0.0
    terms = keras.Input((None,), dtype="int32", name="terms")
    table = keras.layers.Embedding(len(kernel), first.units, name="rows")
    ending = keras.layers.Dense(first.units, first.activation, name=f"{first.name}_ending")
    x = ending(keras.ops.sum(table(terms), axis=1))
    for layer in rest:
        x = layer(x)
    table.set_weights([kernel])
    ending.set_weights([np.eye(first.units, dtype=np.float32), bias])
    return keras.Model(terms, x)


def trained(
    model: keras.Model, corpus: Corpus, *, figures: dict[str, float], report: Json, labels: list[str]
) -> Trained:
    """Put together what a text training hands back."""
    test = corpus.part("test")
    provenance: dict[str, Any] = {
        **corpus.data.provenance(),
        "rows": len(corpus.rows.texts),
        "duplicates_removed": corpus.rows.duplicates_removed,
        "split": corpus.split.sizes(),
        "split_seed": SPLIT_SEED,
    }
    return Trained(
        networks={NETWORK: on_indices(model)},
        probes={NETWORK: corpus.bags["test"].indices(np.arange(min(PROBES, len(test.inputs))))},
        assets={
            "vocabulary": {"terms": corpus.vocabulary.terms, "ngrams": corpus.vocabulary.ngrams},
            "labels": {"labels": labels, "data_set": corpus.data.name},
        },
        metrics=figures,
        report=report,
        data=provenance,
        question={"labels": labels},
    )


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
