"""The layers that can dream, from the eye to the idea: what each tends to show. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from models.recipe import Words


@dataclass(frozen=True)
class DreamLayer:
    """A layer of EfficientNet-Lite0 whose answer can be made stronger.

    Attributes:
        name: of the Keras layer.
        stride: pixels of the picture between neighbouring values of the layer.
        shows: what its dreams look like on the sample photos.
    """

    name: str
    stride: int
    shows: Words


LAYERS = (
    DreamLayer("stem", 2, Words("coloured grain", "彩色颗粒")),
    DreamLayer("block0_project", 2, Words("fine checks", "细密的格纹")),
    DreamLayer("block1_project", 4, Words("zebra stripes", "斑马条纹")),
    DreamLayer("block2_add", 4, Words("waves and lattices", "波纹与网格")),
    DreamLayer("block3_project", 8, Words("grooves", "沟槽")),
    DreamLayer("block4_add", 8, Words("engraving", "雕刻线条")),
    DreamLayer("block5_project", 16, Words("woven bands", "编织带")),
    DreamLayer("block6_add", 16, Words("loops and meanders", "回环与回纹")),
    DreamLayer("block7_add", 16, Words("braids", "辫状纹样")),
    DreamLayer("block8_project", 16, Words("spots, rings and shells", "斑点、圆环与贝壳")),
    DreamLayer("block9_add", 16, Words("eyes and swirls", "眼睛与旋涡")),
    DreamLayer("block10_add", 16, Words("eyes, curls and fur", "眼睛、卷纹与毛皮")),
    DreamLayer("block11_project", 32, Words("faces of animals", "动物的脸")),
    DreamLayer("block12_add", 32, Words("spotted coats and muzzles", "带斑点的皮毛与口鼻")),
    DreamLayer("block13_add", 32, Words("fur and feathers", "毛皮与羽毛")),
    DreamLayer("block14_add", 32, Words("the coat of a cat", "猫的皮毛")),
    DreamLayer("block15_project", 32, Words("soft fur", "柔软的细毛")),
    DreamLayer("head", 32, Words("textures of whole things, faint", "整体物件的淡淡质感")),
)
BY_NAME = {layer.name: layer for layer in LAYERS}
