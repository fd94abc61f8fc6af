"""Settings that every text recipe shares."""

from __future__ import annotations

from typing import Literal

from models.recipe import Schema
from models.setting import setting

Architecture = Literal[
    "multi-hot",
    "count",
    "tf-idf",
    "hashing",
    "embedding-flatten",
    "conv1d",
    "simple-rnn",
    "lstm",
    "gru",
    "bidirectional",
    "stacked",
    "transformer",
]
BAGS: frozenset[str] = frozenset(("multi-hot", "count", "tf-idf", "hashing"))
Activation = Literal["relu", "tanh", "gelu", "elu"]
Optimizer = Literal["rmsprop", "adam", "sgd"]


class TextParams(Schema):
    """Settings of a text network; those that an architecture has no use for change nothing."""

    architecture: Architecture = setting(
        "multi-hot",
        en=(
            "Architecture",
            "A dense network over a bag of words (multi-hot, count, tf-idf, hashing), or a network over the words in "
            "their order (the others).",
        ),
        zh=(
            "网络结构",
            "基于词袋的全连接网络（multi-hot、count、tf-idf、hashing），或按词序读入文本的网络（其余各项）。",
        ),
        book="multi-hot",
    )

    vocabulary_size: int = setting(
        10_000,
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
        1,
        en=("N-grams", "Bags only: 1 counts single words; 2 adds pairs of neighbours such as 'not good'."),
        zh=("N 元组", "仅用于词袋：1 只看单词；2 再加上相邻词对，例如 “not good”。"),
        book=1,
        ge=1,
        le=2,
    )
    hidden_layers: int = setting(
        2,
        en=("Hidden layers", "Bags only: dense layers before the output; 0 gives a linear model."),
        zh=("隐藏层数", "仅用于词袋：输出层之前的全连接层数；0 表示线性模型。"),
        book=2,
        ge=0,
        le=4,
    )
    hidden_units: int = setting(
        16,
        en=("Units per layer", "Bags only: width of each hidden layer."),
        zh=("每层单元数", "仅用于词袋：每个隐藏层的宽度。"),
        book=16,
        ge=1,
        le=512,
    )
    activation: Activation = setting(
        "relu",
        en=("Activation", "Non-linearity of the dense layers of bags and of the filters of conv1d."),
        zh=("激活函数", "词袋网络全连接层和 conv1d 卷积核的非线性函数。"),
        book="relu",
    )
    dropout: float = setting(
        0.0,
        en=(
            "Dropout",
            "Share of hidden units silenced at each training step: behind each dense layer, or before the output.",
        ),
        zh=("Dropout 比例", "每个训练步骤中被随机置零的单元比例：位于每个全连接层之后，或输出层之前。"),
        book=0.0,
        ge=0.0,
        le=0.9,
    )
    l2: float = setting(
        0.0,
        en=("L2 penalty", "Bags only: weight decay added to the loss."),
        zh=("L2 正则", "仅用于词袋：加到损失上的权重惩罚。"),
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
    length: int = setting(
        200,
        en=("Length", "Sequences only: words read of each text, the last ones of longer texts."),
        zh=("长度", "仅用于序列：每段文本读入的词数；更长的文本只读最后这些词。"),
        book=500,
        ge=10,
        le=1_000,
    )
    embedding_size: int = setting(
        64,
        en=("Embedding size", "Sequences only: numbers that stand for a word."),
        zh=("词向量维数", "仅用于序列：表示一个词的数字个数。"),
        book=32,
        ge=2,
        le=256,
    )
    units: int = setting(
        32,
        en=("Units", "conv1d: filters; recurrent networks: width of the state; transformer: width of its dense layer."),
        zh=("单元数", "conv1d：卷积核数；循环网络：状态宽度；transformer：其全连接层的宽度。"),
        book=32,
        ge=1,
        le=256,
    )
    heads: int = setting(
        2,
        en=("Heads", "transformer only: attentions side by side."),
        zh=("注意力头数", "仅用于 transformer：并行的注意力个数。"),
        book=2,
        ge=1,
        le=8,
    )
    recurrent_dropout: float = setting(
        0.0,
        en=("Recurrent dropout", "Recurrent networks only: share of the state hidden from the next step in training."),
        zh=("循环 Dropout", "仅用于循环网络：训练时传给下一步的状态中被置零的比例。"),
        book=0.0,
        ge=0.0,
        le=0.9,
    )
    training_rows: int = setting(
        0,
        en=(
            "Training rows",
            "0 learns from all training texts; else from so many of them, drawn evenly over the labels. More rows "
            "contain the fewer.",
        ),
        zh=("训练行数", "0 表示使用全部训练文本；否则按标签比例抽取这么多条。较多的行总是包含较少的行。"),
        ge=0,
        le=1_000_000,
    )
