"""Claims about few photos: a convnet from scratch, augmentation, features of a pretrained base, fine-tuning.

Source: Chollet, Deep Learning with Python, 1E §5.2 and §5.3, 2E chapters 8 and 9. Data: the book's cats and dogs as a
zip of class folders, which a person brings under the name `cats-and-dogs`.
"""

from __future__ import annotations

from models.claims.claim import Claim, Setup
from models.lab.measure import Expectation, Figure, Measure
from models.recipe import Words

DATA_SET = "cats-and-dogs"
_ACCURACY = Figure("accuracy")
_SCRATCH = Setup("images", {"mode": "scratch"}, DATA_SET)
_AUGMENTED = Setup("images", {"mode": "augmented"}, DATA_SET)
_SEPARABLE = Setup("images", {"mode": "augmented", "network": "separable"}, DATA_SET)
_FEATURES = Setup("images", {"mode": "features"}, DATA_SET)
_FINE_TUNED = Setup("images", {"mode": "fine-tune"}, DATA_SET)
_SMALLER = Words(
    "Photos of 96 pixels and fewer epochs, so that two cores can train it; the base is EfficientNet-Lite0, not VGG16.",
    "照片缩小到 96 像素、训练轮数较少，以便在双核机器上训练；预训练网络是 EfficientNet-Lite0 而非 VGG16。",
)

PHOTOS = (
    Claim(
        id="photos-scratch",
        source="1E §5.2, 2E ch. 8",
        words=Words(
            "From scratch, 2,000 photos teach a small convnet about 71 % accuracy.",
            "从零训练时，2,000 张照片能让小型卷积网络达到约 71% 的准确率。",
        ),
        setups={"scratch": _SCRATCH},
        measure=Measure(_ACCURACY, "scratch"),
        expected=Expectation(">=", 0.71, 0.03),
        book=0.71,
        unit="fraction",
        note=_SMALLER,
    ),
    Claim(
        id="photos-augmentation",
        source="1E §5.2, 2E ch. 8",
        words=Words("Augmentation with dropout raises it.", "数据增强加 Dropout 能提高准确率。"),
        setups={"augmented": _AUGMENTED, "scratch": _SCRATCH},
        measure=Measure(_ACCURACY, "augmented", "scratch"),
        expected=Expectation(">", 0.0),
        book=0.83 - 0.71,
        unit="points",
        note=_SMALLER,
    ),
    Claim(
        id="photos-features",
        source="1E §5.3, 2E ch. 8",
        words=Words(
            "Features of a pretrained base reach about 97 %.",
            "预训练网络的特征约达到 97%。",
        ),
        setups={"features": _FEATURES},
        measure=Measure(_ACCURACY, "features"),
        expected=Expectation(">=", 0.97),
        book=0.975,
        unit="fraction",
        note=_SMALLER,
    ),
    Claim(
        id="photos-features-beat-scratch",
        source="1E §5.3, 2E ch. 8",
        words=Words(
            "They are more than 15 points better than training from scratch.",
            "比从零训练高出 15 个百分点以上。",
        ),
        setups={"features": _FEATURES, "scratch": _SCRATCH},
        measure=Measure(_ACCURACY, "features", "scratch"),
        expected=Expectation(">=", 0.15),
        book=0.975 - 0.71,
        unit="points",
        note=_SMALLER,
    ),
    Claim(
        id="photos-fine-tuning",
        source="1E §5.3, 2E ch. 8",
        words=Words("Fine-tuning the top blocks is not worse.", "微调顶部各层不会更差。"),
        setups={"fine-tuned": _FINE_TUNED, "features": _FEATURES},
        measure=Measure(_ACCURACY, "fine-tuned", "features"),
        expected=Expectation(">=", 0.0, 0.005),
        book=0.985 - 0.975,
        unit="points",
        note=_SMALLER,
    ),
    Claim(
        id="photos-separable",
        source="2E ch. 9",
        words=Words(
            "A small Xception of separable convolutions beats the plain convnet.",
            "由可分离卷积构成的小型 Xception 优于普通卷积网络。",
        ),
        setups={"separable": _SEPARABLE, "augmented": _AUGMENTED},
        measure=Measure(_ACCURACY, "separable", "augmented"),
        expected=Expectation(">", 0.0),
        book=0.908 - 0.835,
        unit="points",
        note=_SMALLER,
    ),
)
