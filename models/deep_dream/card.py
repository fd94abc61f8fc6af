"""DeepDream: what the settings are, which presets there are, and what cannot work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from models.deep_dream.layers import BY_NAME
from models.deep_dream.octaves import fitted, octave_sizes
from models.deep_dream.presets import PRESETS
from models.recipe import Card, InputError, Json, PictureChoice, PictureFacts, Schema, Words
from models.setting import setting

SMALLEST_SIDE = 64  # pixels; below it the deep layers see nothing but the border
WIDEST_RATIO = 8.0  # longer side to shorter side


class LayerChoice(Schema):
    """A layer and how much its answer counts."""

    layer: str = Field(
        description="a layer of the network: block10_add",
        json_schema_extra={
            "enum": list(BY_NAME),
            "shows": {layer.name: {"en": layer.shows.en, "zh": layer.shows.zh} for layer in BY_NAME.values()},
        },
    )
    coefficient: float = Field(1.0, gt=0.0, le=10.0, description="weight of the layer against the others")

    @field_validator("layer")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in BY_NAME:
            raise PydanticCustomError(
                "layer_unknown", "There is no such layer; known are {known}.", {"known": _known()}
            )
        return name


def _known() -> str:
    return ", ".join(BY_NAME)


def _default_layers() -> list[LayerChoice]:
    return [LayerChoice(layer="block10_add"), LayerChoice(layer="block11_project", coefficient=1.5)]


class Params(Schema):
    """Settings of a dream."""

    photo: PictureChoice = setting(
        PictureChoice(sample="chelsea"),
        en=("Photo", "The picture to dream about."),
        zh=("照片", "用来做梦的图片。"),
    )
    view: Literal["photo", "atlas"] = setting(
        "photo",
        en=("View", "'photo' dreams with the chosen layers; 'atlas' shows what each layer alone makes of the photo."),
        zh=("视图", "photo：用所选的层做梦；atlas：展示每一层单独会把照片变成什么。"),
    )
    start: Literal["photo", "noise"] = setting(
        "photo",
        en=("Start", "From the photo, or from grey noise of its size: then all that is seen comes from the network."),
        zh=("起点", "从照片开始，或从同样大小的灰色噪声开始：这时看到的一切都来自网络。"),
        book="photo",
    )
    base: Literal["efficientnet-lite0"] = setting(
        "efficientnet-lite0",
        en=("Network", "The network that dreams; the book uses InceptionV3."),
        zh=("网络", "做梦的网络；书中使用 InceptionV3。"),
    )
    layers: list[LayerChoice] = setting(
        _default_layers(),
        en=("Layers", "Layers whose answer is made stronger: early ones give patterns, late ones eyes and animals."),
        zh=("网络层", "要增强响应的层：靠前的层产生图案，靠后的层产生眼睛和动物。"),
        min_length=1,
        max_length=len(BY_NAME),
    )
    octaves: int = setting(
        4,
        en=("Octaves", "Sizes to dream at, from small to full: more give larger shapes."),
        zh=("八度数", "从小到大依次做梦的尺寸数：越多，形状越大。"),
        book=3,
        ge=1,
        le=8,
    )
    octave_scale: float = setting(
        1.35,
        en=("Octave scale", "How much larger each octave is than the one before."),
        zh=("八度比例", "每个八度比前一个大多少倍。"),
        book=1.4,
        ge=1.1,
        le=3.0,
    )
    steps: int = setting(
        25,
        en=("Steps", "Steps of gradient ascent at each size."),
        zh=("步数", "每个尺寸上梯度上升的步数。"),
        book=20,
        ge=1,
        le=200,
    )
    step_size: float = setting(
        0.025,
        en=("Strength", "Standard deviation of the change in one step; black to white is 2."),
        zh=("强度", "每一步改变量的标准差；从黑到白为 2。"),
        book=0.01,
        gt=0.0,
        le=0.5,
    )
    jitter: int = setting(
        16,
        en=("Jitter", "The picture is shifted by up to this many pixels at each step, which evens out the grid."),
        zh=("抖动", "每一步把图片随机平移的最大像素数，用来消除网格痕迹。"),
        book=0,
        ge=0,
        le=64,
    )
    detail: bool = setting(
        True,
        en=("Detail", "Put back, at each larger size, what the photo lost when it was made small."),
        zh=("细节回填", "每次放大时，补回照片缩小时丢失的细节。"),
        book=True,
    )
    max_loss: float | None = setting(
        None,
        en=("Stop at loss", "Leave a size when the layers answer this many times as strongly as to the photo."),
        zh=("损失上限", "当层的响应达到原照片的这么多倍时，结束该尺寸。"),
        gt=1.0,
        le=1000.0,
    )
    longest_side: int = setting(
        480,
        en=("Longest side", "Pixels of the longer side of the result; a larger photo is made smaller, never larger."),
        zh=("最长边", "结果较长一边的像素数；更大的照片会缩小，小照片不会放大。"),
        ge=SMALLEST_SIDE,
        le=1024,
    )
    tile: int = setting(
        512,
        en=("Tile", "Larger pictures are computed in parts of at most this many pixels a side, to save memory."),
        zh=("分块", "更大的图片按边长不超过该像素数的小块计算，以节省内存。"),
        ge=160,
        le=1024,
    )
    animation: Literal["none", "ascent", "zoom"] = setting(
        "none",
        en=("Animation", "'ascent' shows the dream growing; 'zoom' dives into it, dreaming on as it goes."),
        zh=("动画", "ascent：展示梦境逐步出现；zoom：一边放大一边继续做梦。"),
    )
    animation_format: Literal["webp", "gif"] = setting(
        "webp",
        en=("Animation format", "WebP is smaller and has all colours; GIF plays everywhere."),
        zh=("动画格式", "WebP 更小且色彩完整；GIF 到处都能播放。"),
    )
    zoom_frames: int = setting(
        24,
        en=("Zoom frames", "Pictures of the zooming dream."),
        zh=("缩放帧数", "缩放梦境的帧数。"),
        ge=2,
        le=96,
    )
    zoom_factor: float = setting(
        1.05,
        en=("Zoom factor", "How much each frame of the zoom enlarges the one before."),
        zh=("缩放倍数", "每一帧比前一帧放大多少倍。"),
        gt=1.0,
        le=1.5,
    )
    zoom_steps: int = setting(
        4,
        en=("Zoom steps", "Steps of gradient ascent on each frame of the zoom."),
        zh=("缩放步数", "每一帧上梯度上升的步数。"),
        ge=1,
        le=20,
    )

    @field_validator("layers")
    @classmethod
    def _once(cls, layers: list[LayerChoice]) -> list[LayerChoice]:
        if len({choice.layer for choice in layers}) < len(layers):
            raise PydanticCustomError("layer_twice", "Name each layer once.")
        return layers


def check(params: Params, pictures: Mapping[str, PictureFacts]) -> None:
    """Refuse a photo that these settings cannot dream about.

    Raises:
        InputError: `picture_flat`, `picture_too_narrow`, `picture_too_small`, `octave_too_small`.
    """
    photo = pictures["photo"]
    if photo.flat and params.start == "photo":
        message = (
            "Every pixel of the photo has the same colour, so there is nothing to dream about: choose another photo."
        )
        raise InputError(message, "picture_flat", "/photo")
    given = f"{photo.width}x{photo.height}"
    if max(photo.width, photo.height) > WIDEST_RATIO * min(photo.width, photo.height):
        message = f"The photo is {given} pixels; its longer side may be at most {WIDEST_RATIO:g} times the shorter."
        raise InputError(message, "picture_too_narrow", "/photo")
    if min(photo.width, photo.height) < SMALLEST_SIDE:
        message = f"The photo is {given} pixels; each side needs at least {SMALLEST_SIDE}."
        raise InputError(message, "picture_too_small", "/photo")
    if params.view == "photo":
        _check_octaves(params, fitted(photo.height, photo.width, params.longest_side))


def _check_octaves(params: Params, size: tuple[int, int]) -> None:
    height, width = octave_sizes(size, params.octaves, params.octave_scale)[0]
    if min(height, width) < SMALLEST_SIDE:
        message = (
            f"{params.octaves} octaves of scale {params.octave_scale:g} shrink {size[1]}x{size[0]} pixels "
            f"to {width}x{height}; the network needs {SMALLEST_SIDE} a side at least."
            " Use fewer octaves or a smaller scale."
        )
        raise InputError(message, "octave_too_small", "/octaves")


def work(params: Json) -> float:
    """Million pixels that the gradient passes: steps at every octave, each smaller than the next."""
    atlas = 4.0 if params["view"] == "atlas" else 1.0  # measured: 27 against 7.5 seconds of processor time
    smaller = sum(float(params["octave_scale"]) ** (-2 * octave) for octave in range(params["octaves"]))
    return atlas * float(params["steps"] * smaller * params["longest_side"] ** 2) / 1e6


CARD = Card(
    name="deep-dream",
    package="models.deep_dream",
    kind="generate",
    title=Words("DeepDream", "DeepDream 深梦"),
    summary=Words(
        "Changes a photo until a network sees more of what it already sees: eyes, fur, feathers, ornaments.",
        "不断改变照片，让网络在其中看到更多它已经看到的东西：眼睛、毛皮、羽毛、花纹。",
    ),
    chapter="1E §8.2, 2E ch. 12.2",
    task="image generation",
    Params=Params,
    estimate_s=10.0,
    presets=PRESETS,
    weights=("efficientnet-lite0",),
    work=work,
    steerable=("step_size",),
    check=check,
)
