"""Claims about texts read word by word: recurrent networks, convolutions, attention, and when they pay.

Source: Chollet, Deep Learning with Python, 1E §6.1 to §6.4, 2E chapter 11.
"""

from __future__ import annotations

from models.claims.claim import Claim, Setup
from models.lab.measure import Expectation, Figure, Measure
from models.recipe import Preset, Words
from models.text_networks.presets import NEWS_PRESETS, SENTIMENT_PRESETS

_ACCURACY = Figure("accuracy")
_SHORT = Words(
    "Fewer words of each review and fewer epochs than in the book, so that two cores can train it.",
    "每条影评读入的词数和训练轮数少于书中，以便在双核机器上训练。",
)


def _preset(presets: tuple[Preset, ...], name: str, recipe: str, data_set: str) -> Setup:
    """What one click on the recipe's page trains."""
    return Setup(recipe, next(preset.params for preset in presets if preset.name == name), data_set)


def _review(name: str) -> Setup:
    return _preset(SENTIMENT_PRESETS, name, "sentiment", "imdb")


def _topic(name: str) -> Setup:
    return _preset(NEWS_PRESETS, name, "news", "bbc-news")


def _reaches(name: str, source: str, words: Words, book: float) -> Claim:
    """That an architecture comes within three points of the book's accuracy, or above."""
    return Claim(
        id=f"reviews-{name}",
        source=source,
        words=words,
        setups={name: _review(name)},
        measure=Measure(_ACCURACY, name),
        expected=Expectation(">=", book, 0.03),
        book=book,
        unit="fraction",
        note=_SHORT,
    )


def _bags_win(name: str, words: Words, *, quick_seeds: int) -> Claim:
    """The rule for few texts: texts / mean words is about 4 on BBC News, far below 1,500."""
    return Claim(
        id=f"bbc-bag-beats-{name}",
        source="2E ch. 11.3",
        words=words,
        setups={"bag": _topic("multi-hot"), name: _topic(name)},
        measure=Measure(_ACCURACY, "bag", name),
        expected=Expectation(">=", 0.0),
        book=None,
        unit="points",
        quick_seeds=quick_seeds,
    )


SEQUENCES = (
    _reaches(
        "embedding-flatten",
        "1E §6.1",
        Words(
            "Embedded words, flattened, judge about 76 % of reviews rightly.", "词嵌入加展平能正确判断约 76% 的影评。"
        ),
        0.755,
    ),
    _reaches(
        "simple-rnn",
        "1E §6.2",
        Words("A SimpleRNN reaches about 85 %.", "SimpleRNN 约达到 85%。"),
        0.85,
    ),
    _reaches("lstm", "1E §6.2", Words("An LSTM reaches about 89 %.", "LSTM 约达到 89%。"), 0.89),
    _reaches(
        "bidirectional",
        "1E §6.3, 2E ch. 11.2",
        Words("A bidirectional LSTM reaches about 88 %.", "双向 LSTM 约达到 88%。"),
        0.88,
    ),
    _reaches("conv1d", "1E §6.4", Words("A 1D convnet reaches about 84 %.", "一维卷积网络约达到 84%。"), 0.838),
    _reaches(
        "transformer",
        "2E ch. 11.4",
        Words(
            "A Transformer encoder with positions reaches about 88 %.", "带位置编码的 Transformer 编码器约达到 88%。"
        ),
        0.883,
    ),
    Claim(
        id="reviews-lstm-beats-simple-rnn",
        source="1E §6.2",
        words=Words("An LSTM beats a SimpleRNN.", "LSTM 优于 SimpleRNN。"),
        setups={"lstm": _review("lstm"), "simple-rnn": _review("simple-rnn")},
        measure=Measure(_ACCURACY, "lstm", "simple-rnn"),
        expected=Expectation(">", 0.0),
        book=0.89 - 0.85,
        unit="points",
        note=_SHORT,
    ),
    _bags_win(
        "conv1d",
        Words(
            "With few texts, a bag of words is not worse than a 1D convnet (BBC News).",
            "文本较少时，词袋不差于一维卷积网络（BBC 新闻）。",
        ),
        quick_seeds=1,
    ),
    _bags_win(
        "lstm",
        Words(
            "With few texts, a bag of words is not worse than an LSTM (BBC News).",
            "文本较少时，词袋不差于 LSTM（BBC 新闻）。",
        ),
        quick_seeds=1,
    ),
    _bags_win(
        "transformer",
        Words(
            "With few texts, a bag of words is not worse than a Transformer encoder (BBC News).",
            "文本较少时，词袋不差于 Transformer 编码器（BBC 新闻）。",
        ),
        quick_seeds=0,
    ),
)
