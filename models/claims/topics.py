"""Claims about news topics: many classes at once, the bottleneck, and the learning rate.

Source: Chollet, Deep Learning with Python, 1E §3.6, 2E chapters 4, 5 and 11.
"""

from __future__ import annotations

from models.claims.claim import Claim, Setup
from models.lab.measure import Expectation, Figure, Measure
from models.recipe import Json, Words

_ACCURACY, _BASELINE = Figure("accuracy"), Figure("baseline_accuracy")
_ARCHIVE = Words(
    "Our copy is the Reuters-21578 archive, with another choice of documents than Keras ships.",
    "我们使用 Reuters-21578 归档，所选文档与 Keras 自带版本不同。",
)


def _news(data_set: str, **params: object) -> Setup:
    given: Json = dict(params)
    return Setup("news", {"epochs": 20, "batch_size": 128, "patience": 3} | given, data_set)


def _bottleneck(data_set: str, *, quick_seeds: int, bound: float, reason: Words | None) -> Claim:
    """That hidden layers much narrower than the number of topics lose accuracy."""
    return Claim(
        id=f"{data_set}-bottleneck",
        source="1E §3.6",
        words=Words(
            f"Hidden layers of 4 units lose accuracy against 64, on {data_set}.",
            f"在 {data_set} 上，4 个单元的隐藏层比 64 个单元损失准确率。",
        ),
        setups={"narrow": _news(data_set, hidden_units=4), "wide": _news(data_set, hidden_units=64)},
        measure=Measure(_ACCURACY, "narrow", "wide"),
        expected=Expectation("<=", bound),
        book=0.71 - 0.79,
        unit="points",
        quick_seeds=quick_seeds,
        note=Words(
            "Both hidden layers have 4 units here; in the book only the second.",
            "这里两个隐藏层都是 4 个单元；书中只有第二层。",
        ),
        reason=reason,
    )


TOPICS = (
    Claim(
        id="reuters-dense",
        source="1E §3.6, 2E ch. 4",
        words=Words(
            "A dense network sorts newswires into 46 topics with about 78 % accuracy.",
            "全连接网络把电讯分到 46 个主题，准确率约 78%。",
        ),
        setups={"dense": _news("reuters")},
        measure=Measure(_ACCURACY, "dense"),
        expected=Expectation(">=", 0.777, 0.01),
        book=0.777,
        unit="fraction",
        note=_ARCHIVE,
    ),
    Claim(
        id="reuters-baseline",
        source="1E §3.6",
        words=Words(
            "That is far better than guessing: more than 40 points above it.",
            "这远好于猜测：高出 40 个百分点以上。",
        ),
        setups={"dense": _news("reuters")},
        measure=Measure(_ACCURACY, "dense", "dense", other=_BASELINE),
        expected=Expectation(">=", 0.4),
        book=0.777 - 0.19,
        unit="points",
        note=Words(
            "The book guesses by shuffled labels; ours always says the most frequent topic, which is stricter.",
            "书中用打乱的标签猜测；我们总是猜最常见的主题，更为严格。",
        ),
    ),
    _bottleneck("reuters", quick_seeds=0, bound=-0.02, reason=None),
    Claim(
        id="bbc-baseline",
        source="1E §3.6",
        words=Words(
            "On BBC articles, a dense network is more than 40 points better than guessing.",
            "在 BBC 文章上，全连接网络比猜测高出 40 个百分点以上。",
        ),
        setups={"dense": _news("bbc-news", hidden_units=64)},
        measure=Measure(_ACCURACY, "dense", "dense", other=_BASELINE),
        expected=Expectation(">=", 0.4),
        book=0.777 - 0.19,
        unit="points",
        quick_seeds=1,
    ),
    _bottleneck("bbc-news", quick_seeds=1, bound=-0.02, reason=None),
    Claim(
        id="bbc-learning-rate",
        source="2E ch. 5.3",
        words=Words(
            "With a learning rate of 1 a network is stuck where one of 0.01 learns.",
            "学习率为 1 时网络停滞不前，而 0.01 能正常学习。",
        ),
        setups={
            "one": _news("bbc-news", hidden_units=64, learning_rate=1.0),
            "hundredth": _news("bbc-news", hidden_units=64, learning_rate=0.01),
        },
        measure=Measure(_ACCURACY, "one", "hundredth"),
        expected=Expectation("<=", -0.2),
        book=0.4 - 0.98,
        unit="points",
        quick_seeds=1,
        note=Words("The book shows it on MNIST digits.", "书中用 MNIST 数字演示。"),
    ),
)
