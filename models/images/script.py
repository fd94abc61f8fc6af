"""A run on photos as a plain Keras program: the same photos, the same parts, the same batches.

From scratch and augmented the program needs the zip alone. With features it also needs the frozen base, `body.keras` of
the model's files, as the second argument. A tuned base cannot be had untuned from those files: no program is told.
"""

from __future__ import annotations

from models.images.bases import BASES
from models.images.settings import Params
from models.recipe import InputError
from models.script import Run, heading

SUMMARY = "Photos by class (Deep Learning with Python, 1E §5.2-5.3, 2E ch. 8)."


def script(run: Run) -> str:
    """Give the program.

    Raises:
        InputError: `script_not_available` for fine-tuning and for the small Xception.
    """
    params = Params.model_validate(run.params)
    if params.mode == "fine-tune" or (not params.pretrained and params.network == "separable"):
        message = "Runs with a tuned base, or of the small Xception, are not told as programs."
        raise InputError(message, "script_not_available")
    settings = {
        "SIDE": params.pixels, "EPOCHS": params.most_epochs, "BATCH_SIZE": params.batch_size,
        "DROPOUT": params.dropout, "LEARNING_RATE": params.rate, "PATIENCE": params.patience, "SEED": run.seed,
    }  # fmt: skip
    kind = _FEATURES if params.pretrained else _CONVNET
    preprocessing = BASES[params.base].preprocessing if params.pretrained else "unit"
    reading, body = _READING.replace("PREPARE", _PREPARE[preprocessing]), kind
    body = body.replace("AUGMENTED", repr(params.mode == "augmented"))
    constants = "\n".join(f"{name} = {value!r}" for name, value in settings.items())
    learning = _LEARNING.replace("OPTIMIZER", {"adam": "Adam", "rmsprop": "RMSprop"}[params.optimizer])
    return "\n".join((heading(run, summary=SUMMARY) + _IMPORTS, constants, reading, body, learning))


_PREPARE = {
    "unit": "pixels.astype('float32') / np.float32(255)",
    "lite": "(pixels.astype('float32') - np.float32(127)) / np.float32(128)",
    "tf": "pixels.astype('float32') / np.float32(127.5) - np.float32(1)",
    "caffe": "np.ascontiguousarray(pixels[..., ::-1].astype('float32')) - np.float32([103.939, 116.779, 123.68])",
}
_IMPORTS = """import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path, PurePosixPath

import keras
import numpy as np
from keras import layers
from PIL import Image, ImageOps

path = Path(sys.argv[1])  # the zip that the run learned from"""
_READING = '''
PARTS = {"train": 0, "training": 0, "validation": 1, "valid": 1, "val": 1, "test": 2, "testing": 2}


def square(content):
    """The middle square, upright, in RGB."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    edge = min(picture.size)
    left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
    picture = picture.crop((left, top, left + edge, top + edge))
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.uint8)


images, names, known = [], [], {}
with zipfile.ZipFile(path) as archive:
    listed = [name for name in sorted(archive.namelist()) if name.lower().endswith((".png", ".jpg", ".jpeg", ".webp"))]
    listed = [name for name in listed if not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))]
    part = {name: PARTS.get(PurePosixPath(name).parent.parent.name.lower()) for name in listed}
    parted = None not in part.values() and 0 in part.values() and len(set(part.values())) > 1
    for name in listed:
        pixels = square(archive.read(name))
        key = hashlib.sha256(pixels.tobytes()).digest()
        if key not in known:
            known[key] = len(names)
            images.append(pixels)
            names.append(name)
        elif parted and (part[names[known[key]]] == 0) and part[name] != 0:
            names[known[key]] = name  # a photo in two parts is not learned from
images = np.stack(images)
folders = [PurePosixPath(name).parent.name for name in names]
classes = sorted(set(folders))
labels = np.array([classes.index(folder) for folder in folders])


def share(rows, fraction):
    """Draw the fraction of each class's rows, at least one."""
    drawn = []
    for label in np.unique(labels[rows]):
        mine = draw.permutation(rows[labels[rows] == label])
        drawn.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(drawn))


draw = np.random.default_rng(113)
everything = np.arange(len(labels))
given = np.array([part[name] for name in names]) if parted else None
if parted and {1, 2} <= set(given):
    validation, test = np.flatnonzero(given == 1), np.flatnonzero(given == 2)
else:
    test = np.flatnonzero(given != 0) if parted else share(everything, 0.1)
    rest = np.setdiff1d(everything, test)
    validation = share(rest, 0.1 * len(labels) / len(rest))
train = np.setdiff1d(np.setdiff1d(everything, test), validation)
two = len(classes) == 2
targets = labels.astype("float32")[:, None] if two else labels


def prepared(pixels):
    return PREPARE
'''
_CONVNET = """
keras.utils.set_random_seed(SEED % 2**32)
picture = values = keras.Input((SIDE, SIDE, 3))
for filters in (32, 64, 128, 128):
    values = layers.MaxPooling2D(2)(layers.Conv2D(filters, 3, activation="relu")(values))
body = keras.Model(picture, values)
maps = keras.Input(body.output_shape[1:])
values = layers.Flatten()(maps)
if DROPOUT:
    values = layers.Dropout(DROPOUT)(values)
values = layers.Dense(512, activation="relu")(values)
head = keras.Model(maps, layers.Dense(1 if two else len(classes))(values))
picture = values = keras.Input((SIDE, SIDE, 3))
if AUGMENTED:
    values = layers.RandomFlip("horizontal")(values)
    values = layers.RandomRotation(0.1)(values)
    values = layers.RandomZoom(0.2)(values)
model = keras.Model(picture, head(body(values)))


def inputs(rows):
    return prepared(images[rows])
"""
_FEATURES = """
base = keras.models.load_model(sys.argv[2], compile=False)  # `body.keras` of the model: the frozen base
seen = [np.asarray(base.predict_on_batch(prepared(images[at : at + 32]))[0]) for at in range(0, len(images), 32)]
features = np.concatenate([maps.mean(axis=(1, 2)) for maps in seen])
keras.utils.set_random_seed(SEED % 2**32)
vector = keras.Input((features.shape[1],))
dropout, dense = layers.Dropout(DROPOUT), layers.Dense(1 if two else len(classes))
model = keras.Model(vector, dense(dropout(vector)))


def inputs(rows):
    return features[rows]
"""
_LEARNING = """
losses = keras.losses
loss = losses.BinaryCrossentropy(from_logits=True) if two else losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.OPTIMIZER(LEARNING_RATE), loss)
best, chosen, best_epoch = np.inf, None, 0
for epoch in range(EPOCHS):
    order = train[np.random.default_rng([SEED, epoch]).permutation(len(train))]
    for start in range(0, len(order), BATCH_SIZE):
        rows = order[start : start + BATCH_SIZE]
        model.train_on_batch(inputs(rows), targets[rows])
    parts = [validation[start : start + 64] for start in range(0, len(validation), 64)]
    held = sum(model.test_on_batch(inputs(rows), targets[rows]) * len(rows) for rows in parts) / len(validation)
    if held < best or not PATIENCE:
        best, chosen, best_epoch = held, model.get_weights(), epoch + 1
    elif epoch + 1 - best_epoch >= PATIENCE:
        break
model.set_weights(chosen)
parts = [test[start : start + 64] for start in range(0, len(test), 64)]
logits = np.concatenate([np.asarray(model(inputs(rows), training=False)) for rows in parts])
predicted = (logits[:, 0] > 0).astype(int) if two else logits.argmax(axis=1)
print(json.dumps({"accuracy": float(np.mean(predicted == labels[test])), "best_epoch": best_epoch}))
"""
