"""Text generation, one character at a time: what a person sets, what the recipe promises."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Card, Headline, Preset, Schema, Words
from models.setting import setting
from models.text_generator.questions import ACTIONS, EXAMPLES, Answer, Query

HEAD = 32  # units of one attention head
Architecture = Literal["gru", "lstm", "transformer"]


class Params(Schema):
    """Settings of the network that predicts the next character."""

    architecture: Architecture = setting(
        "gru",
        en=("Architecture", "A gated recurrent network (GRU or LSTM), or a small causal Transformer."),
        zh=("网络结构", "门控循环网络（GRU 或 LSTM），或小型因果 Transformer。"),
        book="lstm",
    )
    units: int = setting(
        512,
        en=("Units", "Width of each layer: what the network can remember. For a Transformer a multiple of 32."),
        zh=("单元数", "每层的宽度：网络能记住多少信息。Transformer 须为 32 的倍数。"),
        book=128,
        ge=8,
        le=1024,
    )
    layers: int = setting(
        1,
        en=("Layers", "Recurrent layers or Transformer blocks, one on top of the other."),
        zh=("层数", "叠加的循环层或 Transformer 块的数量。"),
        book=1,
        ge=1,
        le=8,
    )
    embedding: int = setting(
        64,
        en=("Embedding size", "Numbers that stand for a character; 0 feeds one-hot vectors. Not for a Transformer."),
        zh=("嵌入维度", "表示一个字符的向量长度；0 表示使用 one-hot 向量。Transformer 不使用此设置。"),
        book=0,
        ge=0,
        le=512,
    )
    window: int = setting(
        64,
        en=("Window", "Characters that one training step looks at in a row; every one of them predicts the next."),
        zh=("窗口长度", "一个训练步骤连续观察的字符数；窗口中的每个字符都预测下一个。"),
        book=60,
        ge=8,
        le=512,
    )
    batch_size: int = setting(
        64,
        en=("Batch size", "Places of the text that one training step reads at once."),
        zh=("批大小", "一个训练步骤同时读取文本的多少处。"),
        book=128,
        ge=1,
        le=1024,
    )
    optimizer: Literal["adam", "rmsprop"] = setting(
        "adam",
        en=("Optimizer", "How weights follow the gradient, which is cut to length 1 first."),
        zh=("优化器", "权重如何沿梯度更新；梯度先被裁剪到长度 1。"),
        book="rmsprop",
    )
    learning_rate: float = setting(
        0.003,
        en=("Learning rate", "Step size of the optimizer; may be changed while it trains."),
        zh=("学习率", "优化器的步长；训练过程中可以修改。"),
        book=0.01,
        gt=0.0,
        le=1.0,
    )
    decay: Literal["cosine", "none"] = setting(
        "cosine",
        en=("Decay", "Cosine lowers the learning rate to nearly zero by the last step; none keeps it."),
        zh=("学习率衰减", "cosine 让学习率在最后一步前降到接近零；none 保持不变。"),
        book="none",
    )
    epochs: int = setting(
        40,
        en=("Epochs", "Each ends with a figure on held-out text, a sample and a checkpoint."),
        zh=("训练轮数", "每轮结束时在留出文本上评估、生成样例并保存检查点。"),
        book=60,
        ge=1,
        le=1000,
    )
    steps_per_epoch: int = setting(
        50,
        en=("Steps per epoch", "Training steps in one epoch, whatever the length of the text."),
        zh=("每轮步数", "一轮包含的训练步骤数，与文本长度无关。"),
        book=1565,
        ge=1,
        le=10_000,
    )
    patience: int = setting(
        10,
        en=("Patience", "Stop after this many epochs without a better figure, and keep the best; 0 trains them all."),
        zh=("耐心轮数", "连续多少轮没有改善就停止并保留最好的一轮；0 表示跑完所有轮。"),
        book=0,
        ge=0,
        le=100,
    )
    dropout: float = setting(
        0.0,
        en=("Dropout", "Share of the units between layers silenced at each training step."),
        zh=("Dropout 比例", "每个训练步骤中层与层之间被随机置零的单元比例。"),
        book=0.0,
        ge=0.0,
        le=0.9,
    )
    carry_state: bool = setting(
        True,
        en=("Carry state", "A window starts with the memory that the window before it in the text left."),
        zh=("传递状态", "每个窗口以文本中前一个窗口留下的记忆作为初始状态。"),
        book=False,
    )
    max_characters: int = setting(
        0,
        en=("Characters used", "Train on the first characters of the training text only; 0 uses all."),
        zh=("使用字符数", "只用训练文本开头的这么多字符；0 表示全部使用。"),
        book=600_893,
        ge=0,
        le=200_000_000,
    )
    lower_case: bool = setting(
        False,
        en=("Lower case", "Read and write lower-case letters only, as the book does."),
        zh=("转为小写", "像书中那样只读写小写字母。"),
        book=True,
    )
    rare_below: int = setting(
        2,
        en=("Rare below", "Characters seen fewer times than this in the training text count as unknown."),
        zh=("罕见字符界限", "在训练文本中出现次数少于此值的字符视为未知字符。"),
        book=1,
        ge=1,
        le=1000,
    )
    vocabulary_size: int = setting(
        5000,
        en=("Vocabulary size", "At most this many characters, the most frequent; the others count as unknown."),
        zh=("字符表大小", "最多保留这么多最常见的字符；其余视为未知字符。"),
        ge=10,
        le=10_000,
    )
    sample_temperature: float = setting(
        0.5,
        en=("Sample temperature", "Of the text written after each epoch; may be changed while it trains."),
        zh=("样例温度", "每轮之后生成样例所用的温度；训练过程中可以修改。"),
        book=0.5,
        gt=0.0,
        le=2.0,
    )
    sample_characters: int = setting(
        200,
        en=("Sample length", "Characters written after each epoch, five times as many at the end; 0 writes none."),
        zh=("样例长度", "每轮之后生成的字符数，训练结束时生成五倍；0 表示不生成。"),
        book=400,
        ge=0,
        le=1000,
    )

    @model_validator(mode="after")
    def _whole_heads(self) -> Params:
        if self.architecture == "transformer" and self.units % HEAD:
            raise PydanticCustomError(
                "units_not_multiple", "A Transformer's units must be a multiple of {head}.", {"head": HEAD}
            )
        return self


QUICK = {"units": 256, "epochs": 18}
BOOK = {
    "architecture": "lstm",
    "units": 128,
    "embedding": 0,
    "window": 60,
    "batch_size": 128,
    "optimizer": "rmsprop",
    "learning_rate": 0.01,
    "decay": "none",
    "epochs": 60,
    "steps_per_epoch": 78,
    "carry_state": False,
    "max_characters": 600_893,
    "lower_case": True,
    "rare_below": 1,
    "patience": 0,
}

CARD = Card(
    name="text-generator",
    package="models.text_generator",
    kind="train",
    title=Words("Text generation", "文本生成"),
    summary=Words(
        "Learns to write like a text, one character after the other. Shakespeare's plays, or any text of yours.",
        "学习模仿一份文本，一个字符接一个字符地写作。可用莎士比亚戏剧，也可用您自己的任何文本。",
    ),
    chapter="1E §8.1, 2E ch. 12.1",
    task="text generation",
    # the book's 1.36 (1E §8.1) is a training loss on Nietzsche in lower case: nothing to hold this figure against
    headline=Headline("nats_per_character", Words("Nats per character", "每字符奈特数"), "nats", False),
    data_sets=("shakespeare",),
    Params=Params,
    presets=(
        Preset("quick", Words("Quick look", "快速体验"), QUICK),
        Preset("standard", Words("Standard", "标准"), {}),
        Preset("book", Words("As in the book", "书中设置"), BOOK),
    ),
    Query=Query,
    Answer=Answer,
    examples=EXAMPLES,
    actions=ACTIONS,
    answer_limit=16,  # of 2,000 characters each: seconds of work
    light=False,
    steerable=("learning_rate", "sample_temperature"),
    estimate_s=480.0,
    scripted=True,
)
