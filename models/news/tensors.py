"""News as tensors: a text a row in, the probability of every topic out."""

from __future__ import annotations

from models.news.answering import NewsAnswerer
from models.text_networks.tensors import TextTensors


def of(answerer: NewsAnswerer) -> TextTensors:
    """Give the tensors of a loaded version."""
    return TextTensors(answerer.scorer, answerer.labels)
