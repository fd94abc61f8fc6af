"""A run of the text generator as a plain Keras program: the same text, windows, first weights and steps."""

from __future__ import annotations

from models.script import IMPORTS, Run, data_path, heading
from models.text_generator.card import HEAD

SUMMARY = "Predicts the next character of a text (Deep Learning with Python, 1E §8.1, 2E ch. 12.1)."
_USED = (
    "architecture", "units", "layers", "embedding", "window", "batch_size", "learning_rate", "decay", "epochs",
    "steps_per_epoch", "patience", "dropout", "carry_state", "max_characters", "lower_case", "rare_below",
    "vocabulary_size",
)  # fmt: skip


def script(run: Run) -> str:
    """Give the program. It measures the network itself and leaves out the rivals and the written samples."""
    settings = "\n".join(f"{name.upper()} = {run.params[name]!r}" for name in _USED)
    optimizer = {"adam": "Adam", "rmsprop": "RMSprop"}[run.params["optimizer"]]
    network = _TRANSFORMER if run.params["architecture"] == "transformer" else _RECURRENT
    return "\n".join(
        (
            heading(run, summary=SUMMARY) + IMPORTS,
            _IMPORTS,
            f"{settings}\nSEED = {run.seed}\n",
            data_path(run) + (_OWN if run.data.get("source") == "uploaded" else _PLAYS),
            _PARTS + network.replace("HEAD", str(HEAD)) + _LEARNING.replace("OPTIMIZER", optimizer),
        )
    )


_IMPORTS = (
    "import math\nimport re\nimport unicodedata\nfrom collections import Counter\n\nimport keras\nimport numpy as np\n\
import tensorflow as tf\nfrom keras import layers, ops\n"
)
_COMPOSED = """

def composed(text):
    text = text.replace("\\r\\n", "\\n").replace("\\r", "\\n").replace("\\t", " ")
    text = re.sub("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufeff]", "", text)
    return unicodedata.normalize("NFC", text)


"""
_OWN = _COMPOSED + 'documents = [composed(path.read_bytes().decode("utf-8-sig")).strip() + "\\n"]\n'
_PLAYS = (
    _COMPOSED
    + """def play(file):  # a play without its Markdown
    text = composed(file.read_text(encoding="utf-8"))
    text = re.sub(r"^#{1,6} +", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\\\)(?:\\*\\*|[*_])", "", text)
    text = re.sub(r"\\\\([^\\w\\s])", r"\\1", text)
    text = re.sub(r" +$", "", text, flags=re.MULTILINE)
    return re.sub(r"\\n{3,}", "\\n\\n", text).strip() + "\\n"


files = [file for file in path.rglob("*.md") if file.is_file()]
documents = [play(file) for file in sorted(files, key=lambda file: file.relative_to(path).as_posix())]
"""
)
_PARTS = """
# The end is held out: whole documents where there are several, the tail of a single one.
documents = [document.lower() for document in documents] if LOWER_CASE else documents


def without_end(documents, wanted):
    left, taken = list(documents), []
    while len(left) > 1 and sum(map(len, taken)) < wanted:
        taken.insert(0, left.pop())
    return (left, "".join(taken)) if taken else ([left[0][:-wanted]], left[0][-wanted:])


total = sum(map(len, documents))
wanted = min(300_000, total // (10 if total < 1_000_000 else 20))
rest, test_text = without_end(documents, wanted)
rest, validation_text = without_end(rest, wanted // 2)
train_text = "".join(rest)[: MAX_CHARACTERS or None]
counts = sorted(Counter(train_text).items(), key=lambda item: (-item[1], item[0]))[:VOCABULARY_SIZE]
numbers_of = {character: number for number, (character, count) in enumerate(counts, 1) if count >= RARE_BELOW}
train, validation, test = (  # 0 stands for every other character
    np.fromiter((numbers_of.get(character, 0) for character in text), np.int32, len(text))
    for text in (train_text, validation_text, test_text)
)
SIZE = len(numbers_of) + 1
keras.utils.set_random_seed(SEED)
"""
_RECURRENT = """
# A recurrent network that reads on where the window before it stopped: its states go in and come out.
if EMBEDDING:
    embed = layers.Embedding(SIZE, EMBEDDING)
else:  # one-hot
    embed = layers.Embedding(SIZE, SIZE, embeddings_initializer=keras.initializers.Identity(), trainable=False)
output = layers.Dense(SIZE)
kind, each = (layers.LSTM, 2) if ARCHITECTURE == "lstm" else (layers.GRU, 1)
recurrent = [kind(UNITS, return_sequences=True, return_state=True) for _ in range(LAYERS)]
tokens = keras.Input((None,), dtype="int32")
before = [keras.Input((UNITS,)) for _ in range(each * LAYERS)]
x, after = embed(tokens), []
for i, layer in enumerate(recurrent):
    x, *states = layer(x, initial_state=before[each * i : each * (i + 1)])
    x = layers.Dropout(DROPOUT)(x)
    after += states
model = keras.Model([tokens, *before], [output(x), *after])
"""
_TRANSFORMER = '''

class Block(layers.Layer):
    """Causal self-attention over WINDOW characters, distance as a penalty (ALiBi), and a dense part."""

    def __init__(self):
        super().__init__()
        self.heads = UNITS // HEAD
        self.first, self.second = (layers.LayerNormalization(epsilon=1e-5) for _ in range(2))
        self.project, self.merge = layers.Dense(3 * UNITS, use_bias=False), layers.Dense(UNITS)
        self.widen, self.narrow = layers.Dense(4 * UNITS, activation="relu"), layers.Dense(UNITS)
        self.drop = layers.Dropout(DROPOUT)
        self.slopes = (2.0 ** (-8.0 * np.arange(1, self.heads + 1) / self.heads)).astype(np.float32)

    def by_head(self, part):
        split = ops.reshape(part, (-1, ops.shape(part)[1], self.heads, UNITS // self.heads))
        return ops.transpose(split, (0, 2, 1, 3))

    def call(self, x, training=False):
        query, key, value = (self.by_head(part) for part in ops.split(self.project(self.first(x)), 3, axis=-1))
        ago = ops.arange(ops.shape(x)[1])[:, None] - ops.arange(ops.shape(x)[1])[None, :]
        penalty = -self.slopes[:, None, None] * ops.cast(ago, "float32")
        bias = ops.where(ops.logical_and(ago >= 0, ago < WINDOW), penalty, -1e9)
        scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / float(np.sqrt(UNITS / self.heads))
        mixed = ops.matmul(ops.softmax(scores + bias, axis=-1), value)
        mixed = ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), (-1, ops.shape(mixed)[2], UNITS))
        x = x + self.drop(self.merge(mixed), training=training)
        return x + self.drop(self.narrow(self.widen(self.second(x))), training=training)


embed, output = layers.Embedding(SIZE, UNITS), layers.Dense(SIZE)
blocks = [Block() for _ in range(LAYERS)]
norm = layers.LayerNormalization(epsilon=1e-5)
tokens = keras.Input((None,), dtype="int32")
x = embed(tokens)
for block in blocks:
    x = block(x)
model, before = keras.Model([tokens], [output(norm(x))]), []
'''
_LEARNING = '''
# The text is read at ROWS places at once, window after window; each pass starts somewhere else.
ROWS = max(1, min(BATCH_SIZE, len(train) // (WINDOW + 1)))
per_pass = max(1, len(train) // (ROWS * WINDOW))
optimizer = keras.optimizers.OPTIMIZER(LEARNING_RATE, global_clipnorm=1.0)
optimizer.build(model.trainable_variables)
carried = [tf.Variable(tf.zeros((ROWS, *entry.shape[1:]))) for entry in before]


def outputs_of(inputs, training):
    outputs = model(inputs, training=training)
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


@tf.function
def learn(read, follows):
    with tf.GradientTape() as tape:
        logits, *after = outputs_of([read, *carried], True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(follows, logits))
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    for variable, value in zip(carried, after):
        variable.assign(value)


signature = [[tf.TensorSpec(entry.shape, entry.dtype) for entry in model.inputs]]
read_only = tf.function(lambda inputs: outputs_of(inputs, False), input_signature=signature)


def nats(numbers):
    """Mean nats per character; a Transformer's windows overlap by half, and the later half counts."""
    window = 128 if before else WINDOW
    stride = window if before else max(1, window // 2)
    rows = max(1, min(64, len(numbers) // 128))
    length = (len(numbers) - 1) // rows
    states = [tf.zeros((rows, *state.shape[1:])) for state in carried]
    total = 0.0
    for start in range(0, length, stride):
        end = min(start + stride, length)
        places = np.arange(start if before else max(0, end - window), end + 1)
        taken = numbers[np.arange(rows)[:, None] * length + places]
        logits, *states = read_only([tf.constant(taken[:, :-1]), *states])
        follows, logits = taken[:, start - end :], logits[:, start - end :]
        total += float(tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(follows, logits)))
    return total / (rows * length)


steps = EPOCHS * STEPS_PER_EPOCH
best, best_epoch, best_weights = math.inf, 0, None
for epoch in range(EPOCHS):
    for step in range(epoch * STEPS_PER_EPOCH, (epoch + 1) * STEPS_PER_EPOCH):
        rise = min(1.0, (step + 1) / min(50, max(1, steps // 10)))
        fall = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)) if DECAY == "cosine" else 1.0
        optimizer.learning_rate.assign(LEARNING_RATE * rise * fall)
        number, within = divmod(step, per_pass)
        if within == 0 or not CARRY_STATE:
            for variable in carried:
                variable.assign(tf.zeros_like(variable))
        start = int(np.random.default_rng([SEED, number]).integers(len(train)))
        first = start + within * WINDOW + np.arange(ROWS) * (len(train) // ROWS)
        taken = np.take(train, first[:, None] + np.arange(WINDOW + 1), mode="wrap")
        learn(tf.constant(taken[:, :-1]), tf.constant(taken[:, 1:]))
    held_out = nats(validation[:32_768])
    if PATIENCE and held_out < best:
        best, best_epoch, best_weights = held_out, epoch + 1, model.get_weights()
    if PATIENCE and epoch + 1 - best_epoch >= PATIENCE:
        break
if best_weights is not None:
    model.set_weights(best_weights)

value = nats(test)
print(json.dumps({
    "nats_per_character": value,
    "bits_per_character": value / math.log(2),
    "perplexity": math.exp(value),
    "validation_nats_per_character": nats(validation),
    "best_epoch": best_epoch or EPOCHS,
}))
'''
