"""What the time of a text training grows with. Standard library only."""

from __future__ import annotations

from models.recipe import Json

# Seconds of an epoch over 20,000 reviews at length 200, in those of multi-hot bags (two cores, 25 November 2026).
_EPOCH = {
    "multi-hot": 1.0,
    "count": 1.5,
    "tf-idf": 1.5,
    "hashing": 1.0,
    "embedding-flatten": 2.0,
    "conv1d": 3.0,
    "simple-rnn": 5.0,
    "lstm": 7.0,
    "gru": 8.0,
    "bidirectional": 14.0,
    "stacked": 16.0,
    "transformer": 18.0,
}
_BAGS = ("multi-hot", "count", "tf-idf", "hashing")
_ALL_ROWS = 20_000


def work(settings: Json) -> float:
    """Give epochs, in those of a network over multi-hot bags; settings of old runs name no architecture."""
    architecture = settings.get("architecture", "multi-hot")
    length = 1.0 if architecture in _BAGS else settings["length"] / 200
    rows = min(1.0, (settings.get("training_rows") or _ALL_ROWS) / _ALL_ROWS)
    return float(settings["epochs"] * _EPOCH[architecture] * length * rows)
