"""Style transfer: a photo repainted in the manner of another picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from models.recipe import Card, InputError, Json, PictureChoice, PictureFacts, Schema, Words
from models.setting import setting
from models.style_transfer.presets import PRESETS

SMALLEST_SIDE = 48  # of the picture the network sees: below it block 5 has three cells left

Layer = Literal[
    "block1_conv1", "block1_conv2", "block2_conv1", "block2_conv2",
    "block3_conv1", "block3_conv2", "block3_conv3", "block3_conv4",
    "block4_conv1", "block4_conv2", "block4_conv3", "block4_conv4",
    "block5_conv1", "block5_conv2", "block5_conv3", "block5_conv4",
]  # fmt: skip


class Params(Schema):
    """Settings of one style transfer."""

    content: PictureChoice = setting(
        PictureChoice(sample="chelsea"),
        en=("Content picture", "What the result shows."),
        zh=("内容图片", "结果画面所呈现的内容。"),
    )
    style: PictureChoice = setting(
        PictureChoice(sample="starry-strokes"),
        en=("Style picture", "Whose colours and strokes the result takes."),
        zh=("风格图片", "结果借用其色彩与笔触。"),
    )
    second_style: PictureChoice | None = setting(
        None,
        en=("Second style", "Another style to mix in; empty for none."),
        zh=("第二种风格", "要混入的另一种风格；留空表示不混合。"),
    )
    mix: float = setting(
        0.5,
        en=("Style mix", "Share of the second style: 0 is only the first, 1 only the second."),
        zh=("风格混合", "第二种风格所占的比例：0 表示只用第一种，1 表示只用第二种。"),
        ge=0.0,
        le=1.0,
    )
    strength: float = setting(
        10.0,
        en=("Style strength", "Weight of the style; 10 is the published weight of the chosen losses."),
        zh=("风格强度", "风格损失的权重；10 对应所选损失函数公开发表的权重。"),
        book=10.0,
        ge=1.0,
        le=100.0,
    )
    content_weight: float = setting(
        1.0,
        en=("Content weight", "How firmly the content is held; 1 is the published weight."),
        zh=("内容权重", "保持内容的力度；1 对应公开发表的权重。"),
        book=1.0,
        ge=0.0,
        le=100.0,
    )
    smoothness: float = setting(
        1.0,
        en=("Smoothness", "Weight against differences of neighbouring pixels; 1 is the published weight."),
        zh=("平滑度", "抑制相邻像素差异的权重；1 对应公开发表的权重。"),
        book=1.0,
        ge=0.0,
        le=10_000.0,
    )
    longest_side: int = setting(
        384,
        en=("Longest side", "Of the result, in pixels; time grows with the area. The book: 400 high."),
        zh=("最长边", "结果图片的最长边（像素）；耗时随面积增长。书中高度为 400。"),
        book=400,
        ge=128,
        le=1024,
    )
    evaluations: int = setting(
        60,
        en=("Evaluations", "How often loss and gradient are computed; the second edition takes 4,000."),
        zh=("评估次数", "计算损失与梯度的次数；第二版使用 4000 次。"),
        book=4000,
        ge=2,
        le=300,
    )
    colours: Literal["style", "content"] = setting(
        "style",
        en=("Colours", "style: as the style picture; content: only brightness is repainted."),
        zh=("色彩", "style：采用风格图片的色彩；content：只重绘明暗，保留原色。"),
        book="style",
    )
    start: Literal["content", "noise"] = setting(
        "content",
        en=("Start from", "The content picture, or noise: that needs more evaluations and strays further."),
        zh=("起点", "从内容图片开始，或从噪声开始：后者需要更多评估，偏离也更大。"),
        book="content",
    )
    coarse_to_fine: bool = setting(
        False,
        en=("Coarse to fine", "Make the first 40 % of the evaluations at half size: faster, with broader strokes."),
        zh=("由粗到细", "前 40% 的评估在一半尺寸上进行：更快，笔触更宽。"),
        book=False,
    )
    losses: Literal["scale-free", "book-2e", "book-1e"] = setting(
        "scale-free",
        en=("Losses", "scale-free: each term relative to its target; book-2e, book-1e: as the editions print them."),
        zh=("损失函数", "scale-free：每项相对于其目标值；book-2e、book-1e：按两版书中的公式与权重。"),
        book="book-2e",
    )
    content_layer: Literal["published", Layer] = setting(
        "published",
        en=("Content layer", "published: block4_conv2 for scale-free losses, block5_conv2 for the book's."),
        zh=("内容层", "published：scale-free 用 block4_conv2，书中损失用 block5_conv2。"),
        book="block5_conv2",
    )
    style_layers: list[Layer] = setting(
        ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1"],
        en=("Style layers", "Early layers give texture and colour, late ones larger shapes."),
        zh=("风格层", "浅层提供纹理与色彩，深层提供更大的形状。"),
        book=["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1"],
        min_length=1,
        max_length=8,
    )
    optimizer: Literal["l-bfgs", "adam", "sgd"] = setting(
        "l-bfgs",
        en=("Optimizer", "l-bfgs finds its own step; adam and sgd follow the learning rate."),
        zh=("优化器", "l-bfgs 自行确定步长；adam 与 sgd 使用学习率。"),
        book="sgd",
    )
    learning_rate: float = setting(
        0.0,
        en=("Learning rate", "In grey levels, for adam and sgd; 0 takes the fitting one: adam 10, sgd 100."),
        zh=("学习率", "以灰度级计，用于 adam 与 sgd；0 表示采用合适的值：adam 为 10，sgd 为 100。"),
        book=100.0,
        ge=0.0,
        le=1000.0,
    )
    gram: Literal["book", "true-channels"] = setting(
        "book",
        en=("Gram scale", "true-channels: a mistake to try, dividing by each layer's channels with the old weights."),
        zh=("Gram 缩放", "true-channels：可供尝试的错误做法，除以各层真实通道数却沿用旧权重。"),
        book="book",
    )
    pixel_scale: Literal["caffe", "unit"] = setting(
        "caffe",
        en=("Pixel scale", "unit: a mistake to try, feeding pixels between 0 and 1 to a network made for 0-255."),
        zh=("像素尺度", "unit：可供尝试的错误做法，把 0 到 1 的像素送入为 0-255 训练的网络。"),
        book="caffe",
    )

    @field_validator("style_layers")
    @classmethod
    def _each_once(cls, value: list[str]) -> list[str]:
        if len(set(value)) != len(value):
            raise PydanticCustomError("layers_repeated", "Name each style layer once.")
        return value


def fitted(width: int, height: int, longest_side: int) -> tuple[int, int]:
    """Give width and height of a picture brought to a longest side."""
    scale = longest_side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def check(params: Params, pictures: Mapping[str, PictureFacts]) -> None:
    """Refuse pictures that cannot give a result.

    Raises:
        InputError: `picture_flat`, `picture_too_small`, `same_picture`.
    """
    for name, facts in pictures.items():
        if facts.flat:
            message = "Every pixel of this picture has the same colour: there is nothing to paint or to imitate."
            raise InputError(message, "picture_flat", f"/{name}")
        _check_size(name, facts, params)
        if name != "content" and "content" in pictures and facts.sha256 == pictures["content"].sha256:
            message = "Content and style are the same picture: choose two different ones."
            raise InputError(message, "same_picture", f"/{name}")


def _check_size(name: str, facts: PictureFacts, params: Params) -> None:
    longest = params.longest_side if name == "content" else min(params.longest_side, max(facts.width, facts.height))
    width, height = fitted(facts.width, facts.height, longest)
    if min(width, height) < SMALLEST_SIDE:
        message = (
            f"With a longest side of {longest} this picture is {width} x {height}; VGG19 needs {SMALLEST_SIDE} pixels "
            "on each side. Choose a larger or less narrow picture."
        )
        raise InputError(message, "picture_too_small", f"/{name}")


def work(params: Json) -> float:
    """Million pixels that the network passes."""
    return float(params["evaluations"] * params["longest_side"] ** 2) / 1e6


CARD = Card(
    name="style-transfer",
    package="models.style_transfer",
    kind="generate",
    title=Words("Style transfer", "风格迁移"),
    summary=Words(
        "Repaints a photo in the manner of another picture, by moving its pixels until VGG19 sees both in it.",
        "不断调整像素，直到 VGG19 同时看到内容与风格，把照片重绘成另一幅图的样子。",
    ),
    chapter="1E §8.3, 2E ch. 12.3",
    task="image generation",
    Params=Params,
    presets=PRESETS,
    weights=("vgg19",),
    estimate_s=60.0,
    work=work,
    steerable=("strength", "learning_rate", "smoothness"),
    check=check,
)
