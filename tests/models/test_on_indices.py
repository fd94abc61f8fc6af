"""The network that is served takes indices; it must say what the trained one says of multi-hot vectors."""

from __future__ import annotations

import numpy as np
import pytest

from models.sentiment.card import Params
from models.text import Vocabulary
from models.text_encoding import Bag
from models.text_networks.bags import build, on_indices
from models.text_networks.heads import Head
from models.text_networks.rows import Bags


@pytest.mark.parametrize("hidden_layers", [1, 3])
def test_indices_give_what_multi_hot_gives(hidden_layers: int) -> None:
    rng = np.random.default_rng(5)
    words = [f"word{number}" for number in range(150)]
    vocabulary = Vocabulary(words[:98])
    texts = [list(rng.choice(words, size)) for size in (0, 1, 7, 60)]
    bags, rows = Bags(Bag(vocabulary), texts), np.arange(4)
    params = Params(hidden_layers=hidden_layers, dropout=0.5)
    model = build(params, Head(3, "softmax", "sparse_categorical_crossentropy"), inputs=vocabulary.size)

    served = on_indices(model)(bags.served(rows), training=False)

    expected = model(bags[rows].astype(np.float32), training=False)
    np.testing.assert_allclose(np.asarray(served), np.asarray(expected), atol=1e-6)
