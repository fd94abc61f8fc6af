"""Temperature: how will a measured quantity go on, given what was measured until now?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Card, Headline, Preset, Schema, Words
from models.setting import setting

HEADLINE = Headline("mae", Words("Mean error at the horizon", "预测时距处的平均误差"), "°C", False, 2.39, "2E ch. 10")
MOST_NUMBERS = 40_000  # of one window

Architecture = Literal["dense", "conv1d", "conv1d-gru", "simple-rnn", "lstm", "gru", "stacked", "bidirectional"]
FiniteNumber = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Params(Schema):
    """Settings of a forecasting network."""

    architecture: Architecture = setting(
        "gru",
        en=("Network", "What reads the window: dense and convolutions ignore or blur the order, the others keep it."),
        zh=("网络结构", "用什么读取窗口：全连接与卷积忽略或模糊时间顺序，循环网络保留顺序。"),
        book="stacked",
    )
    units: int = setting(
        32,
        en=("Units", "Width of each layer."),
        zh=("单元数", "每层的宽度。"),
        book=32,
        ge=1,
        le=256,
    )
    dropout: float = setting(
        0.3,
        en=("Dropout", "Share of the last layer's inputs silenced at each training step."),
        zh=("Dropout 比例", "每个训练步骤中，输出层输入被随机置零的比例。"),
        book=0.5,
        ge=0.0,
        le=0.9,
    )
    recurrent_dropout: float = setting(
        0.25,
        en=("Recurrent dropout", "Share of a recurrent layer's state silenced, the same at each row of a window."),
        zh=("循环 Dropout 比例", "循环层状态被置零的比例，同一窗口内各时刻使用相同的掩码。"),
        book=0.25,
        ge=0.0,
        le=0.9,
    )
    target: str | None = setting(
        None,
        en=("Target column", "The column to forecast; empty: the temperature, or the last column of your own CSV."),
        zh=("目标列", "要预测的列；留空则为温度，或自有 CSV 的最后一列。"),
        max_length=200,
    )
    sampling_minutes: int = setting(
        0,
        en=(
            "Sampling, minutes",
            "Time between two rows of a window; 0: the data's own. Uneven times: mean of each step.",
        ),
        zh=("采样间隔（分钟）", "窗口中相邻两行的间隔；0 表示沿用数据自身间隔。时间不等间隔时取每段平均。"),
        book=60,
        ge=0,
        le=44_640,
    )
    window: int = setting(
        48,
        en=("Window, rows", "How many rows the network sees, the last of which is now."),
        zh=("窗口（行）", "网络看到多少行，最后一行为当前时刻。"),
        book=120,
        ge=2,
        le=1000,
    )
    horizon: int = setting(
        24,
        en=("Horizon, rows", "How many rows ahead are forecast; the figures are measured at the last one."),
        zh=("预测时距（行）", "向前预测多少行；指标在最后一行处衡量。"),
        book=24,
        ge=1,
        le=336,
    )
    missing: Literal["refuse", "forward-fill", "interpolate", "drop-windows"] = setting(
        "forward-fill",
        en=(
            "Missing values",
            "Refuse the file; repeat the last value or draw a line to the next (at most 6 rows); or fill nothing and"
            " leave out windows with a gap.",
        ),
        zh=("缺失值", "拒绝文件；用前一个值或线性插值填补（最多连续 6 行）；或不填补，舍弃含缺口的窗口。"),
    )
    epochs: int = setting(
        15,
        en=("Epochs", "Passes over the training windows, at most."),
        zh=("训练轮数", "最多遍历训练窗口的次数。"),
        book=50,
        ge=1,
        le=200,
    )
    batch_size: int = setting(
        128,
        en=("Batch size", "Windows per training step."),
        zh=("批大小", "每个训练步骤的窗口数。"),
        book=256,
        ge=1,
        le=4096,
    )
    learning_rate: float = setting(
        0.001,
        en=("Learning rate", "Step size of Adam."),
        zh=("学习率", "Adam 的步长。"),
        book=0.001,
        gt=0.0,
        le=1.0,
    )
    patience: int = setting(
        4,
        en=("Patience", "Stop after this many epochs without a better validation loss; 0 trains all epochs."),
        zh=("耐心轮数", "验证损失连续多少轮没有改善就停止；0 表示跑完所有轮。"),
        book=0,
        ge=0,
        le=50,
    )

    @model_validator(mode="after")
    def _long_enough(self) -> Params:
        smallest = {"conv1d": 12, "conv1d-gru": 12}.get(self.architecture, 2)
        if self.window < smallest:
            told = {"architecture": self.architecture, "smallest": smallest}
            raise PydanticCustomError("window_too_short", "{architecture} needs a window of {smallest} rows.", told)
        return self


class Query(Schema):
    """What was measured until now."""

    window: list[list[FiniteNumber | None]] = Field(
        min_length=2,
        max_length=1000,
        title="Window",
        description="One row a step, oldest first, the last is now; the model's columns in order; null: missing.",
        json_schema_extra={
            "zh": {"title": "窗口", "description": "每步一行，从旧到新，最后一行为当前；null 表示缺失。"}
        },
    )
    start: str | None = Field(
        None,
        max_length=40,
        title="Start",
        description="Time of the first row, such as 2013-11-05T04:00:00Z; without it the hour of the day is not known.",
        json_schema_extra={"zh": {"title": "起始时间", "description": "第一行的时间；省略则不知道一天中的时刻。"}},
    )

    @field_validator("window")
    @classmethod
    def _bounded(cls, window: list[list[float | None]]) -> list[list[float | None]]:
        if sum(map(len, window)) > MOST_NUMBERS:
            raise PydanticCustomError("window_too_large", "The window holds too many numbers.")
        return window


class Step(Schema):
    """One row ahead: the forecast, the interval that holds about 80 % of measurements, and "the value now"."""

    hours: float
    value: float
    low: float
    high: float
    baseline: float


class Answer(Schema):
    """The forecast as a curve."""

    target: str
    unit: str
    steps: list[Step]
    warnings: list[str]


class ColumnContribution(Schema):
    """`contribution`: how much the forecast at the horizon would fall if the column stood at its training mean."""

    name: str
    contribution: float


class HourContribution(Schema):
    """The same for all columns of a stretch of time that begins `hours_ago`."""

    hours_ago: float
    contribution: float


class Explanation(Schema):
    """Which columns and which hours moved the forecast."""

    columns: list[ColumnContribution]
    hours: list[HourContribution]


CARD = Card(
    name="temperature",
    package="models.temperature",
    kind="train",
    title=Words("Temperature forecast", "温度预测"),
    summary=Words(
        "Forecasts a measured quantity, such as tomorrow's temperature: a curve with an interval. Recurrent network.",
        "把某个测量量（例如明天的气温）预测为一条带区间的曲线。循环网络。",
    ),
    chapter="1E §6.3, 2E ch. 10",
    task="time series forecasting",
    headline=HEADLINE,
    data_sets=("weather", "jena"),
    data_kinds=("series", "table"),
    Params=Params,
    Query=Query,
    Answer=Answer,
    Explanation=Explanation,
    presets=(
        Preset(
            "book",
            Words("As in the book, hourly", "如书中所述，逐小时"),
            {
                "architecture": "stacked",
                "sampling_minutes": 60,
                "window": 120,
                "dropout": 0.5,
                "recurrent_dropout": 0.5,
            },
        ),
        Preset("quick", Words("Dense, quick", "全连接，快速"), {"architecture": "dense", "epochs": 8}),
        Preset(
            "stacked", Words("Two GRU layers", "两层 GRU"), {"architecture": "stacked", "dropout": 0.5, "epochs": 12}
        ),
    ),
    answer_limit=32,
    light=False,
    max_body_bytes=4_000_000,
    scripted=True,
    estimate_s=90.0,
)
