"""The card of the DCGAN: draw new pictures like those of a data set."""

from __future__ import annotations

from models.dcgan.questions import Answer, Decode, Interpolate, Query, Sample
from models.dcgan.settings import Params
from models.recipe import Action, Card, Headline, Json, Preset, Words

_SHORT: Json = {"epochs": 6}  # long enough to see a difference
_BOOK: Json = {
    "data_range": "unit", "latent_size": 32, "discriminator_dropout": 0.4, "label_noise": 0.05, "optimizer": "rmsprop",
    "gradient_clip": 1.0, "generator_learning_rate": 4e-4, "discriminator_learning_rate": 8e-4, "batch_size": 20,
    "averaging": 0.0,
}  # fmt: skip

BROKEN: dict[str, tuple[Words, Json]] = {
    "without-dropout": (Words("Without dropout", "不用随机失活"), {"discriminator_dropout": 0.0}),
    "without-label-noise": (Words("Without label noise", "不用标签噪声"), {"label_noise": 0.0}),
    "mismatched-ranges": (Words("tanh with data from 0 to 1", "tanh 配 0 到 1 的数据"), {"data_range": "unit"}),
    "sigmoid": (
        Words("sigmoid with data from 0 to 1", "sigmoid 配 0 到 1 的数据"),
        {"output": "sigmoid", "data_range": "unit"},
    ),
    "uniform-latent": (Words("Uniform latent", "均匀分布的潜在向量"), {"latent_distribution": "uniform"}),
    "pooling": (Words("Pooling instead of strides", "用池化代替步长"), {"resampling": "pooling"}),
    "relu": (Words("ReLU instead of LeakyReLU", "用 ReLU 代替 LeakyReLU"), {"activation": "relu"}),
    "odd-kernel": (Words("Kernel 3 with stride 2", "卷积核 3 配步长 2"), {"kernel": 3}),
    "fast-discriminator": (
        Words("A discriminator that learns too fast", "判别器学得过快"),
        {"discriminator_learning_rate": 4e-3, "generator_learning_rate": 1e-4},
    ),
    "no-tricks": (
        Words("Five tricks off at once", "同时关闭五个技巧"),
        {
            "discriminator_dropout": 0.0,
            "label_noise": 0.0,
            "resampling": "pooling",
            "activation": "relu",
            "latent_distribution": "uniform",
        },
    ),
}  # fmt: skip

CARD = Card(
    name="dcgan",
    package="models.dcgan",
    kind="train",
    title=Words("Picture generator (DCGAN)", "图片生成器（DCGAN）"),
    summary=Words(
        "A generator learns to draw pictures that a discriminator cannot tell from real ones.",
        "生成器学习画出判别器分辨不出真假的图片。",
    ),
    chapter="1E §8.5, 2E ch. 12.5",
    task="image generation",
    headline=Headline("frechet", Words("Fréchet distance", "Fréchet 距离"), "", False),
    data_sets=("digits", "mnist", "fashion-mnist"),
    Params=Params,
    estimate_s=330.0,
    scripted=True,
    presets=(
        Preset("default", Words("Recommended", "推荐设置"), {}),
        Preset("quick", Words("Quick look", "快速查看"), {"epochs": 6, "epoch_steps": 125}),
        Preset("by-class", Words("Draw by class", "按类别生成"), {"class_conditional": True}),
        Preset("book", Words("The book's settings", "书中的设置"), _BOOK),
        *(Preset(name, title, _SHORT | changed) for name, (title, changed) in BROKEN.items()),
    ),
    Query=Query,
    Answer=Answer,
    examples=({"latent": [round(0.05 * (step - 32), 2) for step in range(64)]},),
    actions=(
        Action("sample", Words("Draw new pictures", "生成新图片"), Sample, None, ({"n": 16, "seed": 1},)),
        Action("decode", Words("Draw given latents", "由潜在向量生成"), Decode, None, ({"latent": [[0.0] * 64]},)),
        Action(
            "interpolate",
            Words("Morph one picture into another", "从一张图片渐变到另一张"),
            Interpolate,
            None,
            ({"seeds": [1, 2], "steps": 8},),
        ),
    ),
    steerable=("generator_learning_rate", "discriminator_learning_rate"),
    shape=(
        "output",
        "latent_size",
        "resampling",
        "activation",
        "kernel",
        "batch_normalization",
        "class_conditional",
        "filters",
        "optimizer",
        "side",
    ),
)
