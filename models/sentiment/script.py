"""A run of the sentiment recipe as a plain Keras program."""

from __future__ import annotations

from models.script import Run
from models.sentiment.card import TEST_FRACTION, Params
from models.text_networks.limits import evaluation_batch
from models.text_networks.script import ScriptHead, program

SUMMARY = "Says whether a review is positive (Deep Learning with Python, 1E §3.5 and §6, 2E ch. 11)."


def script(run: Run) -> str:
    """Give the program."""
    head = ScriptHead(SUMMARY, run.params["loss"], TEST_FRACTION, _SCORES, _FIGURES)
    return program(run, head, evaluation_batch=evaluation_batch(Params.model_validate(run.params)))


_SCORES = """positive = [name.lower() in ("positive", "pos", "1", "good") for name in names]
target = np.array(positive, "int64")[target]
scores = layers.Dense(1, "sigmoid")(x)"""
_FIGURES = """
score = probabilities[:, 0]
predicted = (score > 1 - score).astype(int)
confidence, right = np.maximum(score, 1 - score), predicted == truth
bins = np.minimum((confidence * 10).astype(int), 9)
gaps = [(bins == b).sum() * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins)]
hits = ((predicted == 1) & (truth == 1)).sum()
ordered = score[truth == 1][:, None] - score[truth == 0][None, :]  # equal scores count half
metrics = {
    "accuracy": float(right.mean()),
    "baseline_accuracy": float((truth == np.bincount(target[train]).argmax()).mean()),
    "calibration_error": float(sum(gaps) / len(truth)),
    "roc_auc": float((ordered > 0).mean() + (ordered == 0).mean() / 2),
    "precision": float(hits / max((predicted == 1).sum(), 1)),
    "recall": float(hits / max((truth == 1).sum(), 1)),
    "loss": loss_of(test),
    "best_epoch": best_epoch or EPOCHS,
}
print(json.dumps(metrics))
"""
