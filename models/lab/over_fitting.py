"""The over-fitting lab: one network, and what the book does against its over-fitting, side by side.

Source: Chollet, Deep Learning with Python, 1E §4.4, 2E chapter 5. Book's figures at epoch 20, validation loss:
16-16 .769, 4-4 .474, 512-512 .890, L2 .420, dropout .536 (on its own split; the order is what carries over).
"""

from __future__ import annotations

from models.lab.experiment import Experiment, Statement, Variant
from models.lab.measure import Expectation, Figure, Measure
from models.recipe import Words

_LOSS = Figure("val_loss", "last")
_FALLS = Expectation("<", 0.0)


def _loss(name: str, method: Words) -> Statement:
    """That a variant's validation loss after the last epoch is below that of the base."""
    return Statement(
        id=f"{name}-helps",
        words=Words(
            f"{method.en} ends with a lower validation loss than the base.",
            f"{method.zh}：最后一轮的验证损失低于基准。",
        ),
        source="1E §4.4, 2E ch. 5",
        measure=Measure(_LOSS, name, "base"),
        expected=_FALLS,
    )


OVER_FITTING = Experiment(
    name="over-fitting",
    recipe="sentiment",
    data_set="imdb",
    title=Words("Over-fitting and what helps", "过拟合与应对方法"),
    summary=Words(
        "The same reviews, the same seeds: too large, too small, held back by L2 or dropout, or stopped in time.",
        "同样的影评、同样的随机种子：网络过大、过小、用 L2 或 Dropout 约束，或及时停止。",
    ),
    params={"ngrams": 1, "vocabulary_size": 10_000, "epochs": 20, "batch_size": 512, "patience": 0},
    variants=(
        Variant("base", Words("Base: 16-16 units", "基准：16-16 单元"), {"hidden_units": 16}),
        Variant("small", Words("Small: 4-4 units", "小网络：4-4 单元"), {"hidden_units": 4}),
        Variant("big", Words("Big: 512-512 units", "大网络：512-512 单元"), {"hidden_units": 512}),
        Variant("l2", Words("L2 penalty 0.002", "L2 正则 0.002"), {"l2": 0.002}),
        Variant("dropout", Words("Dropout 0.5", "Dropout 0.5"), {"dropout": 0.5}),
        Variant("half-data", Words("Half the data: 10,000 reviews", "一半数据：1 万条影评"), {"training_rows": 10_000}),
        Variant("early-stopping", Words("Early stopping, patience 2", "提前停止，耐心 2 轮"), {"patience": 2}),
    ),
    statements=(
        Statement(
            "base-overfits",
            Words(
                "The base over-fits: its validation loss is lowest by epoch 8.",
                "基准网络会过拟合：验证损失在第 8 轮之前达到最低。",
            ),
            "1E §3.5, §4.4",
            Measure(Figure("val_loss", "lowest epoch"), "base"),
            Expectation("<=", 8.0),
        ),
        _loss("small", Words("The small network", "小网络")),
        _loss("l2", Words("L2 regularisation", "L2 正则")),
        _loss("dropout", Words("Dropout", "Dropout")),
        Statement(
            "more-data-helps",
            Words(
                "Twice the data give a lower validation loss at its best epoch.",
                "数据加倍，最佳轮次的验证损失更低。",
            ),
            "1E §4.4, 2E ch. 5",
            Measure(Figure("val_loss", "lowest"), "base", "half-data"),
            _FALLS,
        ),
        Statement(
            "big-overfits-sooner",
            Words(
                "The big network over-fits at least as early as the base.",
                "大网络过拟合的时间不晚于基准。",
            ),
            "1E §4.4",
            Measure(Figure("val_loss", "lowest epoch"), "big", "base"),
            Expectation("<=", 0.0),
        ),
        Statement(
            "big-memorises",
            Words(
                "The big network ends with a lower training loss than the base: it memorises.",
                "大网络最后的训练损失低于基准：它在死记硬背。",
            ),
            "1E §4.4",
            Measure(Figure("loss", "last"), "big", "base"),
            _FALLS,
        ),
        Statement(
            "stopping-costs-nothing",
            Words(
                "Stopping early gives a test accuracy not worse than training to the end.",
                "提前停止的测试准确率不低于训练到底。",
            ),
            "1E §4.4, 2E ch. 5",
            Measure(Figure("accuracy"), "early-stopping", "base"),
            Expectation(">=", 0.0),
        ),
    ),
)
