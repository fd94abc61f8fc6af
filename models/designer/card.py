"""The designer: a network for any kind of input and any kind of question, by the book's two tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from models.data.examples import InputKind, Task
from models.designer.design import choose_architecture
from models.designer.fitting import check_fits
from models.designer.questions import Answer, Explanation, Query
from models.recipe import Card, Headline, InputError, PictureFacts, Schema, Words
from models.setting import setting

TargetName = Annotated[str, Field(min_length=1, max_length=200)]
AUTO_UNITS = 0  # of units and layers: what suits the architecture


class Params(Schema):
    """What is given, what is asked, and how the network is made and trained."""

    input: InputKind = setting(
        "vector",
        en=("Input", "What one example is: it decides the architecture."),
        zh=("输入", "一个样本是什么：它决定网络结构。"),
    )
    task: Task = setting(
        "binary",
        en=("Task", "What is asked about it: it decides the last layer, the loss and the metric."),
        zh=("任务", "要回答什么：它决定最后一层、损失函数和指标。"),
    )
    architecture: Literal[
        "auto", "dense", "linear", "bigrams", "transformer", "conv1d", "gru", "lstm", "conv2d", "separable-conv2d",
        "conv3d", "conv2d-rnn", "conv2d-conv1d",
    ] = setting(
        "auto",
        en=("Architecture", "auto takes the one that the book prefers for the input."),
        zh=("网络结构", "auto 采用书中对该输入首选的结构。"),
        book="auto",
    )  # fmt: skip
    target: list[TargetName] = setting(
        [],
        en=("Target columns", "Of your own file: the column or columns to predict; empty lets the data decide."),
        zh=("目标列", "自有文件中要预测的列；留空则由数据决定。"),
        max_length=100,
    )
    missing: Literal["refuse", "drop", "fill"] = setting(
        "refuse",
        en=("Missing values", "Of your own table: refuse the file, drop the row, or fill the gap and mark it."),
        zh=("缺失值", "自有表格中的缺失值：拒绝文件、丢弃该行，或填充并标记。"),
    )
    side: int = setting(
        64,
        en=("Side of pictures", "Pixels a side that your own pictures are resized to."),
        zh=("图片边长", "自有图片缩放到的边长（像素）。"),
        ge=16,
        le=224,
    )
    units: int = setting(
        AUTO_UNITS,
        en=("Units", "Width of the hidden layers, or filters of the first convolution; 0 takes what suits."),
        zh=("单元数", "隐藏层的宽度，或第一层卷积的滤波器数；0 表示自动。"),
        ge=0,
        le=512,
    )
    layers: int = setting(
        AUTO_UNITS,
        en=("Layers", "Hidden layers, convolution blocks or recurrent layers; 0 takes what suits."),
        zh=("层数", "隐藏层、卷积块或循环层的数量；0 表示自动。"),
        ge=0,
        le=6,
    )
    dropout: float = setting(
        0.2,
        en=("Dropout", "Share of numbers silenced before the last layer at each training step."),
        zh=("Dropout 比例", "每个训练步骤中在最后一层之前随机置零的比例。"),
        book=0.5,
        ge=0.0,
        le=0.9,
    )
    learning_rate: float = setting(
        0.002,
        en=("Learning rate", "Step size of the optimizer (Adam)."),
        zh=("学习率", "优化器（Adam）的步长。"),
        book=0.001,
        gt=0.0,
        le=1.0,
    )
    epochs: int = setting(
        30,
        en=("Epochs", "Passes over the training rows at most."),
        zh=("训练轮数", "最多遍历训练数据的次数。"),
        ge=1,
        le=1000,
    )
    batch_size: int = setting(
        32,
        en=("Batch size", "Rows per training step."),
        zh=("批大小", "每个训练步骤的行数。"),
        book=32,
        ge=1,
        le=1024,
    )
    patience: int = setting(
        6,
        en=("Patience", "Epochs without a better validation loss before stopping; 0 trains all epochs."),
        zh=("耐心", "验证损失不再改善多少轮后停止；0 表示训练全部轮数。"),
        ge=0,
        le=100,
    )
    imbalance: Literal["none", "class_weights"] = setting(
        "none",
        en=("Imbalance", "class_weights lets mistakes on rare classes count more in the loss."),
        zh=("类别不均衡", "class_weights 使稀少类别的错误在损失中占更大权重。"),
    )


def check(params: Params, pictures: Mapping[str, PictureFacts]) -> None:  # noqa: ARG001
    """Refuse settings that contradict each other, whatever the data.

    Raises:
        InputError: `architecture_not_for_input`, `imbalance_not_for_task`.
    """
    choose_architecture(params.input, params.architecture)
    if params.imbalance == "class_weights" and params.task not in ("binary", "single-label"):
        message = f"Class weights need one class a row; a {params.task} task has none."
        raise InputError(message, "imbalance_not_for_task", "/imbalance")


_HOUSE: dict[str, float] = {
    "CRIM": 0.03, "ZN": 0.0, "INDUS": 5.2, "CHAS": 1.0, "NOX": 0.46, "RM": 7.2, "AGE": 45.0, "DIS": 4.1, "RAD": 5.0,
    "TAX": 250.0, "PTRATIO": 15.5, "B": 393.0, "LSTAT": 5.1,
}  # fmt: skip

CARD = Card(
    name="designer",
    package="models.designer",
    kind="train",
    title=Words("Network designer", "网络设计器"),
    summary=Words(
        "The book's two tables as a tool: the kind of input gives the architecture, the kind of question the last "
        "layer, loss and metric. Trains on your own data, or on a small sample of each kind.",
        "把书中的两张表变成工具：输入的种类决定网络结构，问题的种类决定最后一层、损失和指标。可用自有数据或内置小样本训练。",
    ),
    chapter="1E §4.5, ch. 9; 2E ch. 6, 11",
    task="any: binary, single-label, multi-label, regression",
    headline=Headline("accuracy", Words("Accuracy", "准确率"), "fraction", True),
    data_kinds=("table", "text", "images", "series", "arrays"),
    Params=Params,
    Query=Query,
    Answer=Answer,
    Explanation=Explanation,
    examples=({"features": _HOUSE}, {"features": _HOUSE | {"RM": 5.0, "LSTAT": 20.0}}),
    estimate_s=8.0,
    light=False,
    answer_limit=64,
    explain_limit=4,
    scripted=True,
    max_body_bytes=10_000_000,
    check=check,
    fits=check_fits,
)
