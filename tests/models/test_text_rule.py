"""The rule of 2E ch. 11.3, on the book's own three examples."""

from __future__ import annotations

import pytest

from models.text_rule import suggest


@pytest.mark.parametrize(
    ("rows", "mean_words", "ratio", "suggests"),
    [
        (100_000, 1_000, 100, "bigrams"),
        (50_000, 40, 1_250, "bigrams"),
        (500_000, 40, 12_500, "sequence"),
        (1_500, 1, 1_500, "bigrams"),
        (3, 0, 3, "bigrams"),
    ],
)
def test_ratio_decides(rows: int, mean_words: float, ratio: float, suggests: str) -> None:
    rule = suggest(rows, mean_words)

    assert (rule.ratio, rule.suggests) == (ratio, suggests)
    assert f"{ratio:,}" in rule.reason.en and f"{ratio:,}" in rule.reason.zh
    assert rule.report()["reason"] == {"en": rule.reason.en, "zh": rule.reason.zh}
