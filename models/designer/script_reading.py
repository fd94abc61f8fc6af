"""How a program of a designed run reads its file: pieces of plain Python that read as they stand."""

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
