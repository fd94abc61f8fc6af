"""Settings, question and explanation that every text recipe shares."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from models.recipe import Schema
from models.setting import setting
from models.unicode_text import MAX_CHARACTERS, too_long

Activation = Literal["relu", "tanh", "gelu", "elu"]
Optimizer = Literal["rmsprop", "adam", "sgd"]


class BagOfWordsParams(Schema):
    """Settings of a dense network over a bag of words."""

    vocabulary_size: int = setting(
        10_000,
        en=(
            "Vocabulary size",
            "Width of the multi-hot vector: the most frequent words of the training texts.",
        ),
        zh=("词汇量", "多热向量的宽度：训练文本中最常见的词。"),
        book=10_000,
        ge=100,
        le=40_000,
    )
    ngrams: int = setting(
        1,
        en=("N-grams", "1 counts single words; 2 adds pairs of neighbours such as 'not good'."),
        zh=("N 元组", "1 只看单词；2 再加上相邻词对，例如 “not good”。"),
        book=1,
        ge=1,
        le=2,
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
        16,
        en=("Units per layer", "Width of each hidden layer."),
        zh=("每层单元数", "每个隐藏层的宽度。"),
        book=16,
        ge=1,
        le=512,
    )
    activation: Activation = setting(
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
    optimizer: Optimizer = setting(
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
        le=10.0,
    )
    batch_size: int = setting(
        512,
        en=("Batch size", "Texts per training step."),
        zh=("批大小", "每个训练步骤的文本数。"),
        book=512,
        ge=8,
        le=4096,
    )
    epochs: int = setting(
        20,
        en=("Epochs", "Passes over the training texts, at most."),
        zh=("训练轮数", "最多遍历训练文本的次数。"),
        book=20,
        ge=1,
        le=200,
    )
    patience: int = setting(
        2,
        en=("Patience", "Stop after this many epochs without a better validation loss; 0 trains all epochs."),
        zh=("耐心轮数", "验证损失连续多少轮没有改善就停止；0 表示跑完所有轮。"),
        book=0,
        ge=0,
        le=50,
    )


class TextQuery(Schema):
    """One text to judge."""

    text: str = Field(
        title="Text",
        description=f"At most {MAX_CHARACTERS:,} characters.",
        json_schema_extra={"zh": {"title": "文本", "description": f"最多 {MAX_CHARACTERS:,} 个字符。"}},
    )

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str) -> str:
        if not text or text.isspace():
            raise PydanticCustomError("text_empty", "The text is empty; at least one word is needed.")
        if too_long(text):
            allowed = {"allowed": MAX_CHARACTERS}
            raise PydanticCustomError("text_too_long", "The text has more than {allowed} characters.", allowed)
        return text


class WordContribution(Schema):
    """A word of the text and how much it speaks for the label.

    `contribution` is the change of the label's log-odds when the word is removed everywhere in the text:
    above 0 it speaks for the label, below 0 against it. `text[start:end]` is the word as it was sent.
    """

    text: str
    start: int
    end: int
    contribution: float


class TextExplanation(Schema):
    """Why a text got its label; words the network does not know are not listed."""

    label: str
    score: float
    words: list[WordContribution]
