"""ImageNet's classes for any photo: public face."""

from __future__ import annotations

from models.images.questions import (
    EXAMPLE,
    INSPECT,
    LARGEST_CALL,
    MAX_BODY_BYTES,
    PhotoAnswer,
    PhotoExplanation,
    PhotoQuery,
)
from models.recipe import Card, Preset, Schema, Words


class Params(Schema):
    """Nothing to set: the weights are those that were published."""


CARD = Card(
    name="imagenet",
    package="models.imagenet",
    kind="train",
    title=Words("What a photo shows", "照片里是什么"),
    summary=Words(
        "Names what any photo shows, among the 1,000 classes of ImageNet: EfficientNet-Lite0 as it was published.",
        "在 ImageNet 的 1000 个类别中说出任意照片的内容：直接使用公开发布的 EfficientNet-Lite0。",
    ),
    chapter="1E §5.3-5.4, 2E ch. 8-9",
    task="image classification",
    weights=("efficientnet-lite0", "imagenet-names"),
    Params=Params,
    Query=PhotoQuery,
    Answer=PhotoAnswer,
    Explanation=PhotoExplanation,
    examples=(EXAMPLE,),
    actions=(INSPECT,),
    answer_limit=LARGEST_CALL,
    light=False,
    max_body_bytes=MAX_BODY_BYTES,
    presets=(Preset("default", Words("As published", "原始权重"), {}),),
    estimate_s=20.0,
)
