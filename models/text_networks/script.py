"""A run of a text network as a plain Keras program: the same words, rows, first weights and batches."""

from __future__ import annotations

from dataclasses import dataclass

from models.data.readers import REUTERS_TOPICS
from models.script import IMPORTS, Run, data_path, heading
from models.text_networks.script_networks import network
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
            data_path(run) + _reading(run),
            _WORDS + _SPLIT + encoding(architecture) + network(architecture),
            learning + head.figures,
        )
    )


def _reading(run: Run) -> str:
    """Give the lines that set `texts`, `labels` (words) and `held` (the publisher's test rows, or None)."""
    name, source = run.data.get("name"), run.data.get("source")
    if source == "packaged":
        return _REVIEWS if name == "imdb" else _FOLDERS
    if source == "canonical":
        topics = _KERAS_REUTERS.replace("TOPIC NAMES", " ".join(REUTERS_TOPICS))
        return _KERAS.replace("NAME", str(name)) + (_KERAS_IMDB if name == "imdb" else topics)
    return _ARCHIVE if name == "reuters" else _OWN


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
_REVIEWS = """
with open(path, encoding="utf-8-sig", newline="") as stream:
    table = [row for row in csv.DictReader(stream) if row["source"] == "imdb"]
texts = [row["text"] for row in table]
labels = [("negative", "positive")[int(row["label"])] for row in table]
held = None
"""
_FOLDERS = '''

def decoded(data):
    """A few of the files hold a lone pound sign in Latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


files = [file for file in path.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")]
files.sort(key=lambda file: file.relative_to(path).as_posix())
texts, labels = [decoded(file.read_bytes()) for file in files], [file.parent.name for file in files]
held = None
'''
_OWN = """
csv.field_size_limit(1 << 24)
with open(path, encoding="utf-8-sig", newline="") as stream:
    table = list(csv.DictReader(stream))
texts, labels = [row["text"].strip() for row in table], [row["label"].strip() for row in table]
held = None
"""
_KERAS = """
word_of = {rank: word for word, rank in json.loads(path.with_name("NAME_word_index.json").read_text()).items()}
"""
_KERAS_IMDB = """with np.load(path, allow_pickle=True) as arrays:
    numbered = [*arrays["x_train"], *arrays["x_test"]]
    labels = [("negative", "positive")[int(label)] for label in (*arrays["y_train"], *arrays["y_test"])]
    held = np.arange(len(numbered)) >= len(arrays["x_train"])
texts = [" ".join(word_of.get(rank, "") for rank in ranks) for ranks in numbered]
"""
_KERAS_REUTERS = """TOPICS = "TOPIC NAMES".split()
with np.load(path, allow_pickle=True) as arrays:
    numbered, labels = list(arrays["x"]), [TOPICS[int(label)] for label in arrays["y"]]
texts = [" ".join(word_of.get(rank, "") for rank in ranks) for ranks in numbered]
held = None
"""
_ARCHIVE = """

def documents():
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return {Path(name).name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as archive:
        return {Path(m.name).name: archive.extractfile(m).read() for m in archive if m.isreg()}


def between(text, opening, closing):
    return text.partition(opening)[2].partition(closing)[0]


wires = []  # newswires with one topic, then the 46 most frequent topics
for name, data in sorted(documents().items()):
    for wire in data.decode("latin-1").split("<REUTERS ")[1:] if re.fullmatch(r"reut2-\\d{3}\\.sgm", name) else ():
        topics = re.findall(r"<D>([^<]{1,60})</D>", between(wire, "<TOPICS>", "</TOPICS>"))
        title = between(wire, "<TITLE>", "</TITLE>")
        body = between(wire, "<BODY>", "</BODY>") or ("" if title else between(wire, "<TEXT", "</TEXT>"))
        body = body.partition(">")[2] if body.startswith(" TYPE") else body
        text = html.unescape(f"{title}\\n{body}").strip()
        if len(topics) == 1 and text:
            wires.append((text, topics[0].strip()))
counts = Counter(topic for _, topic in wires)
kept = set(sorted(counts, key=lambda topic: (-counts[topic], topic))[:46])
texts, labels = [text for text, topic in wires if topic in kept], [topic for _, topic in wires if topic in kept]
held = None
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
