"""The pieces that programs of designed runs are put together from. Each is plain Python that reads as it stands."""

IMPORTS = """import csv
import json
import re
import sys
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
"""
ARRAYS = """
found = dict(np.load(path))
if "x" in found:
    x, y, part = found["x"], found["y"], None
else:  # a ready split
    known = {"train": 0, "validation": 1, "valid": 1, "val": 1, "test": 2}
    given = [name for name in known if f"x_{name}" in found]
    x, y = (np.concatenate([found[f"{axis}_{name}"] for name in given]) for axis in "xy")
    part = np.concatenate([np.full(len(found[f"x_{name}"]), known[name]) for name in given])
"""
ARRAYS_OWN = {
    "vector": 'x = x.astype("float64")\n',
    "image": """x = x if x.ndim == 4 else x[..., None]
x = (np.rint(x * 255 if x.max() <= 1 else x) if x.dtype.kind == "f" else x).astype("uint8")
""",
    "sound": """x = x if x.ndim == 3 else x[..., None]
x = x.astype("float32") / 32768 if x.dtype == np.int16 else x.astype("float32")
""",
    "time-series": 'x = (x if x.ndim == 3 else x[..., None]).astype("float32")\n',
    "sequence": 'x = (x if x.ndim == 3 else x[..., None]).astype("float32")\n',
    "video": 'x = (x if x.ndim == 5 else x[..., None]).astype("float32")\n',
    "volume": 'x = (x if x.ndim == 5 else x[..., None]).astype("float32")\n',
}
_CLASSES = """y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y.argmax(axis=1) if y.ndim == 2 else y
if "labels" not in found or y.dtype.kind == "U":
    y = np.unique(y, return_inverse=True)[1]
"""
ARRAYS_ANSWERS = {
    "binary": _CLASSES,
    "single-label": _CLASSES,
    "multi-label": "",
    "regression": 'y = y.reshape(len(y), -1).astype("float64")\n',
}
DISTINCT = """
# Of rows with the same input only the first is kept: none is both learned from and measured on.
first = {}
for row in range(len(x)):
    first.setdefault(x[row].tobytes(), row)
kept = np.array(sorted(first.values()))
x, y, part = x[kept], y[kept], None if part is None else part[kept]
"""
ARRAYS_TABLE = "x = list(x.T)  # columns\n"
PICTURES = """
import zipfile
from PIL import Image, ImageOps

# Pictures in folders by class: the middle square of each, resized.
pictures, classes = {}, []
with zipfile.ZipFile(path) as archive:
    for name in archive.namelist():
        folders = name.split("/")
        if not name.lower().endswith((".png", ".jpg", ".jpeg", ".webp")):
            continue
        if any(folder.startswith((".", "__MACOSX")) for folder in folders):
            continue
        with archive.open(name) as stream:
            picture = ImageOps.exif_transpose(Image.open(stream))
            if picture.has_transparency_data:  # on white
                layer = picture.convert("RGBA")
                picture = Image.new("RGB", layer.size, "white")
                picture.paste(layer, mask=layer.getchannel("A"))
            picture = picture.convert("RGB")
        edge = min(picture.size)
        left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
        square = picture.crop((left, top, left + edge, top + edge)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        pixels = np.asarray(square, "uint8")
        if pixels.tobytes() not in pictures:
            pictures[pixels.tobytes()] = pixels
            classes.append(folders[-2])
x = np.stack(list(pictures.values()))
if CHANNELS == 1:
    x = np.rint(x.astype("float32") @ np.array([0.299, 0.587, 0.114], "float32")).astype("uint8")[..., None]
y, part = np.array([NAMES.index(name) for name in classes]), None
"""
CSV = """
with open(path, encoding="utf-8-sig", newline="") as stream:
    header = stream.readline()
    stream.seek(0)
    records = [dict(row) for row in csv.DictReader(stream, delimiter=max(",;\\t|", key=header.count))]
"""
JSONL = """
with open(path, encoding="utf-8") as stream:
    records = [json.loads(line) for line in stream if line.strip()]
"""
_ONE_LABEL = """

def answer(record):
    \"\"\"The class of a row as its place in NAMES.\"\"\"
    label = field(record[TARGET[0]])
    if label is None:
        return None
    return NAMES.index(label if label in NAMES else f"{float(label):.15g}")
"""
_FIELD = """

def field(value):
    \"\"\"A field as text; None for a gap.\"\"\"
    text = "" if value is None else str(value).strip()
    return None if text.lower() in ("", "na", "n/a", "nan", "null", "?") else text
"""
ANSWER = {
    "binary": _FIELD + _ONE_LABEL,
    "single-label": _FIELD + _ONE_LABEL,
    "multi-label": _FIELD
    + """

def answer(record):
    \"\"\"1 for each label that holds.\"\"\"
    if len(TARGET) > 1:
        return tuple(int(str(record[name]).strip().lower() in ("1", "1.0", "true", "yes")) for name in TARGET)
    labels = record[TARGET[0]] or ""
    labels = labels if isinstance(labels, list) else re.split(r"\\s*[|;]\\s*", labels.strip())
    return tuple(int(name in labels) for name in NAMES)
""",
    "regression": _FIELD
    + """

def answer(record):
    \"\"\"The numbers of a row.\"\"\"
    fields = [field(record[name]) for name in TARGET]
    return None if None in fields else tuple(map(float, fields))
""",
}
_PARTS = """
known = {"train": 0, "training": 0, "validation": 1, "valid": 1, "val": 1, "dev": 1, "test": 2, "testing": 2}
part = None if PART is None else np.array([known[record[PART].strip().lower()] for record in records])
"""
TEXTS = (
    """

# Rows without a label teach nothing; of a text that comes again only the first row is kept.
first = {}
for record in records:
    if answer(record) is not None and str(record[TEXT] or "").strip():
        first.setdefault(" ".join(str(record[TEXT]).split()), record)
records = list(first.values())
x = [str(record[TEXT]) for record in records]
y = np.array([answer(record) for record in records])
"""
    + _PARTS
)
TABLE = (
    """

def cell(record, column):
    \"\"\"A number, a category, or None for a gap.\"\"\"
    text = field(record[column["name"]])
    if column["kind"] == "category" or text is None:
        return text
    return None if text.lower() in ("none", "-") else float(text)


# A row that comes again with the same answer is kept once.
first = {}
for record in records:
    cells = tuple(cell(record, column) for column in COLUMNS)
    gap = MISSING == "drop" and None in cells
    if answer(record) is not None and not gap:
        first.setdefault((cells, answer(record)), record)
records = list(first.values())
x = [np.array([cell(record, column) for record in records], object) for column in COLUMNS]
y = np.array([answer(record) for record in records])
"""
    + _PARTS
)
STRATA = {
    "binary": "y",
    "single-label": "y",
    "multi-label": "rarest_label(y)",
    "regression": "np.zeros(len(y), int)",
}
SPLIT = """

def rarest_label(y):
    \"\"\"The group of each row with several labels: its rarest one; one more for rows without, or nearly alone.\"\"\"
    often = np.where(y > 0, y.sum(axis=0), 10**9)
    group = np.where(y.any(axis=1), often.argmin(axis=1), y.shape[1])
    small = np.flatnonzero(np.bincount(group) < 5)
    return np.where(np.isin(group, small), y.shape[1], group)


def share(rows, fraction):
    \"\"\"Some of the rows of each group.\"\"\"
    chosen = []
    for label in np.unique(group[rows]):
        mine = generator.permutation(rows[group[rows] == label])
        chosen.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(chosen))


# 60 % to learn from, 20 % to stop by, 20 % to measure on; what the data names itself is kept.
group, generator, total = STRATA, np.random.default_rng(SPLIT_SEED), len(y)
train = np.arange(total) if part is None else np.flatnonzero(part == 0)
test, validation = (np.zeros(0, int) if part is None else np.flatnonzero(part == number) for number in (2, 1))
if not len(test):
    test = share(train, 0.2 if part is None else 0.2 * total / len(train))
    train = np.setdiff1d(train, test)
if not len(validation):
    validation = share(train, 0.2 * total / len(train))
    train = np.setdiff1d(train, validation)
"""
WORDS = """
VOCABULARY, LENGTH = 10_000, 200


def words_of(text):
    \"\"\"Runs of letters and digits in lower case; an apostrophe inside a word is part of it.\"\"\"
    text = unicodedata.normalize("NFKC", re.sub(r"<br\\s*/?>", " ", text, flags=re.IGNORECASE)).replace("\\u2019", "'")
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).lower()
    return re.findall(r"[^\\W_]+(?:'[^\\W_]+)*", text)


def terms_of(words):
    return [*words, *map(" ".join, pairwise(words))] if PAIRS else words


words = [words_of(text) for text in x]
"""
_RANKED = """counts = Counter(term for row in train for term in terms_of(words[row]))
ranked = sorted(counts, key=lambda term: (-counts[term], term))[: VOCABULARY - 2]
index = {term: number for number, term in enumerate(ranked, 2)}  # 0 is padding, 1 an unknown word
"""
BAG = (
    "PAIRS = True\n"
    + _RANKED
    + """

def inputs(rows):
    \"\"\"1 at each word and pair of a text.\"\"\"
    hot = np.zeros((len(rows), len(index) + 2), "float32")
    for place, row in zip(hot, rows):
        place[[index.get(word, 1) for word in words[row]]] = 1
        place[[index[pair] for pair in map(" ".join, pairwise(words[row])) if pair in index]] = 1
    return hot
"""
)
ORDER = (
    "PAIRS = False\n"
    + _RANKED
    + """

def inputs(rows):
    \"\"\"The numbers of the last words of a text, padded in front.\"\"\"
    numbers = [[index.get(word, 1) for word in words[row][-LENGTH:]] or [1] for row in rows]
    return np.array([[0] * (LENGTH - len(row)) + row for row in numbers], "int32")
"""
)
CODEC = """

def encoded(values, column):
    \"\"\"A number scaled by the training rows, or a category as one-hot cells; a gap is filled and marked.\"\"\"
    missing = np.array([value is None or value != value for value in values])
    if column["kind"] == "number":
        numbers = np.array([np.nan if value is None else value for value in values], float)
        seen = numbers[train][~missing[train]]
        mean, deviation = seen.mean(), seen.std()
        deviation = deviation if deviation > 1e-9 * (abs(mean) + 1e-30) else 1.0
        cells = [np.clip((np.where(missing, np.median(seen), numbers) - mean) / deviation, -1e6, 1e6)]
    else:
        filled = np.array([column["fill"] if value is None else value for value in values], object)
        cells = [filled == name for name in column["categories"]]
        cells += [~np.isin(filled.astype(str), column["categories"])] if column["others"] else []
    return np.stack([*cells, missing] if column["gaps"] else cells, axis=1).astype(float)


vectors = np.concatenate([encoded(values, column) for values, column in zip(x, COLUMNS)], axis=1).astype("float32")


def inputs(rows):
    return vectors[rows]
"""
IMAGE = """

def inputs(rows):
    return x[rows]
"""
SCALED = """
# Each channel with mean 0 and deviation 1 over the training rows.
flat = x[train].reshape(-1, x.shape[-1]).astype(float)
mean, deviation = flat.mean(axis=0), flat.std(axis=0)
deviation = np.where(deviation > 1e-9 * (np.abs(mean) + 1e-30), deviation, 1.0)
mean, deviation = mean.astype("float32"), deviation.astype("float32")


def inputs(rows):
    return (x[rows] - mean) / deviation
"""
SCALED_ANSWERS = """y = y.reshape(len(y), -1).astype(float)
y_mean, y_deviation = y[train].mean(axis=0), y[train].std(axis=0)
answers = ((y - y_mean) / y_deviation).astype("float32")
"""
TRANSFORMER = '''

def TransformerEncoder(words, length, size, blocks):
    """Word and place embeddings, then attention (2E ch. 11.4)."""

    def apply(numbers):
        ops, layers = keras.ops, keras.layers
        places = ops.cumsum(ops.ones_like(numbers), axis=1) - 1
        x = layers.Embedding(words, size)(numbers) + layers.Embedding(length, size)(places)
        seen = ops.expand_dims(ops.not_equal(numbers, 0), 1)
        for _ in range(max(1, blocks)):
            x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, size)(x, x, attention_mask=seen))
            inner = layers.Dense(size)(layers.Dense(2 * size, activation="relu")(x))
            x = layers.LayerNormalization()(x + inner)
        return layers.GlobalMaxPooling1D()(x)

    return apply


'''
WEIGHTED = '''
class_weights, plain = np.array(WEIGHTS, "float32"), keras.losses.get(LOSS)


def weighted(truth, output):
    """A mistake on a rare class counts more."""
    counts = keras.ops.take(class_weights, keras.ops.cast(keras.ops.reshape(truth, (-1,)), "int32"))
    return plain(truth, output) * counts

'''
TRAINING = """

def batches(rows, size):
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def loss_on(rows):
    parts = batches(rows, EVALUATION_BATCH)
    return sum(len(part) * float(model.test_on_batch(inputs(part), answers[part])) for part in parts) / len(rows)


best, best_epoch, lowest = None, 0, float("inf")
for epoch in range(EPOCHS):
    if PATIENCE and epoch - best_epoch >= PATIENCE:
        break
    order = np.random.default_rng([SEED, epoch]).permutation(len(train))
    for batch in batches(train[order], BATCH_SIZE):
        model.train_on_batch(inputs(batch), answers[batch])
    loss = loss_on(validation)
    if not PATIENCE or loss < lowest:
        best, best_epoch, lowest = model.get_weights(), epoch + 1, loss
model.set_weights(best)
scores = np.concatenate([np.asarray(model(inputs(batch), training=False)) for batch in batches(test, EVALUATION_BATCH)])
truth, seen = y[test], y[train]
"""
_AVERAGE_PRECISION = '''

def average_precision(truth, scores):
    """The area under the precision-recall curve; equal scores are one step."""
    order = np.argsort(-scores, kind="stable")
    last = np.r_[np.diff(scores[order]) != 0, True]
    hits, taken = np.r_[0, np.cumsum(truth[order])[last]], np.arange(1, len(scores) + 1)[last]
    return float(np.sum(np.diff(hits) * hits[1:] / taken) / hits[-1]) if hits[-1] else 0.0


'''
METRICS = {
    "binary": _AVERAGE_PRECISION
    + """positive = scores[:, 0].astype(float)
rarer = 0 if np.sum(seen == 0) < np.sum(seen == 1) else 1
metrics = {
    "accuracy": np.mean((positive > 0.5) == truth),
    "baseline_accuracy": np.mean(truth == np.bincount(seen).argmax()),
    "pr_auc": average_precision(truth == rarer, positive if rarer else 1 - positive),
    "baseline_pr_auc": np.mean(truth == rarer),
}
""",
    "single-label": """predicted = scores.argmax(axis=1)
classes = range(len(NAMES))
right = [(np.sum((predicted == k) & (truth == k)), np.sum(predicted == k) + np.sum(truth == k)) for k in classes]
metrics = {
    "accuracy": np.mean(predicted == truth),
    "baseline_accuracy": np.mean(truth == np.bincount(seen).argmax()),
    "macro_f1": np.mean([2 * hits / both for hits, both in right if both]),
}
""",
    "multi-label": _AVERAGE_PRECISION
    + """present = np.flatnonzero(truth.any(axis=0))
metrics = {
    "mean_average_precision": np.mean([average_precision(truth[:, k], scores[:, k].astype(float)) for k in present]),
    "baseline_mean_average_precision": truth[:, present].mean(),
}
""",
    "regression": """predicted = scores.astype(float)
if "y_mean" in globals():
    predicted = predicted * y_deviation + y_mean
missed, truth = predicted - truth.reshape(predicted.shape), truth.reshape(predicted.shape)
metrics = {
    "mae": np.abs(missed).mean(),
    "rmse": np.sqrt(np.square(missed).mean(axis=0)).mean(),
    "r2": np.mean(1 - np.square(missed).sum(axis=0) / np.square(truth - truth.mean(axis=0)).sum(axis=0)),
    "baseline_mae": np.abs(truth - np.median(seen, axis=0)).mean(),
}
""",
}
