"""The settings of the GAN: each trick of the book has a name here and can be switched off."""

from __future__ import annotations

from typing import Literal

from models.recipe import Schema, Words
from models.setting import setting


class Params(Schema):
    """Settings of the two networks, the game between them and its length."""

    output: Literal["tanh", "sigmoid"] = setting(
        "tanh",
        en=("Last activation of the generator", "tanh draws from -1 to 1, sigmoid from 0 to 1."),
        zh=("生成器的输出激活", "tanh 的输出在 -1 到 1 之间，sigmoid 在 0 到 1 之间。"),
        book="tanh",
    )
    data_range: Literal["signed", "unit"] = setting(
        "signed",
        en=(
            "Range of the real pictures",
            "signed is -1 to 1 and fits tanh; unit is 0 to 1 and fits sigmoid. The book pairs tanh with unit, "
            "so half of what the generator can draw is never real.",
        ),
        zh=(
            "真实图片的取值范围",
            "signed 为 -1 到 1，与 tanh 相配；unit 为 0 到 1，与 sigmoid 相配。"
            "书中的代码把 tanh 与 unit 搭配，生成器的一半取值范围因此从不出现在真实图片中。",
        ),
        book="unit",
    )
    latent_size: int = setting(
        64,
        en=("Latent size", "How many random numbers a picture is drawn from."),
        zh=("潜在向量长度", "生成一张图片所用的随机数个数。"),
        book=32,
        ge=2,
        le=256,
    )
    latent_distribution: Literal["gaussian", "uniform"] = setting(
        "gaussian",
        en=(
            "Latent distribution",
            "Where the random numbers come from: a normal distribution, or evenly from -1 to 1.",
        ),
        zh=("潜在分布", "随机数的来源：正态分布，或 -1 到 1 之间的均匀分布。"),
        book="gaussian",
    )
    discriminator_dropout: float = setting(
        0.3,
        en=("Dropout in the discriminator", "Share of its features that are dropped at random at each step; 0 is off."),
        zh=("判别器的随机失活", "每一步随机丢弃的特征比例；0 表示关闭。"),
        book=0.4,
        ge=0.0,
        le=0.9,
    )
    label_noise: float = setting(
        0.1,
        en=(
            "Label noise",
            "Real is told as 1 minus up to this much, drawn as up to half of it: never above 1. 0 is off.",
        ),
        zh=("标签噪声", "真实标签为 1 减去至多这么多，生成标签为至多其一半：不会超过 1。0 表示关闭。"),
        book=0.05,
        ge=0.0,
        le=0.8,
    )
    resampling: Literal["strided", "pooling"] = setting(
        "strided",
        en=(
            "How pictures change size",
            "strided convolutions learn it; pooling takes maxima and repeats pixels, which makes gradients sparse.",
        ),
        zh=("缩放方式", "strided 用带步长的卷积学习缩放；pooling 取最大值并重复像素，会使梯度稀疏。"),
        book="strided",
    )
    activation: Literal["leaky_relu", "relu"] = setting(
        "leaky_relu",
        en=("Activation", "leaky_relu lets a small negative signal through; relu blocks it and its gradient."),
        zh=("激活函数", "leaky_relu 让少量负信号通过；relu 会阻断负信号及其梯度。"),
        book="leaky_relu",
    )
    kernel: int = setting(
        4,
        en=(
            "Kernel size",
            "Side of the kernels that change the size. The stride is 2: an odd side draws a chequerboard.",
        ),
        zh=("卷积核边长", "负责缩放的卷积核边长。步长为 2，奇数边长会产生棋盘格伪影。"),
        book=4,
        ge=2,
        le=6,
    )
    batch_normalization: bool = setting(
        False,
        en=("Batch normalisation in the generator", "Rescales its features over each batch."),
        zh=("生成器中的批归一化", "按批次重新缩放生成器的特征。"),
        book=False,
    )
    class_conditional: bool = setting(
        False,
        en=("Draw by class", "Tells both networks the label, so that you can ask for one."),
        zh=("按类别生成", "把标签告诉两个网络，从而可以指定要生成的类别。"),
        book=False,
    )
    filters: int = setting(
        32,
        en=("Filters", "Width of the networks: the discriminator has this many feature maps, then twice as many."),
        zh=("滤波器数量", "网络的宽度：判别器先有这么多特征图，随后加倍。"),
        book=128,
        ge=4,
        le=128,
    )
    optimizer: Literal["adam", "rmsprop"] = setting(
        "adam",
        en=("Optimizer", "adam here forgets its direction quickly (beta 0.5), as DCGAN does."),
        zh=("优化器", "这里的 adam 采用 DCGAN 的做法，动量遗忘较快（beta 为 0.5）。"),
        book="rmsprop",
    )
    gradient_clip: float = setting(
        0.0,
        en=("Gradient clipping", "No gradient is larger than this; 0 is off."),
        zh=("梯度裁剪", "梯度的绝对值不超过此数；0 表示关闭。"),
        book=1.0,
        ge=0.0,
        le=10.0,
    )
    averaging: float = setting(
        0.998,
        en=(
            "Averaging of the generator",
            "Shown and published is a running mean of the generator that keeps this much at each step; 0 is off.",
        ),
        zh=("生成器权重平均", "展示和发布的是生成器权重的滑动平均，每一步保留这么多旧值；0 表示关闭。"),
        book=0.0,
        ge=0.0,
        le=0.9999,
    )
    generator_learning_rate: float = setting(
        8e-4,
        en=("Learning rate of the generator", "Can be changed while it runs."),
        zh=("生成器学习率", "运行时可以修改。"),
        book=4e-4,
        ge=1e-6,
        le=1.0,
    )
    discriminator_learning_rate: float = setting(
        4e-4,
        en=(
            "Learning rate of the discriminator",
            "Lower it when the discriminator's loss falls to 0. Can be changed while it runs.",
        ),
        zh=("判别器学习率", "当判别器的损失趋近 0 时应调低。运行时可以修改。"),
        book=8e-4,
        ge=1e-6,
        le=1.0,
    )
    batch_size: int = setting(
        32,
        en=("Batch size", "Real pictures in one step, and as many drawn ones."),
        zh=("批大小", "每一步所用的真实图片数，生成图片数与之相同。"),
        book=20,
        ge=4,
        le=256,
    )
    epochs: int = setting(
        30,
        en=("Epochs", "How many times samples are drawn, measured and kept."),
        zh=("轮数", "绘制、评估并保存样本的次数。"),
        ge=1,
        le=500,
    )
    epoch_steps: int = setting(
        250,
        en=("Steps per epoch", "Steps between two looks at the samples. The book trains 10,000 steps in all."),
        zh=("每轮步数", "两次查看样本之间的训练步数。书中总共训练 10000 步。"),
        ge=2,
        le=5000,
    )
    side: int = setting(
        28,
        en=("Side of your own pictures", "Pixels; the data sets of the catalogue keep their own size."),
        zh=("自备图片的边长", "以像素计；目录中的数据集保持原有尺寸。"),
        book=32,
        ge=16,
        le=64,
    )


_KERNEL = Words(
    "The kernel size is not divisible by the stride 2: expect a chequerboard in the pictures.",
    "卷积核边长不能被步长 2 整除：图片中可能出现棋盘格。",
)
_RANGES = Words(
    "The last activation does not fit the range of the real pictures: tanh goes with signed, sigmoid with unit.",
    "输出激活与真实图片的取值范围不一致：tanh 应配 signed，sigmoid 应配 unit。",
)


def weak_spots(params: Params) -> list[Words]:
    """Give what the settings do that is known to go wrong; allowed, because seeing it is the point."""
    found = [_KERNEL] if params.kernel % 2 else []
    return found + ([_RANGES] if (params.output == "tanh") != (params.data_range == "signed") else [])
