"""Trains a network on labelled texts: what sentiment and news have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from models import fit
from models.checkpoint import Progress
from models.data.readers import read_texts
from models.data.rows import TextRows
from models.data.splits import SPLIT_SEED, Split, stratified
from models.job import Dataset, Job, Trained
from models.recipe import Headline, Json
from models.text import RESERVED, Vocabulary, words_of
from models.text_encoding import Bag, Encoding, Hashed, Ordered
from models.text_networks import bags, sequences
from models.text_networks.answering import NETWORK
from models.text_networks.heads import Head
from models.text_networks.limits import evaluation_batch, row_cells
from models.text_networks.rows import Bags, Sequences
from models.text_networks.settings import BAGS, TextParams
from models.text_networks.subset import fewer
from models.text_rule import TextRule, suggest

PROBES = 32


@dataclass(frozen=True)
class Corpus:
    """Texts ready for a network."""

    data: Dataset
    rows: TextRows
    split: Split
    encoding: Encoding
    inputs: dict[str, Bags | Sequences]
    rule: TextRule

    def part(self, name: str) -> fit.Labelled:
        """Give "train", "validation" or "test" rows with integer labels."""
        return fit.Labelled(self.inputs[name], self.rows.labels[getattr(self.split, name)])


def prepare(params: TextParams, data: Dataset, *, fraction: float, job: Job) -> Corpus:
    """Read, split, and learn the vocabulary from the training texts alone."""
    job.tick(0, 1, phase="reading texts")
    rows = read_texts(data)
    split = fewer(stratified(rows.labels, fraction=fraction, test=rows.test), rows.labels, params.training_rows)
    words = []
    for position, text in enumerate(rows.texts):
        if position % 1000 == 0:
            job.tick(position, len(rows.texts), phase="splitting texts into words")
        words.append(words_of(text))
    rule = suggest(len(split.train), float(np.mean([len(words[row]) for row in split.train])))
    job.log(rule.reason.en)
    job.tick(0, 1, phase="building the vocabulary")
    encoding = _encoding(params, [words[row] for row in split.train])
    parts = {"train": split.train, "validation": split.validation, "test": split.test}
    taken = {name: _rows(encoding, [words[row] for row in chosen]) for name, chosen in parts.items()}
    _weigh(params, taken)
    return Corpus(data, rows, split, encoding, taken, rule)


def _encoding(params: TextParams, texts: Sequence[Sequence[str]]) -> Encoding:
    """Give the encoding that an architecture takes, learned from the training texts."""
    if params.architecture == "hashing":
        return Hashed(params.vocabulary_size, params.ngrams)
    if params.architecture in BAGS:
        vocabulary = Vocabulary.build(texts, params.vocabulary_size, params.ngrams)
        return Bag(vocabulary, counted=params.architecture != "multi-hot")
    return Ordered(Vocabulary.build(texts, params.vocabulary_size), params.length)


def _rows(encoding: Encoding, texts: Sequence[Sequence[str]]) -> Bags | Sequences:
    return Sequences(encoding, texts) if isinstance(encoding, Ordered) else Bags(encoding, texts)


def _weigh(params: TextParams, parts: dict[str, Bags | Sequences]) -> None:
    """Give counts their weight: 1 for each occurrence, or its rarity in the training texts."""
    train = parts["train"]
    if isinstance(train, Bags) and params.architecture in ("count", "tf-idf"):
        weights = train.rarity() if params.architecture == "tf-idf" else np.ones(train.size, np.float32)
        for part in parts.values():
            if isinstance(part, Bags):
                part.weights = weights


def build(params: TextParams, head: Head, *, width: int) -> keras.Model:
    """Give the compiled network.

    Args:
        width: numbers that a term can have: the width of a bag's vector.
    """
    if params.architecture in BAGS:
        return bags.build(params, head, inputs=width)
    return sequences.build(params, head, words=width)


def train(params: TextParams, corpus: Corpus, head: Head, job: Job) -> tuple[keras.Model, Progress]:
    """Train on the training part, stop by the validation part."""
    keras.utils.set_random_seed(job.seed)
    model = build(params, head, width=corpus.encoding.width)
    plan = fit.Plan(params.epochs, params.batch_size, params.patience, evaluation_batch=evaluation_batch(params))
    progress = fit.fit(model, corpus.part("train"), corpus.part("validation"), plan=plan, job=job)
    return model, progress


def trained(
    params: TextParams,
    head: Head,
    model: keras.Model,
    corpus: Corpus,
    *,
    figures: dict[str, float],
    report: Json,
    headline: Headline | None = None,
) -> Trained:
    """Put together what a text training hands back; `headline` where it is not the card's."""
    labels = list(corpus.rows.label_names)
    network, probes, asset = _published(params, head, model, corpus)
    provenance: dict[str, Any] = {
        **corpus.data.provenance(),
        "rows": len(corpus.rows.texts),
        "duplicates_removed": corpus.rows.duplicates_removed,
        "split": corpus.split.sizes(),
        "split_seed": SPLIT_SEED,
    }
    return Trained(
        networks={NETWORK: network},
        probes={NETWORK: probes},
        assets={"vocabulary": asset, "labels": {"labels": labels, "data_set": corpus.data.name}},
        metrics=figures,
        report=report | {"text_rule": corpus.rule.report()},
        data=provenance,
        question={"labels": labels},
        headline=headline,
    )


def _published(params: TextParams, head: Head, model: keras.Model, corpus: Corpus) -> tuple[Any, np.ndarray, Json]:
    """Give the network that answers, rows to check it on, and the document of its encoding."""
    test = corpus.inputs["test"]
    probes = test.served(np.arange(min(PROBES, len(test))))
    if isinstance(test, Bags):
        return bags.on_indices(model, test.weights), probes, corpus.encoding.asset()
    network = sequences.served(params, model, head, words=corpus.encoding.width)
    padded = params.architecture not in sequences.RECURRENT
    if not padded:  # real words only, as it is asked
        probes = probes[:, int((probes != RESERVED).all(axis=0).argmax()) :]
    return network, probes, corpus.encoding.asset() | {"padded": padded, "cells": row_cells(params)}
