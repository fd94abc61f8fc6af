"""A run of a text network as a plain Keras program: the same words, rows, first weights and batches."""

from __future__ import annotations

from dataclasses import dataclass

from models.script import IMPORTS, Run, data_path, heading
from models.text_networks.script_networks import network
from models.text_networks.script_reading import reading
from models.text_networks.script_rows import encoding
from models.text_networks.settings import BAGS

_ALWAYS = ("epochs", "batch_size", "patience", "learning_rate", "training_rows", "dropout", "vocabulary_size")
_OF_BAGS = ("ngrams", "hidden_layers", "hidden_units", "activation", "l2")
_OF_SEQUENCES = ("length", "embedding_size", "units", "heads", "recurrent_dropout", "activation")
_OPTIMIZERS = {"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD"}


@dataclass(frozen=True)
class ScriptHead:
    """How one recipe ends.

    Attributes:
        loss: what Keras calls it.
        fraction: share of all rows for validation, and the same again for the test.
        scores: the lines that set `scores` from the features `x`.
        figures: the last lines: from `probabilities` of the test rows, one column an output, to what is printed.
    """

    summary: str
    loss: str
    fraction: float
    scores: str
    figures: str


def program(run: Run, head: ScriptHead, *, evaluation_batch: int) -> str:
    """Give the program; `evaluation_batch`: rows that the run judged at once."""
    architecture = run.params["architecture"]
    used = (*_ALWAYS, *(_OF_BAGS if architecture in BAGS else _OF_SEQUENCES))
    settings = "\n".join(f"{name.upper()} = {run.params[name]!r}" for name in used)
    constants = f"SEED = {run.seed}\nSPLIT_SEED = {run.data['split_seed']}\nFRACTION = {head.fraction}\n"
    named = {"HEAD": head.scores, "LOSS": repr(head.loss), "EVALUATED": str(evaluation_batch)}
    learning = _LEARNING.replace("OPTIMIZER", _OPTIMIZERS[run.params["optimizer"]])
    for name, value in named.items():
        learning = learning.replace(name, value)
    return "\n".join(
        (
            heading(run, summary=head.summary) + IMPORTS,
            _IMPORTS,
            f"{settings}\n{constants}",
            data_path(run) + reading(run),
            _WORDS + _SPLIT + encoding(architecture) + network(architecture),
            learning + head.figures,
        )
    )


_IMPORTS = """import csv
import html
import math
import re
import tarfile
import unicodedata
import zipfile
from collections import Counter
from functools import cache
from itertools import pairwise
from zlib import crc32

import keras
import numpy as np
from keras import layers, ops
"""
_WORDS = '''
DECORATION = (range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100))
IDEOGRAPHS = (
    range(0x3040, 0x3100), range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x31350),
)


@cache
def spoken(character):
    """What a character adds to the words: itself in lower case, a separator, or nothing."""
    code, category = ord(character), unicodedata.category(character)
    if character in "'\\u2019":
        return "'"
    if character.isspace():
        return " "
    if category in ("Cc", "Cf", "Cs") or any(code in block for block in DECORATION):
        return ""
    if any(code in block for block in IDEOGRAPHS):  # Chinese and Japanese: each character is a word
        return f" {character} "
    return character.lower() if category[0] in "LNM" else " "


def words_of(text):
    text = unicodedata.normalize("NFKC", re.sub(r"<br\\s*/?>", " ", text, flags=re.IGNORECASE))
    spaced = "".join(map(spoken, text))
    return re.sub(r"'(?:(?![^\\s'])|(?<=[\\s']'))", " ", f" {spaced} ").split()  # quotes around words


first = {}  # a text that comes again counts once
for row, text in enumerate(texts):
    first.setdefault(" ".join(text.split()), row)
keep = np.array(list(first.values()))
names = sorted(set(labels))
target = np.array([names.index(labels[row]) for row in keep])
held = None if held is None else held[keep]
words = [words_of(texts[row]) for row in keep]
'''
_SPLIT = '''

def share(rows, fraction, rng):
    """Draw the fraction of each label's rows."""
    drawn = []
    for label in np.unique(target[rows]):
        mine = rng.permutation(rows[target[rows] == label])
        drawn.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(drawn))


rng = np.random.default_rng(SPLIT_SEED)
everything = np.arange(len(target))
test = share(everything, FRACTION, rng) if held is None else everything[held]
rest = np.setdiff1d(everything, test)
validation = share(rest, FRACTION * len(target) / len(rest), rng)
train = np.setdiff1d(rest, validation)
if 0 < TRAINING_ROWS < len(train):  # fewer rows, the labels in the same shares
    rng, place = np.random.default_rng(SPLIT_SEED), np.empty(len(train))
    for label in np.unique(target[train]):
        own = rng.permutation(np.flatnonzero(target[train] == label))
        place[own] = (np.arange(len(own)) + 0.5) / len(own)
    train = np.sort(train[np.argsort(place, kind="stable")[:TRAINING_ROWS]])
'''
_LEARNING = """
HEAD
model = keras.Model(inputs, scores)
model.compile(keras.optimizers.OPTIMIZER(LEARNING_RATE), loss=LOSS, metrics=["accuracy"], jit_compile=False)


def parts(chosen, size):
    return [chosen[start : start + size] for start in range(0, len(chosen), size)]


def loss_of(chosen):
    losses = [
        len(part) * float(model.test_on_batch(rows(part), target[part], return_dict=True)["loss"])
        for part in parts(chosen, EVALUATED)
    ]
    return sum(losses) / len(chosen)


best, best_epoch, best_weights = math.inf, 0, None
for epoch in range(EPOCHS):
    order = np.random.default_rng([SEED, epoch]).permutation(len(train))
    for part in parts(train[order], BATCH_SIZE):
        model.train_on_batch(rows(part), target[part])
    loss = loss_of(validation)
    if PATIENCE and loss < best:
        best, best_epoch, best_weights = loss, epoch + 1, model.get_weights()
    if PATIENCE and epoch + 1 - best_epoch >= PATIENCE:
        break
if best_weights is not None:
    model.set_weights(best_weights)

probabilities = np.concatenate([np.asarray(model(rows(part), training=False)) for part in parts(test, EVALUATED)])
probabilities, truth = probabilities.astype(float), target[test]
"""
