"""How many rows a network judges at once. Standard library only."""

from __future__ import annotations

from models.text_networks.settings import BAGS, TextParams

_ROWS = 2_048
_NUMBERS = 32_000_000  # of the largest tensor: 128 MB


def evaluation_batch(params: TextParams) -> int:
    """Give as many rows as memory is meant for."""
    if params.architecture in BAGS:
        return _ROWS
    return max(1, min(_ROWS, _NUMBERS // row_cells(params)))


def row_cells(params: TextParams) -> int:
    """Give the numbers that a sequence takes at its widest: a vector a word, or attention of all words to all."""
    vectors = params.length * max(params.embedding_size, params.units)
    return max(vectors, params.heads * params.length**2) if params.architecture == "transformer" else vectors
