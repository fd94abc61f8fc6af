"""A run of the GAN as a plain Keras program: the same judge, pictures, first weights, draws and turns."""

from __future__ import annotations

from models.data.images_program import SPLIT, image_imports, image_lines
from models.script import IMPORTS, Run, data_path, heading

SUMMARY = "DCGAN (Radford et al. 2016; Deep Learning with Python, 1E §8.5, 2E ch. 12.5)."
_USED = (
    "output", "data_range", "latent_size", "latent_distribution", "discriminator_dropout", "label_noise", "resampling",
    "activation", "kernel", "batch_normalization", "class_conditional", "filters", "optimizer", "gradient_clip",
    "averaging", "generator_learning_rate", "discriminator_learning_rate", "batch_size", "epochs", "epoch_steps",
    "side",
)  # fmt: skip


def script(run: Run) -> str:
    """Give the program. It ends with what the last generator draws, judged as the run's own samples were."""
    settings = "\n".join(f"{name.upper()} = {run.params[name]!r}" for name in _USED)
    return "\n".join(
        (
            heading(run, summary=SUMMARY) + IMPORTS,
            image_imports(run) + _IMPORTS,
            f"{settings}\nSEED = {run.seed}\n",
            data_path(run) + image_lines(run),
            SPLIT + _JUDGE + _NETWORKS + _GAME + _FIGURES,
        )
    )


_IMPORTS = """import math

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from PIL import Image, ImageOps
"""
_JUDGE = """train = np.sort(np.concatenate([train, validation]))  # validation rows are learned from, too
real, real_labels = images[train], labels[train]
height, width, channels = images.shape[1:]

# The judge: a small classifier whose last hidden layer says what pictures look like. Without classes it learns by how
# many right angles a picture was turned.
keras.utils.set_random_seed(113)
picture = keras.Input((height, width, channels))
x = layers.MaxPooling2D()(layers.Conv2D(16, 3, padding="same", activation="relu")(picture))
x = layers.MaxPooling2D()(layers.Conv2D(32, 3, padding="same", activation="relu")(x))
x = layers.Dropout(0.2)(layers.Flatten()(x))
features = layers.Dense(64, activation="relu")(x)
answer = layers.Dense(classes or 4, activation="softmax")(layers.Dropout(0.4)(features))
judge, views = keras.Model(picture, answer), keras.Model(picture, [features, answer])
rate = keras.optimizers.schedules.CosineDecay(2e-3, 1500)
judge.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
for step in range(1500):
    rng = np.random.default_rng([113, step])
    rows = rng.integers(len(real), size=64)
    seen, truth = np.roll(real[rows], rng.integers(-2, 3, 2), axis=(1, 2)), real_labels[rows]
    if not classes:
        truth = rng.integers(4, size=64)
        seen = np.stack([np.rot90(one, turn) for one, turn in zip(seen, truth)])
    judge.train_on_batch(seen.astype(np.float32) / 255, truth)


def look(pictures):
    parts = [views(pictures[start : start + 500], training=False) for start in range(0, len(pictures), 500)]
    return [np.concatenate([np.asarray(part[i]) for part in parts]) for i in (0, 1)]


def some(count):
    return np.arange(count) if count <= 5000 else np.linspace(0, count - 1, 5000).astype(np.int64)


sample = real[some(len(real))].astype(np.float32) / 255
reference, contrast = look(sample)[0], sample.astype(np.float64).std(axis=0).mean()
"""
_NETWORKS = """
# The networks.
keras.utils.set_random_seed(SEED)
labelled = classes if CLASS_CONDITIONAL else 0


def activated(x, normalised=False):
    if normalised and BATCH_NORMALIZATION:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(negative_slope=0.2)(x) if ACTIVATION == "leaky_relu" else layers.ReLU()(x)


def make_generator():
    rows, columns = math.ceil(height / 4), math.ceil(width / 4)
    code = keras.Input((LATENT_SIZE + labelled,))
    x = layers.Dense(rows * columns * 2 * FILTERS)(code)
    x = layers.Reshape((rows, columns, 2 * FILTERS))(activated(x, True))
    for filters in (FILTERS, max(1, FILTERS // 2)):
        if RESAMPLING == "strided":
            x = layers.Conv2DTranspose(filters, KERNEL, strides=2, padding="same")(x)
        else:
            x = layers.Conv2D(filters, KERNEL, padding="same")(layers.UpSampling2D(2)(x))
        x = activated(x, True)
    x = layers.Conv2D(channels, 5, padding="same", activation=OUTPUT)(x)
    return keras.Model(code, layers.Cropping2D(((0, 4 * rows - height), (0, 4 * columns - width)))(x))


def make_discriminator():
    picture = x = keras.Input((height, width, channels))
    inputs = picture
    if labelled:
        label = keras.Input((labelled,))
        plane = layers.Reshape((height, width, 1))(layers.Dense(height * width)(label))
        inputs, x = [picture, label], layers.Concatenate()([picture, plane])
    strided = RESAMPLING == "strided"
    for filters in (FILTERS, 2 * FILTERS, 2 * FILTERS):
        x = activated(layers.Conv2D(filters, KERNEL, strides=2 if strided else 1, padding="same")(x))
        x = x if strided else layers.MaxPooling2D(2, padding="same")(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(DISCRIMINATOR_DROPOUT)(x) if DISCRIMINATOR_DROPOUT else x
    return keras.Model(inputs, layers.Dense(1)(x))


def make_optimizer(rate, network):
    clip = GRADIENT_CLIP or None
    if OPTIMIZER == "adam":
        optimizer = keras.optimizers.Adam(rate, beta_1=0.5, clipvalue=clip)
    else:
        optimizer = keras.optimizers.RMSprop(rate, clipvalue=clip)
    optimizer.build(network.trainable_variables)
    return optimizer


generator, averaged = make_generator(), make_generator()
averaged.set_weights(generator.get_weights())
discriminator = make_discriminator()
generator_optimizer = make_optimizer(GENERATOR_LEARNING_RATE, generator)
discriminator_optimizer = make_optimizer(DISCRIMINATOR_LEARNING_RATE, discriminator)
"""
_GAME = """

# The game: the discriminator learns to tell drawn from real, then the generator learns to deceive it.
def doubt(pictures, labels):
    return discriminator([pictures, labels] if labelled else pictures, training=True)


def cross_entropy(targets, logits):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits))


def follow(tape, loss, network, optimizer):
    variables = network.trainable_variables
    optimizer.apply(tape.gradient(loss, [variable.value for variable in variables]), variables)


@tf.function(autograph=False)
def play(real, labels, latents, targets):
    drawn = generator(tf.concat([latents[0], labels], axis=1), training=True)
    with tf.GradientTape() as tape:
        logits = doubt(tf.concat([real, drawn], axis=0), tf.concat([labels, labels], axis=0))
        loss = cross_entropy(targets, logits)
    follow(tape, loss, discriminator, discriminator_optimizer)
    with tf.GradientTape() as tape:
        logits = doubt(generator(tf.concat([latents[1], labels], axis=1), training=True), labels)
        loss = cross_entropy(tf.ones_like(logits), logits)
    follow(tape, loss, generator, generator_optimizer)
    steps = tf.cast(generator_optimizer.iterations.value, tf.float32)
    keep = tf.minimum(AVERAGING, (1 + steps) / (10 + steps))
    for mean, latest in zip(averaged.weights, generator.weights):  # the mean of the last steps is steadier
        mean.assign(latest + (mean - latest) * keep if AVERAGING else latest)


def draw_latents(rng, count):
    shape = (count, LATENT_SIZE)
    drawn = rng.standard_normal(shape) if LATENT_DISTRIBUTION == "gaussian" else rng.uniform(-1, 1, shape)
    return drawn.astype(np.float32)


def one_hot(labels):
    return np.eye(labelled, dtype=np.float32)[labels % labelled] if labelled else np.zeros((len(labels), 0), np.float32)


batch = min(BATCH_SIZE, len(real))
for step in range(EPOCHS * EPOCH_STEPS):
    rounds, place = divmod(step, len(real) // batch)
    rows = np.random.default_rng([SEED, 1, rounds]).permutation(len(real))[place * batch : (place + 1) * batch]
    shown = real[rows].astype(np.float32) / 255
    rng = np.random.default_rng([SEED, 2, step])
    latents = draw_latents(rng, 2 * batch).reshape(2, batch, -1)
    told_real, told_drawn = 1 - LABEL_NOISE * rng.random((batch, 1)), LABEL_NOISE / 2 * rng.random((batch, 1))
    dropout_seed = rng.integers(2**32, size=2, dtype=np.uint32)
    for layer in discriminator.layers:
        if isinstance(layer, layers.Dropout):
            layer.seed_generator.state.assign(dropout_seed)
    targets = np.concatenate([told_real, told_drawn]).astype(np.float32)
    play(shown * 2 - 1 if DATA_RANGE == "signed" else shown, one_hot(real_labels[rows]), latents, targets)
"""
_FIGURES = """

# 500 samples, measured by what the judge sees in them.
def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T


def frechet(ours, theirs):
    ours, theirs = ours.astype(np.float64), theirs.astype(np.float64)
    gap = ours.mean(axis=0) - theirs.mean(axis=0)
    one, other = (np.cov(rows, rowvar=False) for rows in (ours, theirs))
    mixed = np.sqrt(np.clip(np.linalg.eigvalsh(root(one) @ other @ root(one)), 0, None)).sum()
    return max(0.0, float(gap @ gap + np.trace(one) + np.trace(other) - 2 * mixed))


codes = np.concatenate([draw_latents(np.random.default_rng([SEED, 4]), 500), one_hot(np.arange(500))], axis=1)
drawn = np.asarray(averaged(codes, training=False))
drawn = np.clip((drawn + 1) / 2 if DATA_RANGE == "signed" else drawn, 0, 1)
seen, probabilities = look(drawn)
metrics = {
    "frechet": frechet(seen, reference),
    "contrast": float(drawn.astype(np.float64).std(axis=0).mean() / contrast),
}
if classes:
    shares = np.bincount(probabilities.argmax(axis=1), minlength=classes) / len(probabilities)
    shares = shares[shares > 0]
    metrics["classes"] = float(len(shares))
    metrics["entropy"] = max(0.0, float(-(shares * np.log(shares)).sum() / np.log(classes)))
    metrics["confidence"] = float(probabilities.max(axis=1).astype(np.float64).mean())
print(json.dumps(metrics))
"""
