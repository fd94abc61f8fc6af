"""House prices: what is a house worth, and how sure is that?"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, RootModel

from models.recipe import Card, Headline, Schema, Words
from models.setting import setting

COVERAGE = 0.8  # share of houses whose price should lie inside the interval

FiniteNumber = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Params(Schema):
    """Settings of the k networks."""

    folds: int = setting(
        4,
        en=("Folds", "The rows are cut into this many parts; each network is trained without one of them."),
        zh=("折数", "把数据分成几份；每个网络训练时留出其中一份。"),
        book=4,
        ge=2,
        le=10,
    )
    passes: int = setting(
        4,
        en=("Passes", "Iterated K-fold: each pass cuts the rows anew and trains as many networks again."),
        zh=("重复次数", "迭代 K 折：每次重新划分数据，再训练同样多的网络。"),
        book=1,
        ge=1,
        le=8,
    )
    epochs: int = setting(
        130,
        en=("Epochs", "Passes over the training rows."),
        zh=("训练轮数", "遍历训练数据的次数。"),
        book=130,
        ge=1,
        le=1000,
    )
    batch_size: int = setting(
        16,
        en=("Batch size", "Rows per training step; the first edition uses 1."),
        zh=("批大小", "每个训练步骤的行数；第一版使用 1。"),
        book=16,
        ge=1,
        le=1024,
    )
    hidden_layers: int = setting(
        2,
        en=("Hidden layers", "Dense layers before the output; 0 gives a linear model."),
        zh=("隐藏层数", "输出层之前的全连接层数；0 表示线性模型。"),
        book=2,
        ge=0,
        le=4,
    )
    hidden_units: int = setting(
        64,
        en=("Units per layer", "Width of each hidden layer."),
        zh=("每层单元数", "每个隐藏层的宽度。"),
        book=64,
        ge=1,
        le=256,
    )
    activation: Literal["relu", "tanh", "gelu", "elu"] = setting(
        "relu",
        en=("Activation", "Non-linearity of the hidden layers."),
        zh=("激活函数", "隐藏层的非线性函数。"),
        book="relu",
    )
    dropout: float = setting(
        0.0,
        en=("Dropout", "Share of hidden units silenced at each training step."),
        zh=("Dropout 比例", "每个训练步骤中被随机置零的隐藏单元比例。"),
        book=0.0,
        ge=0.0,
        le=0.9,
    )
    l2: float = setting(
        0.0,
        en=("L2 penalty", "Weight decay added to the loss."),
        zh=("L2 正则", "加到损失上的权重惩罚。"),
        book=0.0,
        ge=0.0,
        le=0.1,
    )
    optimizer: Literal["rmsprop", "adam", "sgd"] = setting(
        "rmsprop",
        en=("Optimizer", "How weights follow the gradient."),
        zh=("优化器", "权重如何沿梯度更新。"),
        book="rmsprop",
    )
    learning_rate: float = setting(
        0.001,
        en=("Learning rate", "Step size of the optimizer."),
        zh=("学习率", "优化器的步长。"),
        book=0.001,
        gt=0.0,
        le=1.0,
    )
    target: str | None = setting(
        None,
        en=("Target column", "For your own CSV: the column to predict, in US dollars; empty takes the last."),
        zh=("目标列", "自有 CSV 要预测的列（美元）；留空则取最后一列。"),
        max_length=200,
    )
    missing: Literal["refuse", "drop", "mean"] = setting(
        "refuse",
        en=("Missing values", "For your own CSV: refuse the file, drop the row, or use the training mean."),
        zh=("缺失值", "自有 CSV 中的缺失值：拒绝文件、丢弃该行，或用训练均值填充。"),
    )


class Query(RootModel[dict[str, FiniteNumber]]):
    """One house: a number for each feature of the model, by name."""

    model_config = ConfigDict(frozen=True)


class Answer(Schema):
    """The estimated price and an interval that holds the true price for about 80 % of houses."""

    price_usd: int
    low: int
    high: int


class CurvePoint(Schema):
    """The price if the feature were `x` and all else as asked."""

    x: float
    price_usd: int
    low: int
    high: int


class FeatureContribution(Schema):
    """`contribution`: dollars that this feature adds, compared with the same house at the feature's median."""

    name: str
    contribution: float
    curve: list[CurvePoint]


class Explanation(Schema):
    """How the price of one house follows from each of its features."""

    features: list[FeatureContribution]


def rounded(dollars: float) -> int:
    """Round to 100 dollars: more digits would pretend."""
    return round(dollars / 100) * 100 if math.isfinite(dollars) else 0


_RIVERSIDE = {
    "CRIM": 0.03,
    "ZN": 0.0,
    "INDUS": 5.2,
    "CHAS": 1.0,
    "NOX": 0.46,
    "RM": 7.2,
    "AGE": 45.0,
    "DIS": 4.1,
}
_RIVERSIDE |= {"RAD": 5.0, "TAX": 250.0, "PTRATIO": 15.5, "B": 393.0, "LSTAT": 5.1}
_TYPICAL = {
    "CRIM": 0.26,
    "ZN": 0.0,
    "INDUS": 9.7,
    "CHAS": 0.0,
    "NOX": 0.54,
    "RM": 6.2,
    "AGE": 77.0,
    "DIS": 3.2,
}
_TYPICAL |= {"RAD": 5.0, "TAX": 330.0, "PTRATIO": 19.0, "B": 391.0, "LSTAT": 11.4}

CARD = Card(
    name="house-prices",
    package="models.house_prices",
    kind="train",
    title=Words("House prices", "房价预测"),
    summary=Words(
        "Estimates a price from numbers about a house and its area, with an honest interval. K-fold ensemble.",
        "根据房屋和地区的数据估计价格，并给出可信区间。K 折网络集成。",
    ),
    chapter="1E §3.7, 2E ch. 4",
    task="regression, any value",
    headline=Headline("mae_k_usd", Words("Mean error over the folds", "各折平均误差"), "k$", False, 2.38, "1E §3.7"),
    data_sets=("boston", "california"),
    Params=Params,
    Query=Query,
    Answer=Answer,
    Explanation=Explanation,
    examples=(_TYPICAL, _RIVERSIDE, _TYPICAL | {"RM": 7.5, "LSTAT": 4.0}),
    estimate_s=15.0,
    scripted=True,
)
