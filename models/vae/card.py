"""Variational autoencoder: settings and public face."""

from __future__ import annotations

from typing import Literal

from models.recipe import Card, Headline, Preset, Schema, Words
from models.setting import setting
from models.vae.questions import ACTIONS, LONGEST_LATENT, LatentQuery, PictureAnswer


class Params(Schema):
    """Settings of the autoencoder. Book values are those of 2E ch. 12.4."""

    latent: int = setting(
        2,
        en=("Latent size", "Numbers that stand for one picture; 2 can be shown as a map, more give sharper pictures."),
        zh=("潜空间维数", "用多少个数表示一张图片；2 维可画成地图，维数越多图片越清晰。"),
        book=2,
        ge=2,
        le=LONGEST_LATENT,
    )
    beta: float = setting(
        1.0,
        en=("Beta", "Weight of the KL summed over the latent numbers; 1 is the true bound, 0 a plain autoencoder."),
        zh=("Beta", "KL 散度（对各潜变量求和）的权重；1 为真正的变分下界，0 即普通自编码器。"),
        book=0.5,
        ge=0.0,
        le=20.0,
    )
    warm_up: int = setting(
        700,
        en=("KL warm-up steps", "Steps in which beta rises from 0, so that no latent number dies early."),
        zh=("KL 预热步数", "beta 从 0 升到设定值所用的步数，避免潜变量过早失效。"),
        book=0,
        ge=0,
        le=20_000,
    )
    network: Literal["light", "book"] = setting(
        "light",
        en=(
            "Network",
            "Light: kernels that fit the stride, one dense layer more in the decoder, codes that start narrow.",
        ),
        zh=("网络", "light：卷积核与步幅匹配，解码器多一个全连接层，初始编码分布较窄；book：书中的网络。"),
        book="book",
    )
    filters: int = setting(
        16,
        en=("Filters", "Of the first convolution; the second has twice as many."),
        zh=("卷积核数", "第一个卷积层的卷积核数；第二层为其两倍。"),
        book=32,
        ge=4,
        le=128,
    )
    dense: int = setting(
        64,
        en=("Dense units", "Width of the dense layer between the convolutions and the latent numbers."),
        zh=("全连接单元数", "卷积层与潜变量之间全连接层的宽度。"),
        book=16,
        ge=8,
        le=512,
    )
    size: int = setting(
        28,
        en=("Picture size", "Side in pixels to which your own pictures are shrunk; ready-made sets keep theirs."),
        zh=("图片边长", "上传的图片会缩放到的边长（像素）；内置数据集保持原尺寸。"),
        book=28,
        ge=28,
        le=64,
        multiple_of=4,
    )
    images: int = setting(
        10_000,
        en=("Pictures used", "At most this many in all: 80 % to learn from, 10 % each to validate and to test."),
        zh=("使用的图片数", "最多使用的图片总数：80% 训练，验证和测试各 10%。"),
        book=70_000,
        ge=100,
        le=70_000,
    )
    learning_rate: float = setting(
        2e-3,
        en=("Learning rate", "Step size of Adam; can be changed while it trains."),
        zh=("学习率", "Adam 的步长；训练中可以调整。"),
        book=1e-3,
        ge=1e-6,
        le=0.1,
    )
    batch_size: int = setting(
        64,
        en=("Batch size", "Pictures per training step."),
        zh=("批大小", "每个训练步骤的图片数。"),
        book=128,
        ge=4,
        le=1024,
    )
    epochs: int = setting(
        32,
        en=("Epochs", "Passes over the training pictures; below about 1,900 steps some classes are missing."),
        zh=("训练轮数", "遍历训练图片的次数；总步数低于约 1900 时会缺少某些类别。"),
        book=30,
        ge=1,
        le=500,
    )


_BOOK = {
    "network": "book", "filters": 32, "dense": 16, "beta": 0.5, "warm_up": 0, "learning_rate": 1e-3,
    "batch_size": 128, "epochs": 30, "images": 70_000,
}  # fmt: skip
CARD = Card(
    name="vae",
    package="models.vae",
    kind="train",
    title=Words("Variational autoencoder", "变分自编码器"),
    summary=Words(
        "Learns a map of pictures: every point of it is a picture, and neighbours look alike.",
        "学习一张“图片地图”：图上每个点都是一张图片，相邻的点看起来相似。",
    ),
    chapter="1E §8.4, 2E ch. 12.4",
    task="generative model",
    headline=Headline(
        "test_loss", Words("Held-out reconstruction + KL", "测试集重构误差 + KL"), "nats per picture", False
    ),
    data_sets=("digits", "mnist", "fashion-mnist"),
    Params=Params,
    Query=LatentQuery,
    Answer=PictureAnswer,
    examples=({"latent": [0.0, 0.0]}, {"latent": [1.2, -0.6]}, {"latent": [-1.5, 1.0]}),
    actions=ACTIONS,
    answer_limit=64,
    presets=(
        Preset("map", Words("Map in two dimensions", "二维地图"), {}),
        Preset("quality", Words("Sharper pictures", "更清晰的图片"), {"latent": 16, "filters": 32, "dense": 128}),
        Preset("book", Words("As in the book", "书中设置"), _BOOK),
    ),
    steerable=("learning_rate", "beta"),
    shape=("latent", "size", "network", "filters", "dense"),
    estimate_s=60.0,
    scripted=True,
)
