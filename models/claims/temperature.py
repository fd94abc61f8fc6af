"""Claims about temperature: what beats "the same as now", and what does not.

Source: Chollet, Deep Learning with Python, 1E §6.3 and §6.4, 2E chapter 10. Data: the packaged weather, one year by the
hour; the book: eight years of Jena by ten minutes.
"""

from __future__ import annotations

from models.claims.claim import Claim, Setup
from models.lab.measure import Expectation, Figure, Measure
from models.recipe import Json, Words

_ERROR, _BASELINE = Figure("mae"), Figure("baseline_mae")
_WEATHER = Words(
    "Our data are one year of hourly weather of three airports, not eight years of Jena.",
    "我们的数据是三个机场一年的逐时天气，而不是耶拿八年的数据。",
)


def _network(architecture: str, **params: float) -> Setup:
    settings: Json = {"architecture": architecture} | params
    return Setup("temperature", settings, "weather")


_CHANGE = Words(
    "Every network here forecasts the change from now and so starts at the baseline; that this is why was not tested.",
    "这里的网络都预测相对当前值的变化，起点就是基准；这是否是原因尚未验证。",
)


def _ratio(
    name: str,
    setup: Setup,
    words: Words,
    expected: Expectation,
    book: float,
    *,
    quick: int,
    reason: Words | None = None,
) -> Claim:
    """How the error on the test part compares with that of saying "the same as now"."""
    return Claim(
        id=f"temperature-{name}",
        source="1E §6.3, 2E ch. 10",
        words=words,
        setups={name: setup},
        measure=Measure(_ERROR, name, name, other=_BASELINE, how="ratio"),
        expected=expected,
        book=book,
        unit="ratio",
        quick_seeds=quick,
        note=_WEATHER,
        reason=reason,
    )


TEMPERATURE = (
    _ratio(
        "dense",
        _network("dense"),
        Words("A dense network does not beat the common-sense baseline.", "全连接网络不优于常识基准。"),
        Expectation(">=", 1.0),
        2.66 / 2.62,
        quick=1,
        reason=_CHANGE,
    ),
    _ratio(
        "conv1d",
        _network("conv1d"),
        Words("A 1D convnet does not beat the common-sense baseline.", "一维卷积网络不优于常识基准。"),
        Expectation(">=", 1.0),
        3.1 / 2.62,
        quick=1,
        reason=_CHANGE,
    ),
    _ratio(
        "lstm",
        _network("lstm"),
        Words("An LSTM beats the common-sense baseline.", "LSTM 优于常识基准。"),
        Expectation("<", 1.0),
        2.55 / 2.62,
        quick=1,
    ),
    _ratio(
        "stacked",
        _network("stacked", recurrent_dropout=0.5, dropout=0.5),
        Words(
            "Stacked GRUs with recurrent dropout beat the common-sense baseline by 8 %.",
            "带循环 Dropout 的堆叠 GRU 比常识基准好 8%。",
        ),
        Expectation("<=", 0.92),
        2.39 / 2.62,
        quick=0,
    ),
    Claim(
        id="temperature-recurrent-beats-dense",
        source="1E §6.3, 2E ch. 10",
        words=Words("An LSTM beats a dense network.", "LSTM 优于全连接网络。"),
        setups={"lstm": _network("lstm"), "dense": _network("dense")},
        measure=Measure(_ERROR, "lstm", "dense"),
        expected=Expectation("<", 0.0),
        book=2.55 - 2.66,
        unit="°C",
        quick_seeds=1,
        note=_WEATHER,
        reason=Words(
            "The two are within 0.1 °C of each other in every seed; the default GRU is a little ahead of both.",
            "每个种子中两者相差都不到 0.1 °C；默认的 GRU 略胜两者。",
        ),
    ),
    Claim(
        id="temperature-bidirectional",
        source="1E §6.3, 2E ch. 10",
        words=Words(
            "A bidirectional LSTM is no better than a plain one.",
            "双向 LSTM 不优于普通 LSTM。",
        ),
        setups={"bidirectional": _network("bidirectional"), "lstm": _network("lstm")},
        measure=Measure(_ERROR, "bidirectional", "lstm"),
        expected=Expectation(">=", 0.0),
        book=None,
        unit="°C",
        note=_WEATHER,
    ),
)
