"""Photos by class: public face."""

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
from models.images.settings import Params
from models.recipe import Card, Headline, Json, Preset, Words


def work(settings: Json) -> float:
    """Give what the time grows with: passes over the photos, in those of a small convnet of 96 pixels."""
    params = Params.model_validate(settings)
    if params.pretrained:
        area = (params.pixels / 160) ** 2
        return area * (5.0 + (params.fine_tune_epochs if params.mode == "fine-tune" else 0))
    return params.most_epochs * (params.pixels / 96) ** 2 * (3.0 if params.network == "separable" else 1.0)


CARD = Card(
    name="images",
    package="models.images",
    kind="train",
    title=Words("Photos by class", "照片分类"),
    summary=Words(
        "Tells photos apart as your folders do: from scratch, or starting from a network that knows ImageNet.",
        "按文件夹类别区分你的照片：从零训练，或从学过 ImageNet 的网络出发。",
    ),
    chapter="1E §5.2-5.4, 2E ch. 8-9",
    task="image classification",
    headline=Headline("accuracy", Words("Accuracy", "准确率"), "fraction", True),
    data_kinds=("images",),
    weights=("efficientnet-lite0", "vgg16", "vgg19", "resnet50", "xception", "mobilenet-v2"),
    Params=Params,
    Query=PhotoQuery,
    Answer=PhotoAnswer,
    Explanation=PhotoExplanation,
    examples=(EXAMPLE,),
    actions=(INSPECT,),
    answer_limit=LARGEST_CALL,
    light=False,
    max_body_bytes=MAX_BODY_BYTES,
    presets=(
        Preset("features", Words("Features of a pretrained base", "预训练特征提取"), {}),
        Preset("fine-tune", Words("Fine-tuning", "微调"), {"mode": "fine-tune"}),
        Preset("augmented", Words("From scratch, augmented", "从零训练 + 数据增强"), {"mode": "augmented"}),
        Preset("scratch", Words("From scratch", "从零训练"), {"mode": "scratch"}),
        Preset("separable", Words("Small Xception", "小型 Xception"), {"mode": "augmented", "network": "separable"}),
    ),
    estimate_s=90.0,
    work=work,
    scripted=True,
    half_precision=True,
)
