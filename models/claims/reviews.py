"""Claims about movie reviews: a dense network over multi-hot words, its over-fitting, and what helps.

Source: Chollet, Deep Learning with Python, 1E §3.5 and §4.4, 2E chapters 4, 5 and 11.
"""

from __future__ import annotations

from models.claims.claim import Claim, Setup
from models.lab.measure import Expectation, Figure, Measure
from models.lab.over_fitting import OVER_FITTING
from models.recipe import Json, Words


def _lab(name: str) -> Setup:
    """A variant of the over-fitting lab: what is measured there counts here."""
    params = next(variant.params for variant in OVER_FITTING.variants if variant.name == name)
    return Setup(OVER_FITTING.recipe, OVER_FITTING.params | params, "imdb")


def _bag(ngrams: int) -> Setup:
    params: Json = {"vocabulary_size": 20_000, "ngrams": ngrams, "epochs": 20, "batch_size": 512, "patience": 2}
    return Setup("sentiment", params, "imdb")


_FINAL_LOSS = Figure("val_loss", "last")
_ACCURACY = Figure("accuracy")
_OTHER_SPLIT = Words(
    "Our test reviews are a random tenth; the book's come from other films.",
    "我们的测试影评是随机抽取的十分之一；书中的测试影评来自其他电影。",
)


def _helps(name: str, words: Words, book: float) -> Claim:
    """That a remedy ends with a lower validation loss than the base."""
    return Claim(
        id=f"reviews-{name}",
        source="1E §4.4, 2E ch. 5",
        words=words,
        setups={name: _lab(name), "base": _lab("base")},
        measure=Measure(_FINAL_LOSS, name, "base"),
        expected=Expectation("<", 0.0),
        book=book,
        unit="loss",
        quick_seeds=1,
        note=_OTHER_SPLIT,
    )


REVIEWS = (
    Claim(
        id="reviews-dense",
        source="1E §3.5, 2E ch. 4",
        words=Words(
            "A small dense network over multi-hot words judges about 88 % of the reviews rightly.",
            "基于多热词向量的小型全连接网络能正确判断约 88% 的影评。",
        ),
        setups={"dense": _lab("early-stopping")},
        measure=Measure(_ACCURACY, "dense"),
        expected=Expectation("within", 0.885, 0.02),
        book=0.885,
        unit="fraction",
        quick_seeds=1,
        note=_OTHER_SPLIT,
    ),
    Claim(
        id="reviews-overfit",
        source="1E §3.5, §4.4",
        words=Words(
            "It over-fits after a few epochs: of 20, the validation loss is lowest by epoch 8.",
            "几轮之后就会过拟合：20 轮中验证损失最迟在第 8 轮最低。",
        ),
        setups={"base": _lab("base")},
        measure=Measure(Figure("val_loss", "lowest epoch"), "base"),
        expected=Expectation("<=", 8.0),
        book=4.0,
        unit="epoch",
        quick_seeds=1,
    ),
    _helps(
        "small", Words("A smaller network over-fits later and less.", "更小的网络过拟合更晚、更轻。"), 0.474 - 0.769
    ),
    _helps("l2", Words("An L2 penalty holds over-fitting back.", "L2 正则能抑制过拟合。"), 0.420 - 0.769),
    _helps(
        "dropout", Words("Dropout of one half holds over-fitting back.", "0.5 的 Dropout 能抑制过拟合。"), 0.536 - 0.769
    ),
    Claim(
        id="reviews-more-data",
        source="1E §4.4, 2E ch. 5",
        words=Words(
            "Twice the training reviews give a lower validation loss at its best epoch.",
            "训练影评加倍，最佳轮次的验证损失更低。",
        ),
        setups={"base": _lab("base"), "half": _lab("half-data")},
        measure=Measure(Figure("val_loss", "lowest"), "base", "half"),
        expected=Expectation("<", 0.0),
        book=None,
        unit="loss",
        quick_seeds=1,
    ),
    Claim(
        id="reviews-big",
        source="1E §4.4",
        words=Words(
            "A much larger network over-fits at least as early.",
            "大得多的网络过拟合得不会更晚。",
        ),
        setups={"big": _lab("big"), "base": _lab("base")},
        measure=Measure(Figure("val_loss", "lowest epoch"), "big", "base"),
        expected=Expectation("<=", 0.0),
        book=1.0 - 4.0,
        unit="epoch",
        reason=Words(
            "Its validation loss is noisy, so the lowest epoch is chance; after 20 epochs it is higher in every seed.",
            "它的验证损失波动大，最低轮次带有偶然性；20 轮后每个种子的验证损失都更高。",
        ),
    ),
    Claim(
        id="reviews-early-stopping",
        source="1E §4.4, 2E ch. 5",
        words=Words(
            "Stopping early gives a test accuracy not worse than training to the end.",
            "提前停止的测试准确率不低于训练到底。",
        ),
        setups={"stopped": _lab("early-stopping"), "base": _lab("base")},
        measure=Measure(_ACCURACY, "stopped", "base"),
        expected=Expectation(">=", 0.0),
        book=None,
        unit="points",
        quick_seeds=1,
    ),
    Claim(
        id="reviews-bigrams",
        source="2E ch. 11.2",
        words=Words("Pairs of words beat single words.", "词对（二元组）优于单词。"),
        setups={"bigrams": _bag(2), "unigrams": _bag(1)},
        measure=Measure(_ACCURACY, "bigrams", "unigrams"),
        expected=Expectation(">", 0.0),
        book=0.904 - 0.892,
        unit="points",
        quick_seeds=3,  # a difference of one point: one seed tells nothing
        note=Words("The book's figures are remembered, not checked.", "书中的数字凭记忆，未经核对。"),
    ),
)
