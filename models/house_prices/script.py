"""A run of house prices as a plain Keras program: the same folds, the same first weights, the same batches."""

from __future__ import annotations

from models.script import IMPORTS, Run, data_path, heading

SUMMARY = "K-fold networks for prices (Deep Learning with Python, 1E §3.7), side by side in one Keras model."


def script(run: Run) -> str:
    """Give the program. It leaves out the price intervals, which are arithmetic on the networks' errors."""
    settings = {**run.params, "seed": run.seed}
    used = ("folds", "passes", "epochs", "batch_size", "hidden_layers", "hidden_units", "activation", "dropout", "l2")
    lines = [f"{name.upper()} = {settings[name]!r}" for name in (*used, "learning_rate", "seed")]
    optimizer = {"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD"}[run.params["optimizer"]]
    return "\n".join(
        (
            heading(run, summary=SUMMARY) + IMPORTS,
            "import keras\nimport numpy as np\nimport tensorflow as tf\n",
            "\n".join(lines),
            f"SPLIT_SEED = {run.data['split_seed']}\n",
            data_path(run) + _reading(run),
            _BODY.replace("OPTIMIZER", optimizer),
        )
    )


def _reading(run: Run) -> str:
    """Give the lines that set `features` `(n, d)` and `price` `(n,)`, in thousands of dollars."""
    source = run.data.get("source")
    if source == "canonical":
        scale = " / 1000.0" if run.data.get("name") == "california" else ""
        numbers = f'arrays["x"].astype(float), arrays["y"].astype(float){scale}'
        return f"with np.load(path) as arrays:\n    features, price = {numbers}\n{_IN_DOLLARS}"
    if source == "packaged":
        reading = 'table = np.loadtxt(path, delimiter=",", skiprows=1)\nfeatures, price = table[:, :-1], table[:, -1]\n'
        return reading + _IN_DOLLARS
    return _OWN.replace("TARGET", repr(run.params["target"])).replace("MISSING", repr(run.params["missing"]))


# The last bit of a price decides the last bits of every weight: the program rounds as the service does.
_IN_DOLLARS = "price = price * 1000.0 / 1000.0  # to dollars and back, as the service does\n"
_OWN = """import csv

with open(path, encoding="utf-8-sig", newline="") as stream:
    header, *rows = [row for row in csv.reader(stream) if row]
absent = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
table = np.array([[np.nan if cell.strip().lower() in absent else float(cell) for cell in row] for row in rows])
column = header.index(TARGET or header[-1])
gone = np.isnan(table).any(axis=1) if MISSING == "drop" else np.isnan(table[:, column])
table = table[~gone]
features, price = np.delete(table, column, axis=1), table[:, column] / 1000
"""
_BODY = '''
# A fifth of the rows is kept for the test; the rest is cut into folds, anew in each pass.
shuffled = np.random.default_rng(SPLIT_SEED).permutation(len(price))
test, train = np.sort(shuffled[: round(len(price) * 0.2)]), shuffled[round(len(price) * 0.2) :]
features = np.where(np.isnan(features), np.nanmean(features[train], axis=0), features)
x, y = features[train], price[train]
orders = [np.random.default_rng([SPLIT_SEED, number]).permutation(len(train)) for number in range(PASSES)]
held = [fold for order in orders for fold in np.array_split(order, FOLDS)]
seen = [np.setdiff1d(np.arange(len(train)), rows) for rows in held]
K = len(held)


def deviation(values):
    spread = values.std(axis=0)
    return np.where(spread > 1e-9 * (np.abs(values.mean(axis=0)) + 1e-30), spread, 1.0)


# Each network is scaled by the rows it trains on, and by no others.
center, width = x.mean(axis=0), deviation(x)
scaled = tf.constant(((x - center) / width).astype("float32"))
inner = tf.constant(np.stack([(x[rows].mean(axis=0) - center) / width for rows in seen]).astype("float32"))
inner_width = tf.constant(np.stack([deviation(x[rows]) / width for rows in seen]).astype("float32"))
y_mean, y_width = np.array([y[rows].mean() for rows in seen]), np.array([deviation(y[rows]) for rows in seen])
targets = tf.constant(((y - y_mean[:, None]) / y_width[:, None]).astype("float32"))  # (networks, rows)


class GlorotPerNetwork(keras.initializers.Initializer):
    """Glorot uniform for kernels (networks, inputs, outputs)."""

    def __init__(self):
        self.generator = keras.random.SeedGenerator(None)

    def __call__(self, shape, dtype=None):
        limit = float(np.sqrt(6.0 / (shape[-2] + shape[-1])))
        return keras.random.uniform(shape, -limit, limit, dtype=dtype, seed=self.generator)


def dense(units, activation):
    return keras.layers.EinsumDense(
        "nkd,kdu->nku", output_shape=(K, units), bias_axes="ku", activation=activation,
        kernel_initializer=GlorotPerNetwork(), kernel_regularizer=keras.regularizers.L2(L2) if L2 else None,
    )


keras.utils.set_random_seed(SEED)
inputs = hidden = keras.Input((K, x.shape[1]))
for _ in range(HIDDEN_LAYERS):
    hidden = dense(HIDDEN_UNITS, ACTIVATION)(hidden)
    if DROPOUT:
        hidden = keras.layers.Dropout(DROPOUT)(hidden)
model = keras.Model(inputs, keras.layers.Reshape((K,))(dense(1, None)(hidden)))
optimizer = keras.optimizers.OPTIMIZER(LEARNING_RATE)
optimizer.build(model.trainable_variables)


@tf.function(reduce_retracing=True)
def epoch(rows, weights):
    for step in tf.range(tf.shape(rows)[0]):
        batch = (tf.gather(scaled, tf.transpose(rows[step])) - inner) / inner_width  # (batch, networks, features)
        truth = tf.transpose(tf.gather(targets, rows[step], batch_dims=1))
        weight = tf.transpose(weights[step])
        with tf.GradientTape() as tape:
            errors = tf.reduce_sum(weight * tf.square(model(batch, training=True) - truth), axis=0)
            loss = tf.add_n([tf.reduce_sum(errors / tf.maximum(tf.reduce_sum(weight, axis=0), 1.0)), *model.losses])
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)


steps = -(-max(map(len, seen)) // BATCH_SIZE)
for number in range(EPOCHS):
    rows, weights = np.zeros((K, steps * BATCH_SIZE), "int32"), np.zeros((K, steps * BATCH_SIZE), "float32")
    for network, mine in enumerate(seen):  # shorter folds are filled up with rows of weight 0
        rows[network, : len(mine)] = np.random.default_rng([SEED, number, network]).permutation(mine)
        weights[network, : len(mine)] = 1.0
    shape = (K, steps, BATCH_SIZE)
    epoch(tf.constant(rows.reshape(shape).swapaxes(0, 1)), tf.constant(weights.reshape(shape).swapaxes(0, 1)))


def prices(rows):
    """Prices of every network, (rows, networks)."""
    own = (((rows - center) / width).astype("float32")[:, None] - inner) / inner_width
    return np.asarray(model(own, training=False)).astype(float) * y_width + y_mean


left_out = prices(x)
guess, truth = prices(features[test]).mean(axis=1), price[test]
metrics = {
    "mae_k_usd": float(np.mean([np.abs(left_out[rows, k] - y[rows]).mean() for k, rows in enumerate(held)])),
    "test_mae_k_usd": float(np.abs(guess - truth).mean()),
    "test_rmse_k_usd": float(np.sqrt(np.square(guess - truth).mean())),
    "test_r2": float(1 - np.square(guess - truth).sum() / np.square(truth - truth.mean()).sum()),
    "baseline_mae_k_usd": float(np.abs(truth - np.median(y)).mean()),
}
print(json.dumps(metrics))
'''
