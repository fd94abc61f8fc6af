"""Pretrained bases: what each is fed with and which part of it is tuned. No Keras."""

from __future__ import annotations

from dataclasses import dataclass

from models.images.pixels import Preprocessing
from models.images.settings import Base


@dataclass(frozen=True)
class BaseFacts:
    """One pretrained base.

    Attributes:
        weights: name in the catalogue.
        tuned_from: the first layer of the block that fine-tuning unfreezes; what comes before stays as it is.
        shown: layers that `inspect` shows, from edges to things.
        scale: what its maps are multiplied by. VGG's run into the hundreds; a head learns better from small numbers.
    """

    weights: str
    preprocessing: Preprocessing
    tuned_from: str
    shown: tuple[str, ...]
    scale: float = 1.0


BASES: dict[Base, BaseFacts] = {
    "efficientnet-lite0": BaseFacts(
        "efficientnet-lite0", "lite", "block14_expand_conv",
        ("stem", "block1_expand", "block3_expand", "block5_expand", "block11_expand", "head"),
    ),
    "vgg16": BaseFacts(
        "vgg16", "caffe", "block5_conv1",
        ("block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3"), 1 / 128,
    ),
    "vgg19": BaseFacts(
        "vgg19", "caffe", "block5_conv1",
        ("block1_conv2", "block2_conv2", "block3_conv4", "block4_conv4", "block5_conv4"), 1 / 128,
    ),
    "resnet50": BaseFacts(
        "resnet50", "caffe", "conv5_block1_1_conv",
        ("conv1_relu", "conv2_block3_out", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out"),
    ),
    "xception": BaseFacts(
        "xception", "tf", "block14_sepconv1",
        ("block1_conv2_act", "block3_sepconv2_act", "block4_sepconv2_act", "block8_sepconv3_act",
         "block14_sepconv2_act"),
    ),
    "mobilenet-v2": BaseFacts(
        "mobilenet-v2", "tf", "block_16_expand",
        ("Conv1_relu", "block_2_expand_relu", "block_5_expand_relu", "block_12_expand_relu", "out_relu"),
    ),
}  # fmt: skip
