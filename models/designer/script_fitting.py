"""How a program of a designed run trains and measures: pieces of plain Python."""

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
