"""The sentiment recipe as a plain Keras script, as a reader of the book writes it: no Chapterhouse import.

Prints the seconds from after the imports to the test accuracy. Usage: `python -m bench.plain_sentiment CSV`.
"""

from __future__ import annotations

import csv
import sys
import time

import keras
import numpy as np

EPOCHS = 20
WORDS = 20_000
PATIENCE = 2


def main() -> None:
    """Read, vectorise, train, test."""
    started = time.perf_counter()
    keras.utils.set_random_seed(1337)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list({row["text"]: int(row["label"]) for row in csv.DictReader(file) if row["source"] == "imdb"}.items())
    order = np.random.default_rng(113).permutation(len(rows))
    texts = np.array([rows[i][0] for i in order], dtype=object)
    labels = np.array([rows[i][1] for i in order], dtype="float32")
    vectorise = keras.layers.TextVectorization(max_tokens=WORDS, ngrams=2, output_mode="multi_hot")
    vectorise.adapt(texts[5000:])
    inputs = np.concatenate([np.asarray(vectorise(texts[i : i + 1000]), "uint8") for i in range(0, len(texts), 1000)])
    model = keras.Sequential(
        [keras.Input((WORDS,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(16, "relu"),
         keras.layers.Dense(1, "sigmoid")]
    )  # fmt: skip
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping("val_loss", patience=PATIENCE, restore_best_weights=True)
    validation = (inputs[2500:5000], labels[2500:5000])
    history = model.fit(
        inputs[5000:], labels[5000:], 512, EPOCHS, validation_data=validation, callbacks=[stop], verbose=0
    )
    _, accuracy = model.evaluate(inputs[:2500], labels[:2500], verbose=0)
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{seconds:.2f} {accuracy:.4f} {len(history.history['loss'])}\n")


if __name__ == "__main__":
    main()
