"""A run of the autoencoder as a plain Keras program: the same rows, first weights, noise and steps."""

from __future__ import annotations

from models.script import IMPORTS, Run, data_path, heading

SUMMARY = "Variational autoencoder (Kingma and Welling 2013; Deep Learning with Python, 1E §8.4, 2E ch. 12.4)."
_USED = ("latent", "network", "filters", "dense", "beta", "warm_up", "size", "images", "learning_rate", "batch_size")


def script(run: Run) -> str:
    """Give the program. It measures the autoencoder itself and leaves out the rivals: PCA and the linear one."""
    settings = "\n".join(f"{name.upper()} = {run.params[name]!r}" for name in (*_USED, "epochs"))
    return "\n".join(
        (
            heading(run, summary=SUMMARY) + IMPORTS,
            _IMPORTS[run.data.get("source") == "uploaded"],
            f"{settings}\nSEED = {run.seed}\n",
            data_path(run) + _reading(run),
            _SPLIT + _NETWORKS + _TRAINING,
        )
    )


def _reading(run: Run) -> str:
    """Give the lines that set `images` `(n, h, w, c)`, `labels` and `published_test`."""
    if run.data.get("source") == "uploaded":
        return _OWN
    return _CSV if run.data.get("name") == "digits" else _NPZ if run.data.get("name") == "mnist" else _IDX


_IMPORTS = {
    False: "import gzip\n\nimport keras\nimport numpy as np\nimport tensorflow as tf\nfrom keras import layers\n",
    True: "import hashlib\nimport io\nimport zipfile\n\nimport keras\nimport numpy as np\nimport tensorflow as tf\n"
    "from keras import layers\nfrom PIL import Image, ImageOps\n",
}
_CSV = """values = np.loadtxt(gzip.open(path), delimiter=",", dtype=np.uint8)  # 784 pixels, then the label
images, labels = values[:, :-1].reshape(-1, 28, 28, 1), values[:, -1].astype(np.int64)
published_test = None
"""
_NPZ = """with np.load(path) as arrays:
    images = np.concatenate([arrays["x_train"], arrays["x_test"]])[..., None]
    labels = np.concatenate([arrays["y_train"], arrays["y_test"]]).astype(np.int64)
    published_test = np.arange(len(images)) >= len(arrays["x_train"])
"""
_IDX = """

def idx(name):
    content = gzip.decompress((path / name).read_bytes())
    shape = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)


images = np.concatenate([idx(f"{part}-images-idx3-ubyte.gz") for part in ("train", "t10k")])[..., None]
labels = np.concatenate([idx(f"{part}-labels-idx1-ubyte.gz") for part in ("train", "t10k")]).astype(np.int64)
published_test = np.arange(len(images)) >= 60_000
"""
_OWN = """pictures, folders = {}, []  # different pictures by their pixels, and the folder of each
with zipfile.ZipFile(path) as archive:
    for name in sorted(archive.namelist()):
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        if hidden or not name.lower().endswith((".png", ".jpg", ".jpeg", ".webp")):
            continue
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(archive.read(name)))).convert("RGB")
        edge = min(picture.size)
        left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
        square = picture.crop((left, top, left + edge, top + edge)).resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        pixels = np.asarray(square, np.uint8)
        if pictures.setdefault(hashlib.sha256(pixels.tobytes()).digest(), pixels) is pixels:
            folders.append(Path(name).parent.name)
images = np.stack(list(pictures.values()))
if not (images != images[..., :1]).any():  # grey pictures keep one channel: luminance, ITU-R BT.601
    grey = images.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    images = np.rint(grey).astype(np.uint8)[..., None]
classes = sorted(set(folders))
known = len(classes) > 1 and "" not in classes
labels = np.array([classes.index(folder) if known else 0 for folder in folders])
published_test = None
"""
_SPLIT = """
# A tenth of each class for validation and a tenth for the test; at most IMAGES pictures in all.
rng = np.random.default_rng(113)


def share(rows, fraction):
    chosen = []
    for label in np.unique(labels[rows]):
        mine = rng.permutation(rows[labels[rows] == label])
        chosen.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(chosen))


def thinned(rows, size):
    if size >= len(rows):
        return rows
    order = np.random.default_rng(113).permutation(rows)
    place = np.empty(len(order))
    for label in np.unique(labels[order]):
        mine = np.flatnonzero(labels[order] == label)
        place[mine] = np.arange(len(mine)) / len(mine)
    return np.sort(order[np.argsort(place, kind="stable")[:size]])


everything = np.arange(len(images))
test = share(everything, 0.1) if published_test is None else everything[published_test]
rest = np.setdiff1d(everything, test)
validation = share(rest, 0.1 * len(images) / len(rest))
train = np.setdiff1d(rest, validation)
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
