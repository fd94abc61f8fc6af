"""News: which topic is a newswire or article about?"""

from __future__ import annotations

from models.recipe import Card, Headline, Schema, Words
from models.setting import setting
from models.text_networks.card import TextExplanation, TextQuery
from models.text_networks.presets import NEWS_PRESETS
from models.text_networks.settings import TextParams
from models.text_networks.work import work

ACCURACY = Words("Test accuracy", "测试准确率")
TEST_FRACTION = 0.15  # of all texts, and the same again for validation


class Params(TextParams):
    """Settings of the topic network."""

    hidden_units: int = setting(
        64,
        en=(
            "Units per layer",
            "Bags only: width of each hidden layer; much narrower than the number of topics loses information.",
        ),
        zh=("每层单元数", "仅用于词袋：每个隐藏层的宽度；若远小于主题数会丢失信息。"),
        book=64,
        ge=1,
        le=512,
    )
    batch_size: int = setting(
        64,
        en=("Batch size", "Texts per training step."),
        zh=("批大小", "每个训练步骤的文本数。"),
        book=512,
        ge=8,
        le=4096,
    )


class Score(Schema):
    """A topic and its probability."""

    label: str
    score: float


class Answer(Schema):
    """The most likely topic and up to five of the best; `label_set` is the data set that the topics come from."""

    label: str
    scores: list[Score]
    label_set: str
    warnings: list[str]


CARD = Card(
    name="news",
    package="models.news",
    kind="train",
    title=Words("News topics", "新闻主题分类"),
    summary=Words(
        "Sorts newswires into 46 Reuters topics, or articles into the topics of another set such as BBC News.",
        "把路透社电讯分到 46 个主题，或按其他数据集（如 BBC 新闻）的主题分类。",
    ),
    chapter="1E §3.6, 2E ch. 4",
    task="single-label multiclass classification",
    headline=Headline("accuracy", ACCURACY, "fraction", True, 0.777, "1E §3.6"),
    data_sets=("reuters", "bbc-news"),
    Params=Params,
    presets=NEWS_PRESETS,
    scripted=True,
    half_precision=True,
    work=work,
    Query=TextQuery,
    Answer=Answer,
    Explanation=TextExplanation,
    examples=(
        {"text": "The company said its net profit rose to 12.3 mln dlrs in the first quarter, or 45 cts a share."},
        {"text": "The champions won the cup final after extra time; the coach praised the young striker who scored."},
        {"text": "Oil producers agreed to cut output by one million barrels a day to support crude prices."},
    ),
    estimate_s=10.0,
)
