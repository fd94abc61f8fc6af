"""A run of the autoencoder as a plain Keras program: the same rows, first weights, noise and steps."""

from __future__ import annotations

from models.data.images_program import SPLIT, image_imports, image_lines
from models.script import IMPORTS, Run, data_path, heading

SUMMARY = "Variational autoencoder (Kingma and Welling 2013; Deep Learning with Python, 1E §8.4, 2E ch. 12.4)."
_USED = ("latent", "network", "filters", "dense", "beta", "warm_up", "size", "images", "learning_rate", "batch_size")


def script(run: Run) -> str:
    """Give the program. It measures the autoencoder itself and leaves out the rivals: PCA and the linear one."""
    settings = "\n".join(f"{name.upper()} = {run.params[name]!r}" for name in (*_USED, "epochs"))
    return "\n".join(
        (
            heading(run, summary=SUMMARY) + IMPORTS,
            image_imports(run) + _IMPORTS,
            f"{settings}\nSIDE = SIZE\nSEED = {run.seed}\n",
            data_path(run) + image_lines(run),
            SPLIT + _THINNED + _NETWORKS + _TRAINING,
        )
    )


_IMPORTS = """
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from PIL import Image, ImageOps
"""
_THINNED = """

def thinned(rows, size):
    if size >= len(rows):
        return rows
    order = np.random.default_rng(113).permutation(rows)
    place = np.empty(len(order))
    for label in np.unique(labels[order]):
        mine = np.flatnonzero(labels[order] == label)
        place[mine] = np.arange(len(mine)) / len(mine)
    return np.sort(order[np.argsort(place, kind="stable")[:size]])


if IMAGES < len(images):
    held = max(1, round(IMAGES * 0.1))
    train, test = thinned(train, IMAGES - 2 * held), thinned(test, held)
"""
_NETWORKS = """
# The networks.
keras.utils.set_random_seed(SEED)
side, channels = images.shape[1], images.shape[3]
pixels = keras.Input((side, side, channels))
x = layers.Rescaling(1 / 255)(pixels)
for filters in (FILTERS, 2 * FILTERS):
    x = layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")(x)
x = layers.Dense(DENSE, activation="relu")(layers.Flatten()(x))
narrow = keras.initializers.Constant(-4.0 if NETWORK == "light" else 0.0)  # codes of width 1 drown in noise
mean = layers.Dense(LATENT)(x)
encoder = keras.Model(pixels, layers.Concatenate()([mean, layers.Dense(LATENT, bias_initializer=narrow)(x)]))

code = x = keras.Input((LATENT,))
kernel, grid = (4 if NETWORK == "light" else 3), side // 4
if NETWORK == "light":
    x = layers.Dense(DENSE, activation="relu")(x)
x = layers.Reshape((grid, grid, 2 * FILTERS))(layers.Dense(grid * grid * 2 * FILTERS, activation="relu")(x))
for filters in (2 * FILTERS, FILTERS):
    x = layers.Conv2DTranspose(filters, kernel, strides=2, padding="same", activation="relu")(x)
decoder = keras.Model(code, layers.Conv2D(channels, 3, padding="same")(x))  # logits of the pixels
"""
_TRAINING = """
# Both terms in nats a picture: cross-entropy summed over pixels, KL summed over latent numbers.
variables = [*encoder.trainable_variables, *decoder.trainable_variables]
adam = keras.optimizers.Adam(LEARNING_RATE)
adam.build(variables)
adam.learning_rate.assign(LEARNING_RATE)


def terms(rows, seed):
    values = tf.cast(rows, tf.float32)
    mean, log_variance = tf.split(encoder(values), 2, axis=1)
    noise = tf.random.stateless_normal(tf.shape(mean), seed)
    logits = decoder(mean + tf.exp(0.5 * log_variance) * noise)
    cost = tf.nn.sigmoid_cross_entropy_with_logits(labels=values / 255.0, logits=logits)
    divergence = 0.5 * (tf.square(mean) + tf.exp(log_variance) - 1.0 - log_variance)
    return tf.reduce_sum(cost, axis=[1, 2, 3]), tf.reduce_sum(divergence, axis=1)


rows_spec = tf.TensorSpec((None, *images.shape[1:]), tf.uint8)
seed_spec = tf.TensorSpec((2,), tf.int64)


@tf.function(input_signature=(rows_spec, seed_spec, tf.TensorSpec((), tf.float32)))
def step(rows, seed, beta):
    with tf.GradientTape() as tape:
        reconstruction, divergence = terms(rows, seed)
        loss = tf.reduce_mean(reconstruction + beta * divergence)
    adam.apply(tape.gradient(loss, variables), variables)


measure = tf.function(terms, input_signature=(rows_spec, seed_spec))
batches = -(-len(train) // BATCH_SIZE)
for epoch in range(EPOCHS):
    order = np.random.default_rng([SEED, epoch]).permutation(len(train))
    for batch in range(batches):
        number = epoch * batches + batch
        beta = BETA * min(1.0, (number + 1) / WARM_UP) if WARM_UP else BETA
        rows = images[train][order[batch * BATCH_SIZE : (batch + 1) * BATCH_SIZE]]
        step(rows, tf.constant([SEED, number], tf.int64), beta)

sums = np.zeros(2)
for draw in range(8):  # eight codes a test picture
    for start in range(0, len(test), 500):
        parts = measure(images[test][start : start + 500], tf.constant([271 + draw, start], tf.int64))
        sums += [float(tf.reduce_sum(part)) for part in parts]
reconstruction, kl = (float(value) for value in sums / (8 * len(test)))
print(json.dumps({"test_loss": reconstruction + kl, "test_reconstruction": reconstruction, "test_kl": kl}))
"""
