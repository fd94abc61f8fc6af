"""Bag of bigrams or sequence network: the book's rule of thumb (2E ch. 11.3). Standard library only.

Many short texts teach a network the order of words; few or long ones teach it which words occur, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.recipe import Json, Words

LIMIT = 1_500  # texts for each word of a mean text


@dataclass(frozen=True)
class TextRule:
    """What the rule says about a set of texts.

    Attributes:
        rows: texts to learn from.
        mean_words: words in one of them, on average.
        ratio: rows / mean_words.
        suggests: "bigrams" (a dense network over a bag of words and pairs) or "sequence" (words in their order).
        reason: the rule with these figures, in both languages.
    """

    rows: int
    mean_words: float
    ratio: float
    suggests: Literal["bigrams", "sequence"]
    reason: Words

    def report(self) -> Json:
        """Give the rule as a run's report carries it."""
        return {
            "rows": self.rows,
            "mean_words": self.mean_words,
            "ratio": self.ratio,
            "suggests": self.suggests,
            "reason": {"en": self.reason.en, "zh": self.reason.zh},
        }


def suggest(rows: int, mean_words: float) -> TextRule:
    """Give what the rule suggests; texts without a word count as one word long.

    Args:
        rows: texts to learn from, 0 or more.
        mean_words: mean number of words in a text, 0 or more.
    """
    ratio = rows / max(mean_words, 1.0)
    sequence = ratio > LIMIT
    facts = f"{rows:,} / {mean_words:,.0f} = {ratio:,.0f}"
    reason = Words(
        f"Texts / mean words = {facts}, {'above' if sequence else 'not above'} {LIMIT:,}: "
        + ("enough texts to learn from the order of words." if sequence else "a bag of words and pairs usually wins."),
        f"文本数 / 平均词数 = {facts}，{'大于' if sequence else '不大于'} {LIMIT:,}："
        + ("文本足够多，可以从词序中学习。" if sequence else "词与词对组成的词袋通常更好。"),
    )
    return TextRule(rows, mean_words, ratio, "sequence" if sequence else "bigrams", reason)
