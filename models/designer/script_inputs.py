"""How a program of a designed run splits its rows and turns them into numbers: pieces of plain Python."""

STRATA = {
    "binary": "y",
    "single-label": "y",
    "multi-label": "rarest_label(y)",
    "regression": "np.zeros(len(y), int)",
}
SPLIT = """

def rarest_label(y):
    \"\"\"The group of each row with several labels: its rarest one; one more for rows without, or nearly alone.\"\"\"
    often = np.where(y > 0, y.sum(axis=0), 10**9)
    group = np.where(y.any(axis=1), often.argmin(axis=1), y.shape[1])
    small = np.flatnonzero(np.bincount(group) < 5)
    return np.where(np.isin(group, small), y.shape[1], group)


def share(rows, fraction):
    \"\"\"Some of the rows of each group.\"\"\"
    chosen = []
    for label in np.unique(group[rows]):
        mine = generator.permutation(rows[group[rows] == label])
        chosen.append(mine[: max(1, round(len(mine) * fraction))])
    return np.sort(np.concatenate(chosen))


# 60 % to learn from, 20 % to stop by, 20 % to measure on; what the data names itself is kept.
group, generator, total = STRATA, np.random.default_rng(SPLIT_SEED), len(y)
train = np.arange(total) if part is None else np.flatnonzero(part == 0)
test, validation = (np.zeros(0, int) if part is None else np.flatnonzero(part == number) for number in (2, 1))
if not len(test):
    test = share(train, 0.2 if part is None else 0.2 * total / len(train))
    train = np.setdiff1d(train, test)
if not len(validation):
    validation = share(train, 0.2 * total / len(train))
    train = np.setdiff1d(train, validation)
"""
WORDS = """
VOCABULARY, LENGTH = 10_000, 200


def words_of(text):
    \"\"\"Runs of letters and digits in lower case; an apostrophe inside a word is part of it.\"\"\"
    text = unicodedata.normalize("NFKC", re.sub(r"<br\\s*/?>", " ", text, flags=re.IGNORECASE)).replace("\\u2019", "'")
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).lower()
    return re.findall(r"[^\\W_]+(?:'[^\\W_]+)*", text)


def terms_of(words):
    return [*words, *map(" ".join, pairwise(words))] if PAIRS else words


words = [words_of(text) for text in x]
"""
_RANKED = """counts = Counter(term for row in train for term in terms_of(words[row]))
ranked = sorted(counts, key=lambda term: (-counts[term], term))[: VOCABULARY - 2]
index = {term: number for number, term in enumerate(ranked, 2)}  # 0 is padding, 1 an unknown word
"""
BAG = (
    "PAIRS = True\n"
    + _RANKED
    + """

def inputs(rows):
    \"\"\"1 at each word and pair of a text.\"\"\"
    hot = np.zeros((len(rows), len(index) + 2), "float32")
    for place, row in zip(hot, rows):
        place[[index.get(word, 1) for word in words[row]]] = 1
        place[[index[pair] for pair in map(" ".join, pairwise(words[row])) if pair in index]] = 1
    return hot
"""
)
ORDER = (
    "PAIRS = False\n"
    + _RANKED
    + """

def inputs(rows):
    \"\"\"The numbers of the last words of a text, padded in front.\"\"\"
    numbers = [[index.get(word, 1) for word in words[row][-LENGTH:]] or [1] for row in rows]
    return np.array([[0] * (LENGTH - len(row)) + row for row in numbers], "int32")
"""
)
CODEC = """

def encoded(values, column):
    \"\"\"A number scaled by the training rows, or a category as one-hot cells; a gap is filled and marked.\"\"\"
    missing = np.array([value is None or value != value for value in values])
    if column["kind"] == "number":
        numbers = np.array([np.nan if value is None else value for value in values], float)
        seen = numbers[train][~missing[train]]
        mean, deviation = seen.mean(), seen.std()
        deviation = deviation if deviation > 1e-9 * (abs(mean) + 1e-30) else 1.0
        cells = [np.clip((np.where(missing, np.median(seen), numbers) - mean) / deviation, -1e6, 1e6)]
    else:
        filled = np.array([column["fill"] if value is None else value for value in values], object)
        cells = [filled == name for name in column["categories"]]
        cells += [~np.isin(filled.astype(str), column["categories"])] if column["others"] else []
    return np.stack([*cells, missing] if column["gaps"] else cells, axis=1).astype(float)


vectors = np.concatenate([encoded(values, column) for values, column in zip(x, COLUMNS)], axis=1).astype("float32")


def inputs(rows):
    return vectors[rows]
"""
IMAGE = """

def inputs(rows):
    return x[rows]
"""
SCALED = """
# Each channel with mean 0 and deviation 1 over the training rows.
flat = x[train].reshape(-1, x.shape[-1]).astype(float)
mean, deviation = flat.mean(axis=0), flat.std(axis=0)
deviation = np.where(deviation > 1e-9 * (np.abs(mean) + 1e-30), deviation, 1.0)
mean, deviation = mean.astype("float32"), deviation.astype("float32")


def inputs(rows):
    return (x[rows] - mean) / deviation
"""
SCALED_ANSWERS = """y = y.reshape(len(y), -1).astype(float)
y_mean, y_deviation = y[train].mean(axis=0), y[train].std(axis=0)
answers = ((y - y_mean) / y_deviation).astype("float32")
"""
TRANSFORMER = '''

def TransformerEncoder(words, length, size, blocks):
    """Word and place embeddings, then attention (2E ch. 11.4)."""

    def apply(numbers):
        ops, layers = keras.ops, keras.layers
        places = ops.cumsum(ops.ones_like(numbers), axis=1) - 1
        x = layers.Embedding(words, size)(numbers) + layers.Embedding(length, size)(places)
        seen = ops.expand_dims(ops.not_equal(numbers, 0), 1)
        for _ in range(max(1, blocks)):
            x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, size)(x, x, attention_mask=seen))
            inner = layers.Dense(size)(layers.Dense(2 * size, activation="relu")(x))
            x = layers.LayerNormalization()(x + inner)
        return layers.GlobalMaxPooling1D()(x)

    return apply


'''
