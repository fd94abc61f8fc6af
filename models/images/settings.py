"""Settings of the photo classifier. Book values are those of 2E ch. 8."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.recipe import Schema
from models.setting import setting

Mode = Literal["scratch", "augmented", "features", "fine-tune"]
Base = Literal["efficientnet-lite0", "vgg16", "vgg19", "resnet50", "xception", "mobilenet-v2"]
SMALLEST_SIDE = 48  # below it the last convolution of a small convnet has nothing left to look at
PRETRAINED = ("features", "fine-tune")
_OWN = "0 takes what the mode is used to."


class Params(Schema):
    """Settings of one training."""

    mode: Mode = setting(
        "features",
        en=("Way to learn", "From scratch, with augmentation, with features of a frozen base, or with its top tuned."),
        zh=("学习方式", "从零训练、数据增强、使用冻结的预训练网络提取特征，或再微调其顶部。"),
    )
    base: Base = setting(
        "efficientnet-lite0",
        en=(
            "Pretrained base",
            "What features and fine-tuning start from; EfficientNet-Lite0 and VGG19 need no network.",
        ),
        zh=("预训练网络", "特征提取与微调的起点；EfficientNet-Lite0 和 VGG19 无需联网。"),
        book="vgg16",
    )
    network: Literal["convnet", "separable"] = setting(
        "convnet",
        en=("Network from scratch", "The book's small convnet, or a small Xception of separable convolutions."),
        zh=("从零训练的网络", "书中的小型卷积网络，或由可分离卷积构成的小型 Xception。"),
        book="convnet",
    )
    side: int = setting(
        0,
        en=("Picture side", f"Pixels a side that photos are shrunk to. {_OWN} 96 from scratch, 160 with a base."),
        zh=("图片边长", "照片缩小到的边长（像素）。0 表示按学习方式取值：从零训练 96，预训练网络 160。"),
        book=180,
        ge=0,
        le=224,
    )
    epochs: int = setting(
        0,
        en=("Epochs", f"At most this many passes over the training photos. {_OWN} 30, with augmentation 60."),
        zh=("训练轮数", "遍历训练照片的最多轮数。0 表示按学习方式取值：30，数据增强 60。"),
        book=30,
        ge=0,
        le=500,
    )
    fine_tune_epochs: int = setting(
        8,
        en=("Fine-tuning epochs", "Passes with the top of the base unfrozen, after the head has learned."),
        zh=("微调轮数", "分类头训练完成后，解冻预训练网络顶部再训练的轮数。"),
        book=30,
        ge=1,
        le=200,
    )
    batch_size: int = setting(
        32,
        en=("Batch size", "Photos per training step."),
        zh=("批大小", "每个训练步骤的照片数。"),
        book=32,
        ge=1,
        le=512,
    )
    dropout: float = setting(
        0.5,
        en=("Dropout", "Share of the head's inputs silenced in each step; the book does without it from scratch."),
        zh=("随机失活", "每步随机置零的分类头输入比例；书中从零训练时不使用。"),
        book=0.5,
        ge=0.0,
        le=0.9,
    )
    learning_rate: float = setting(
        0.0,
        en=("Learning rate", f"Step size of the optimizer. {_OWN} 0.001; fine-tuning takes a hundredth of it."),
        zh=("学习率", "优化器的步长。0 表示 0.001；微调时取其百分之一。"),
        book=1e-3,
        ge=0.0,
        le=0.1,
    )
    patience: int = setting(
        10,
        en=("Patience", "Epochs without a better validation loss before stopping; the best epoch counts. 0: never."),
        zh=("耐心", "验证损失连续多少轮没有改善就停止，并取最佳轮次；0 表示不提前停止。"),
        book=0,
        ge=0,
        le=100,
    )

    @model_validator(mode="after")
    def _large_enough(self) -> Params:
        if 0 < self.side < SMALLEST_SIDE:
            raise PydanticCustomError("side", f"The side is 0 or at least {SMALLEST_SIDE} pixels.")
        return self

    @property
    def pretrained(self) -> bool:
        """Whether a base is used."""
        return self.mode in PRETRAINED

    @property
    def pixels(self) -> int:
        """The side in force."""
        return self.side or (160 if self.pretrained else 96)

    @property
    def most_epochs(self) -> int:
        """The epochs in force, of the network from scratch or of the head."""
        return self.epochs or (60 if self.mode == "augmented" else 30)

    @property
    def optimizer(self) -> Literal["adam", "rmsprop"]:
        """The optimizer in force: the book's, but from scratch Adam, whose best epoch is better (docs/recipes.md)."""
        return "adam" if self.mode == "scratch" else "rmsprop"

    @property
    def rate(self) -> float:
        """The learning rate in force."""
        return self.learning_rate or 1e-3
