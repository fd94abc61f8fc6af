"""What the time of a text training grows with. Standard library only."""

from __future__ import annotations

from models.recipe import Json

# Seconds of an epoch over 5,000 reviews at length 200 on two cores, 25 November 2026: half of the difference between
# trainings of three epochs and of one, in processor seconds, of which two cores do 1.5 a second.
_EPOCH_S = {
    "multi-hot": 0.15,
    "count": 0.25,
    "tf-idf": 0.5,
    "hashing": 0.3,
    "embedding-flatten": 0.9,
    "conv1d": 1.2,
    "simple-rnn": 1.6,
    "gru": 2.7,
    "lstm": 2.9,
    "bidirectional": 5.3,
    "stacked": 8.2,
    "transformer": 8.5,
}
_BAGS = ("multi-hot", "count", "tf-idf", "hashing")
_MEASURED_ROWS, _ALL_ROWS = 5_000, 20_000
_START_S, _READING_S = 4.0, 10.0  # before the first epoch: once, and for all reviews
_BEST_EPOCH = 2  # of most architectures (docs/recipes.md); patience goes on from there


def work(settings: Json) -> float:
    """Give seconds on two cores, about; settings of old runs name no architecture."""
    architecture = settings.get("architecture", "multi-hot")
    length = 1.0 if architecture in _BAGS else settings["length"] / 200
    rows = min(_ALL_ROWS, settings.get("training_rows") or _ALL_ROWS)
    learning = _epochs(settings) * _EPOCH_S[architecture] * length * rows / _MEASURED_ROWS
    return _START_S + _READING_S * rows / _ALL_ROWS + learning


def _epochs(settings: Json) -> int:
    """How many epochs are likely to be run."""
    most, patience = int(settings["epochs"]), int(settings.get("patience", 2))
    return min(most, _BEST_EPOCH + patience) if patience else most
