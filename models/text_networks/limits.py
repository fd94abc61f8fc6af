"""How many rows a network judges at once. Standard library only."""

from __future__ import annotations

from models.text_networks.settings import BAGS, TextParams

_ROWS = 2_048
_NUMBERS = 32_000_000  # of the largest tensor: 128 MB


def evaluation_batch(params: TextParams) -> int:
    """Give as many rows as memory is meant for."""
    if params.architecture in BAGS:
        return _ROWS
    vectors = params.length * max(params.embedding_size, params.units)
    return max(1, min(_ROWS, _NUMBERS // max(vectors, row_cells(params))))


def row_cells(params: TextParams) -> int:
    """Give the numbers that a row of words takes at its widest, vectors aside: attention compares all with all."""
    return params.heads * params.length**2 if params.architecture == "transformer" else params.length
