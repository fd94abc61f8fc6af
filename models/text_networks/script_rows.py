"""The part of the program that turns words into the numbers of a network."""

from __future__ import annotations


def encoding(architecture: str) -> str:
    """Give the lines that set `WIDTH` and `rows(chosen)`, the inputs of rows by their numbers."""
    if architecture == "hashing":
        return _HASHING + _MULTI_HOT
    if architecture == "multi-hot":
        return _TERMS + _BAG + _MULTI_HOT
    if architecture in ("count", "tf-idf"):
        return _TERMS + _BAG + (_RARITY if architecture == "tf-idf" else _ONES) + _WEIGHED
    return _SEQUENCE


_HASHING = '''

def numbers(words):
    """The hashing trick: a term's number is its checksum."""
    terms = words + [" ".join(pair) for pair in pairwise(words)] if NGRAMS == 2 else words
    return [2 + crc32(term.encode()) % (WIDTH - 2) for term in terms]


WIDTH = VOCABULARY_SIZE
bags = [numbers(text) for text in words]
'''
_TERMS = """

def terms_of(words):
    return words + [" ".join(pair) for pair in pairwise(words)] if NGRAMS == 2 else words


counts = Counter()
for row in train:
    counts.update(terms_of(words[row]))
ranked = sorted(counts, key=lambda term: (-counts[term], term))[: VOCABULARY_SIZE - 2]
index = {term: number for number, term in enumerate(ranked, 2)}
WIDTH = len(index) + 2
"""
_BAG = '''

def numbers(words):
    """Unknown words are 1; unknown pairs are left out."""
    pairs = map(" ".join, pairwise(words)) if NGRAMS == 2 else ()
    return [index.get(word, 1) for word in words] + [index[pair] for pair in pairs if pair in index]


bags = [numbers(text) for text in words]
'''
_MULTI_HOT = """

def rows(chosen):
    dense = np.zeros((len(chosen), WIDTH), "uint8")
    for cells, row in zip(dense, chosen):
        cells[bags[row]] = 1
    return dense
"""
_ONES = 'weights = np.ones(WIDTH, "float32")\n'
_RARITY = """
holding = Counter(number for row in train for number in set(bags[row]))
weights = np.array([math.log1p(len(train) / (1 + holding[number])) for number in range(WIDTH)], "float32")
"""
_WEIGHED = """

def rows(chosen):
    dense = np.zeros((len(chosen), WIDTH), "float32")
    for cells, row in zip(dense, chosen):
        np.add.at(cells, bags[row], weights[bags[row]])
    return dense
"""
_SEQUENCE = """
counts = Counter()
for row in train:
    counts.update(words[row])
ranked = sorted(counts, key=lambda word: (-counts[word], word))[: VOCABULARY_SIZE - 2]
index = {word: number for number, word in enumerate(ranked, 2)}  # 0 pads, 1 stands for unknown words
WIDTH = len(index) + 2
sequences = np.zeros((len(words), LENGTH), "int32")
for cells, text in zip(sequences, words):  # the last words, padded in front
    last = [index.get(word, 1) for word in text[-LENGTH:]] or [1]
    cells[-len(last) :] = last


def rows(chosen):
    return sequences[chosen]
"""
