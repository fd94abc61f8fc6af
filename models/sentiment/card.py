"""Sentiment: is a movie review positive or negative?"""

from __future__ import annotations

from typing import Literal

from models.recipe import Card, Headline, Schema, Words
from models.setting import setting
from models.text_networks.card import TextExplanation, TextQuery
from models.text_networks.presets import SENTIMENT_PRESETS
from models.text_networks.settings import TextParams
from models.text_networks.work import work

ACCURACY = Words("Test accuracy", "测试准确率")
TEST_FRACTION = 0.1  # of all texts, and the same again for validation


class Params(TextParams):
    """Settings of the sentiment network."""

    vocabulary_size: int = setting(
        20_000,
        en=(
            "Vocabulary size",
            "Terms that the network knows, the most frequent of the training texts. Hashing: bins.",
        ),
        zh=("词汇量", "网络认识的词项数：训练文本中最常见的词项。哈希：桶的数量。"),
        book=10_000,
        ge=100,
        le=40_000,
    )
    ngrams: int = setting(
        2,
        en=("N-grams", "Bags only: 1 counts single words; 2 adds pairs of neighbours such as 'not good'."),
        zh=("N 元组", "仅用于词袋：1 只看单词；2 再加上相邻词对，例如 “not good”。"),
        book=1,
        ge=1,
        le=2,
    )
    loss: Literal["binary_crossentropy", "mse"] = setting(
        "binary_crossentropy",
        en=("Loss", "What training makes small; the book suggests mse as an experiment."),
        zh=("损失函数", "训练要减小的量；书中建议用 mse 做对比实验。"),
        book="binary_crossentropy",
    )


class Answer(Schema):
    """The more likely label and the probability of `positive`."""

    label: Literal["positive", "negative"]
    positive: float
    warnings: list[str]


CARD = Card(
    name="sentiment",
    package="models.sentiment",
    kind="train",
    title=Words("Movie review sentiment", "影评情感分类"),
    summary=Words(
        "Reads a review in English and says whether it is positive: a dense network over a bag of words, or one of "
        "eleven other architectures up to the Transformer.",
        "判断一段英文影评是正面还是负面。基于词袋的全连接网络，或另外十一种结构之一，直至 Transformer。",
    ),
    chapter="1E §3.5, 2E ch. 4",
    task="binary classification",
    headline=Headline("accuracy", ACCURACY, "fraction", True, 0.885, "1E §3.5"),
    data_sets=("imdb",),
    Params=Params,
    presets=SENTIMENT_PRESETS,
    scripted=True,
    half_precision=True,
    work=work,
    Query=TextQuery,
    Answer=Answer,
    Explanation=TextExplanation,
    examples=(
        {"text": "A wonderful film: the acting is superb and I loved every minute of it."},
        {"text": "Two hours of my life that I will never get back. The plot is dull and the jokes fall flat."},
        {"text": "The story starts slowly, but the last half hour is excellent."},
    ),
    estimate_s=23.0,
)
