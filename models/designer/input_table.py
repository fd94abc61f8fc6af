"""The book's first table: the kind of input gives the architecture.

Source: Chollet, Deep Learning with Python, 1E ch. 9; 2E ch. 6 and, for text, ch. 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from models.data.examples import InputKind
from models.recipe import Words

INPUTS: tuple[InputKind, ...] = get_args(InputKind)


@dataclass(frozen=True)
class Architecture:
    """One way to read an input, and why."""

    name: str
    title: Words
    reason: Words
    source: str


@dataclass(frozen=True)
class InputRow:
    """A row of the first table.

    Attributes:
        architectures: the preferred one first.
        shape: of one example, in words.
    """

    name: InputKind
    title: Words
    summary: Words
    shape: Words
    architectures: tuple[Architecture, ...]

    def architecture(self, name: str) -> Architecture | None:
        """Give the architecture of that name, if this input knows it."""
        return next((item for item in self.architectures if item.name == name), None)


_LSTM = (
    Words("LSTM", "LSTM"),
    Words(
        "A recurrent network reads the steps in their order and carries a state along; gates keep what is far back.",
        "循环网络按顺序读取每一步并携带状态；它的门控能记住较早的信息。",
    ),
)
_GRU = (
    Words("GRU", "GRU"),
    Words(
        "A recurrent network as well, with two gates instead of three: cheaper than an LSTM and often as good.",
        "同样是循环网络，但只有两个门而不是三个：比 LSTM 更省，效果往往相当。",
    ),
)


def _of(name: str, titled: tuple[Words, Words], source: str) -> Architecture:
    return Architecture(name, *titled, source)


_CONV3D = Words("3D convolutions", "三维卷积")
_DENSE = Words("Dense layers", "全连接层")

TABLE_OF_INPUTS: dict[InputKind, InputRow] = {
    row.name: row
    for row in (
        InputRow(
            "vector",
            Words("Vector", "向量"),
            Words("Numbers and categories without order or neighbours: a row of a table.",
                  "没有顺序和相邻关系的数值与类别：表格中的一行。"),
            Words("columns", "列"),
            (
                Architecture("dense", _DENSE,
                             Words("No column lies beside another: every unit looks at all of them.",
                                   "列之间没有相邻关系：每个单元查看所有的列。"), "1E ch. 9"),
                Architecture("linear", Words("No hidden layer", "无隐藏层"),
                             Words("Logistic or linear regression: the simplest network, a baseline that hidden layers "
                                   "must beat.",
                                   "逻辑回归或线性回归：最简单的网络，隐藏层必须胜过的基线。"), "2E ch. 6"),
            ),
        ),
        InputRow(
            "image",
            Words("Image", "图像"),
            Words("Pixels on a plane: what matters may stand anywhere in the picture.",
                  "平面上的像素：重要的内容可能出现在任何位置。"),
            Words("height × width × channels", "高 × 宽 × 通道"),
            (
                Architecture("conv2d", Words("2D convolutions", "二维卷积"),
                             Words("A filter learns a local pattern once and finds it at every place; deeper layers "
                                   "join patterns to larger ones.",
                                   "滤波器学会一个局部模式后可在任何位置识别它；更深的层把小模式组合"
                                   "成大模式。"), "1E ch. 9"),
                Architecture("separable-conv2d", Words("Separable 2D convolutions", "可分离二维卷积"),
                             Words("First each channel on its own, then across channels: fewer weights for almost the "
                                   "same result.",
                                   "先分别处理每个通道，再跨通道组合：权重更少，效果几乎相同"
                                   "。"), "1E §7.3, 2E ch. 9"),
                Architecture("dense", _DENSE,
                             Words("Knows nothing of neighbours: for comparison, as in the book's first example.",
                                   "不了解相邻关系：仅作对照，如书中第一个例子。"), "1E §2.1"),
            ),
        ),
        InputRow(
            "sound",
            Words("Sound", "声音"),
            Words("A waveform: many samples in a row, patterns of some milliseconds.",
                  "波形：一连串的采样，模式长度为几毫秒。"),
            Words("samples × channels", "采样数 × 通道"),
            (
                Architecture("conv1d", Words("1D convolutions", "一维卷积"),
                             Words("A filter over samples finds a waveform wherever it sounds; pooling shortens the "
                                   "thousands of samples quickly.",
                                   "沿采样滑动的滤波器能在任何时刻识别波形；池化很快缩短成千上万的采样。"), "1E ch. 9"),
                _of("gru", _GRU, "1E ch. 9"),
                _of("lstm", _LSTM, "1E ch. 9"),
            ),
        ),
        InputRow(
            "text",
            Words("Text", "文本"),
            Words("Words: which of them occur, and, with many short texts, their order.",
                  "词语：出现了哪些词；当短文本很多时，还有词序。"),
            Words("a text", "一段文本"),
            (
                Architecture("bigrams", Words("Bag of words and pairs", "词与词对的词袋"),
                             Words("Fewer than 1,500 texts for each word of a mean text: which words and pairs occur "
                                   "says most; Dense layers weigh them.",
                                   "文本数与平均词数之比不超过 1,500：出现哪些词和词对最重要，由全"
                                   "连接层加权。"), "2E ch. 11.3"),
                Architecture("transformer", Words("Transformer encoder", "Transformer 编码器"),
                             Words("More than 1,500 texts for each word of a mean text: attention learns from the "
                                   "order "
                                   "of words.",
                                   "文本数与平均词数之比大于 1,500：注意力机制能从词序中学习。"), "2E ch. 11.4"),
                Architecture("conv1d", Words("1D convolutions", "一维卷积"),
                             Words("The first edition's choice: filters over neighbouring words, fast.",
                                   "第一版的首选：在相邻的词上滑动滤波器，速度快。"), "1E ch. 9"),
                _of("lstm", _LSTM, "1E ch. 9"),
                _of("gru", _GRU, "1E ch. 9"),
            ),
        ),
        InputRow(
            "time-series",
            Words("Time series", "时间序列"),
            Words("Measurements at even steps: the recent past says more than the distant one.",
                  "等间隔的测量值：近期比远期更有信息。"),
            Words("steps × channels", "步数 × 通道"),
            (
                _of("gru", _GRU, "1E ch. 9"),
                _of("lstm", _LSTM, "1E ch. 9"),
                Architecture("conv1d", Words("1D convolutions", "一维卷积"),
                             Words("Cheaper than a recurrent network, but blind to how long ago a pattern was.",
                                   "比循环网络更省，但不知道模式发生在多久以前。"), "1E ch. 9"),
                Architecture("dense", _DENSE,
                             Words("Flattens time away: the baseline of the weather example.",
                                   "把时间展平：天气例子中的基线。"), "1E §6.3"),
            ),
        ),
        InputRow(
            "sequence",
            Words("Other sequence", "其他序列"),
            Words("Things one after another, such as events, moves or genes, whose order decides.",
                  "一个接一个的事物，如事件、走法或基因，其顺序起决定作用。"),
            Words("steps × channels", "步数 × 通道"),
            (
                _of("lstm", _LSTM, "1E ch. 9"),
                _of("gru", _GRU, "1E ch. 9"),
                Architecture("conv1d", Words("1D convolutions", "一维卷积"),
                             Words("Where only local patterns matter and not the order of what is far apart.",
                                   "适用于只看局部模式、不看远处顺序的情况。"), "1E ch. 9"),
            ),
        ),
        InputRow(
            "video",
            Words("Video", "视频"),
            Words("Pictures one after another: what is seen, and how it moves.",
                  "一帧接一帧的画面：看到什么，以及如何运动。"),
            Words("frames × height × width × channels", "帧 × 高 × 宽 × 通道"),
            (
                Architecture("conv3d", _CONV3D,
                             Words("A filter covers some frames at once and so sees motion.",
                                   "滤波器同时覆盖几帧，因此能看到运动。"), "1E ch. 9"),
                Architecture("conv2d-rnn", Words("2D convolutions, then a recurrent network", "二维卷积加循环网络"),
                             Words("The same convolutions look at each frame (TimeDistributed), a GRU reads what they "
                                   "found in order.",
                                   "同一组卷积分别查看每一帧（TimeDistributed），再由 GRU 按顺序读取"
                                   "结果。"), "1E ch. 9"),
                Architecture("conv2d-conv1d", Words("2D, then 1D convolutions", "二维卷积加一维卷积"),
                             Words("As before, with a 1D convolution over the frames: cheaper than a recurrent "
                                   "network.",
                                   "同上，但用沿帧的一维卷积：比循环网络更省。"), "1E ch. 9"),
            ),
        ),
        InputRow(
            "volume",
            Words("Volume", "体数据"),
            Words("Voxels in space, such as a scan of a body.", "空间中的体素，例如身体扫描。"),
            Words("depth × height × width × channels", "深 × 高 × 宽 × 通道"),
            (
                Architecture("conv3d", _CONV3D,
                             Words("A filter learns a small solid pattern once and finds it anywhere in space.",
                                   "滤波器学会一个小的立体模式后可在空间任何位置识别它。"), "1E ch. 9"),
            ),
        ),
    )
}  # fmt: skip
