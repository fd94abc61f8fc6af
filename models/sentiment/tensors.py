"""Reviews as tensors: a review a row in, the probability of each sentiment out."""

from __future__ import annotations

from models.sentiment.answering import LABELS, SentimentAnswerer
from models.text_networks.tensors import TextTensors


def of(answerer: SentimentAnswerer) -> TextTensors:
    """Give the tensors of a loaded version."""
    return TextTensors(answerer.scorer, LABELS)
