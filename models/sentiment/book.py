"""What the book reached with each architecture on IMDB: landmarks, of other rows and mostly other settings."""

from __future__ import annotations

from models.recipe import Headline
from models.sentiment.card import ACCURACY

_FIGURES = {
    "embedding-flatten": (0.755, "1E §6.1, validation, 20 words"),
    "conv1d": (0.838, "1E §6.4, validation"),
    "simple-rnn": (0.85, "1E §6.2, validation"),
    "lstm": (0.89, "1E §6.2, validation"),
    "bidirectional": (0.88, "2E ch. 11"),
    "transformer": (0.883, "2E ch. 11"),
}


def headline_of(architecture: str) -> Headline | None:
    """Give the headline beside the book's figure for that architecture; None: the card's own."""
    if architecture == "multi-hot":
        return None
    figure, source = _FIGURES.get(architecture, (None, ""))
    return Headline("accuracy", ACCURACY, "fraction", True, figure, source)
