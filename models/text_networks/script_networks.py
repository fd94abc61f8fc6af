"""The part of the program that builds a network, up to the features that its last layer reads."""

from __future__ import annotations

from models.text_networks.settings import BAGS


def network(architecture: str) -> str:
    """Give the lines that set `inputs` and the features `x`."""
    seed = "\nkeras.utils.set_random_seed(SEED)\n"
    if architecture in BAGS:
        return seed + _DENSE
    if architecture == "transformer":
        return _BLOCK + seed + _INPUTS + _TRANSFORMER + _DROPOUT
    masked = "" if architecture in ("embedding-flatten", "conv1d") else ", mask_zero=True"
    embedded = f"x = layers.Embedding(WIDTH, EMBEDDING_SIZE{masked})(inputs)\n"
    return seed + _INPUTS + embedded + _MIDDLES[architecture] + _DROPOUT


_DENSE = """x = inputs = keras.Input((WIDTH,))
for _ in range(HIDDEN_LAYERS):
    x = layers.Dense(HIDDEN_UNITS, ACTIVATION, kernel_regularizer=keras.regularizers.L2(L2) if L2 else None)(x)
    if DROPOUT:
        x = layers.Dropout(DROPOUT)(x)
"""
_INPUTS = 'inputs = keras.Input((LENGTH,), dtype="int32")\n'
_DROPOUT = """if DROPOUT:
    x = layers.Dropout(DROPOUT)(x)
"""
_MIDDLES = {
    "embedding-flatten": "x = layers.Flatten()(x)\n",
    "conv1d": """x = layers.Conv1D(UNITS, 7, activation=ACTIVATION, padding="same")(x)
x = layers.MaxPooling1D(5)(x)
x = layers.Conv1D(UNITS, 7, activation=ACTIVATION, padding="same")(x)
x = layers.GlobalMaxPooling1D()(x)
""",
    "simple-rnn": "x = layers.SimpleRNN(UNITS, recurrent_dropout=RECURRENT_DROPOUT)(x)\n",
    "lstm": "x = layers.LSTM(UNITS, recurrent_dropout=RECURRENT_DROPOUT)(x)\n",
    "gru": "x = layers.GRU(UNITS, recurrent_dropout=RECURRENT_DROPOUT)(x)\n",
    "bidirectional": "x = layers.Bidirectional(layers.LSTM(UNITS, recurrent_dropout=RECURRENT_DROPOUT))(x)\n",
    "stacked": """x = layers.GRU(UNITS, recurrent_dropout=RECURRENT_DROPOUT, return_sequences=True)(x)
x = layers.GRU(UNITS, recurrent_dropout=RECURRENT_DROPOUT)(x)
""",
}
_BLOCK = '''

class PositionalEmbedding(layers.Layer):
    """A vector for each word plus one for its place; padding is masked."""

    def __init__(self):
        super().__init__()
        self.word_vectors = layers.Embedding(WIDTH, EMBEDDING_SIZE)
        self.place_vectors = layers.Embedding(LENGTH, EMBEDDING_SIZE)

    def call(self, numbers):
        return self.word_vectors(numbers) + self.place_vectors(ops.arange(LENGTH))

    def compute_mask(self, numbers, mask=None):
        return ops.not_equal(numbers, 0)


class EncoderBlock(layers.Layer):
    """Self-attention and a small dense network, each added to what came in and normalised behind it."""

    def __init__(self):
        super().__init__()
        self.supports_masking = True
        self.attention = layers.MultiHeadAttention(HEADS, max(1, EMBEDDING_SIZE // HEADS), dropout=DROPOUT)
        self.widen, self.narrow = layers.Dense(UNITS, "relu"), layers.Dense(EMBEDDING_SIZE)
        self.first, self.second = layers.LayerNormalization(), layers.LayerNormalization()

    def call(self, vectors, mask=None, training=False):
        seen = ops.expand_dims(mask, 1)
        mixed = self.first(vectors + self.attention(vectors, vectors, attention_mask=seen, training=training))
        return self.second(mixed + self.narrow(self.widen(mixed)))

'''
_TRANSFORMER = """x = PositionalEmbedding()(inputs)
x = EncoderBlock()(x)
x = layers.GlobalAveragePooling1D()(x)
"""
