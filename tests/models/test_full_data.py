"""Accuracy on the full packaged data. Slow: `pytest -m slow`. Figures and seeds stand in docs/recipes.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.fakes import FakeBundle, FakeJob, largest_difference

pytestmark = pytest.mark.slow


def test_sentiment_reaches_the_book(tmp_path: Path) -> None:
    from models.sentiment.card import Params
    from models.sentiment.training import train

    trained = train(Params(), FakeJob(tmp_path))

    assert trained.data["split"] == {"train": 19924, "validation": 2490, "test": 2490}
    assert trained.metrics["accuracy"] >= 0.87
    assert trained.metrics["roc_auc"] >= 0.94
    assert largest_difference(trained, FakeBundle(trained, tmp_path)) < 1e-4


# A little below what seed 7 reached (docs/recipes.md); the issue asks for .89 and .85.
@pytest.mark.parametrize(
    ("architecture", "accuracy"),
    [
        ("multi-hot", 0.89),
        ("conv1d", 0.85),
        ("lstm", 0.85),
        ("gru", 0.85),
        ("bidirectional", 0.85),
        ("transformer", 0.85),
    ],
)
def test_sentiment_architectures(tmp_path: Path, architecture: str, accuracy: float) -> None:
    from models.sentiment.card import CARD, Params
    from models.sentiment.training import train

    preset = next(preset for preset in CARD.presets if preset.name == architecture)

    trained = train(Params(**preset.params), FakeJob(tmp_path))

    assert trained.metrics["accuracy"] >= accuracy
    assert largest_difference(trained, FakeBundle(trained, tmp_path)) < 1e-4


def test_bbc_news(tmp_path: Path) -> None:
    from models.news.card import Params
    from models.news.training import train

    trained = train(Params(), FakeJob(tmp_path))  # Reuters is not at hand: the recipe goes on with BBC News

    assert trained.data["name"] == "bbc-news"
    assert trained.metrics["accuracy"] >= 0.95


def test_boston(tmp_path: Path) -> None:
    from models.house_prices.card import Params
    from models.house_prices.training import train

    trained = train(Params(), FakeJob(tmp_path))

    assert trained.metrics["mae_k_usd"] < 2.6
    assert trained.metrics["test_mae_k_usd"] < trained.metrics["baseline_mae_k_usd"] / 2
    assert abs(trained.metrics["interval_coverage"] - 0.8) < 0.12  # 101 houses: a standard error of 0.04
    assert largest_difference(trained, FakeBundle(trained, tmp_path)) < 1e-4
