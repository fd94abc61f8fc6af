"""A run of the news recipe as a plain Keras program."""

from __future__ import annotations

from models.news.card import TEST_FRACTION, Params
from models.script import Run
from models.text_networks.limits import evaluation_batch
from models.text_networks.script import ScriptHead, program

SUMMARY = "Says which topic a text is about (Deep Learning with Python, 1E §3.6 and §6, 2E ch. 11)."


def script(run: Run) -> str:
    """Give the program."""
    head = ScriptHead(SUMMARY, "sparse_categorical_crossentropy", TEST_FRACTION, _SCORES, _FIGURES)
    return program(run, head, evaluation_batch=evaluation_batch(Params.model_validate(run.params)))


_SCORES = 'scores = layers.Dense(len(names), "softmax")(x)'
_FIGURES = """
predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
right = predicted == truth
bins = np.minimum((confidence * 10).astype(int), 9)
gaps = [(bins == b).sum() * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins)]
topics = range(len(names))
hits = np.array([(right & (truth == topic)).sum() for topic in topics])
best_five = np.argsort(-probabilities, axis=1)[:, :5]
metrics = {
    "accuracy": float(right.mean()),
    "baseline_accuracy": float((truth == np.bincount(target[train]).argmax()).mean()),
    "calibration_error": float(sum(gaps) / len(truth)),
    "macro_precision": float(np.mean(hits / [max((predicted == topic).sum(), 1) for topic in topics])),
    "macro_recall": float(np.mean(hits / [max((truth == topic).sum(), 1) for topic in topics])),
    "top_5_accuracy": float((best_five == truth[:, None]).any(axis=1).mean()),
    "loss": loss_of(test),
    "best_epoch": best_epoch or EPOCHS,
}
print(json.dumps(metrics))
"""
