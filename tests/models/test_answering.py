"""Answers: shapes of questions that are refused, intervals, explanations. Networks are stand-ins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from models.catalog import CARDS
from models.house_prices import card as house_card
from models.house_prices.answering import HousePricesAnswerer
from models.house_prices.folds import epoch_batches, lay_out
from models.house_prices.intervals import Intervals, calibrate
from models.news.answering import NewsAnswerer
from models.recipe import InputError
from models.sentiment.answering import SentimentAnswerer
from models.tables import describe, fill_missing, scaling_of
from models.text_networks.card import TextQuery


class StandIn:
    """A session that computes with NumPy, and the assets beside it."""

    def __init__(self, function: Any, assets: dict[str, Any]) -> None:
        self.function = function
        self.assets = assets
        self.calls: list[int] = []
        self.name = "input"

    def session(self, network: str) -> Any:
        assert network
        return self

    def asset(self, name: str) -> Any:
        return self.assets[name]

    def get_inputs(self) -> list[Any]:
        return [self]

    def run(self, outputs: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        assert outputs is None
        self.calls.append(len(feed["input"]))
        return [self.function(feed["input"])]


def sentiment() -> tuple[SentimentAnswerer, StandIn]:
    """A network whose log-odds are 2 for good, -1 for bad and -3 for the pair 'not good'."""
    weights = np.array([0, 0, 2.0, -1.0, 0.0, -3.0])
    bundle = StandIn(
        lambda x: (1 / (1 + np.exp(-weights[x].sum(axis=1))))[:, None],
        {"vocabulary": {"terms": ["good", "bad", "not", "not good"], "ngrams": 2}},
    )
    return SentimentAnswerer(bundle), bundle


def test_sentiment_answers_a_batch_in_one_call() -> None:
    answerer, bundle = sentiment()

    answers = answerer.answer([TextQuery(text=text) for text in ("Good!", "bad", "xyzzy plugh")])

    assert [answer.label for answer in answers] == ["positive", "negative", "positive"]
    assert answers[0].positive == pytest.approx(1 / (1 + np.exp(-2)))
    assert [answer.warnings for answer in answers] == [[], [], ["all_words_unknown"]]
    assert bundle.calls == [3]


def test_explanation_is_the_change_of_the_log_odds() -> None:
    answerer, bundle = sentiment()

    explanation = answerer.explain(TextQuery(text="Not GOOD, bad thing"))

    # Full text: 2 - 1 - 3 = -2, so the label is negative and its log-odds are 2.
    assert explanation.label == "negative"
    assert [(w.text, w.start, w.end) for w in explanation.words] == [
        ("Not", 0, 3),
        ("GOOD", 4, 8),
        ("bad", 10, 13),
    ]
    # Without "not" the pair goes too: log-odds of positive 1, so "not" brought 3 for negative. "good": -1, brings 1.
    assert [w.contribution for w in explanation.words] == pytest.approx([3.0, 1.0, 1.0])
    assert bundle.calls == [4]


def test_explanation_of_unknown_words_is_empty() -> None:
    assert sentiment()[0].explain(TextQuery(text="xyzzy")).words == []


def test_news_gives_the_best_five_in_order() -> None:
    labels = list("abcdefg")
    scores = np.array([[0.1, 0.3, 0.05, 0.2, 0.15, 0.12, 0.08]])
    bundle = StandIn(
        lambda x: np.repeat(scores, len(x), axis=0),
        {"vocabulary": {"terms": ["x"], "ngrams": 1}, "labels": {"labels": labels, "data_set": "reuters"}},
    )

    answer = NewsAnswerer(bundle).answer([TextQuery(text="x")])[0]

    assert (answer.label, answer.label_set) == ("b", "reuters")
    assert [score.label for score in answer.scores] == ["b", "d", "e", "f", "a"]


def houses() -> HousePricesAnswerer:
    """Two networks that say 10 and 20 k$ a room."""
    interval = Intervals(reach=2.0, floor=1.0, trust=0.0, coverage=0.8)
    bundle = StandIn(
        lambda x: x[:, :1] * np.array([[10.0, 20.0]]),
        {
            "features": {
                "names": ["rooms", "age"],
                "medians": [3.0, 50.0],
                "ranges": [[1.0, 5.0], [0.0, 100.0]],
                "target_usd": 1000.0,
            },
            "intervals": interval.asset(),
        },
    )
    return HousePricesAnswerer(bundle)


def ask(**features: float) -> house_card.Query:
    return house_card.Query(features)


def test_price_with_interval_in_dollars() -> None:
    answer = houses().answer([ask(rooms=2.0, age=3.0)])[0]

    assert (answer.price_usd, answer.low, answer.high) == (30_000, 28_000, 32_000)


def test_curves_cover_the_range_and_contributions_compare_with_the_median() -> None:
    rooms, age = houses().explain(ask(rooms=5.0, age=3.0)).features

    assert (rooms.contribution, age.contribution) == (30_000.0, 0.0)
    assert (len(rooms.curve), rooms.curve[0].x, rooms.curve[-1].x) == (25, 1.0, 5.0)
    assert (rooms.curve[0].price_usd, rooms.curve[-1].price_usd) == (15_000, 75_000)


@pytest.mark.parametrize(
    "features", [{"rooms": 1.0}, {"rooms": 1.0, "age": 1.0, "pool": 1.0}, {"a": 1.0, "b": 2.0}, {}]
)
def test_wrong_features_are_named(features: dict[str, float]) -> None:
    good = ask(rooms=1.0, age=1.0)

    with pytest.raises(InputError) as refused:
        houses().answer([good, house_card.Query(features)])

    assert (refused.value.code, refused.value.pointer) == ("wrong_feature_count", "/1")
    assert all(name in str(refused.value) for name in {"rooms", "age"} ^ features.keys())


def test_number_out_of_float32_range() -> None:
    with pytest.raises(InputError) as refused:
        houses().answer([ask(rooms=1.0, age=1.0), ask(rooms=1e308, age=1.0)])

    assert (refused.value.code, refused.value.pointer) == ("number_out_of_range", "/1/rooms")


@pytest.mark.parametrize("value", ["3", None, float("nan"), float("inf"), True, [1.0]])
def test_only_finite_numbers_are_questions(value: Any) -> None:
    with pytest.raises(ValidationError):
        house_card.Query.model_validate({"rooms": value})


def test_extreme_houses_still_get_a_number() -> None:
    answer = houses().answer([ask(rooms=3e38, age=-3e38)])[0]

    assert answer.low <= answer.price_usd <= answer.high


def test_interval_covers_as_promised() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(size=4000)
    estimates = truth[:, None] + rng.normal(0, 0.5, 4000)[:, None] + rng.normal(0, 0.3, (4000, 4))
    intervals = calibrate(estimates[:2000], truth[:2000], networks=4, coverage=0.8)

    price, low, high = intervals.around(estimates[2000:] + 100)

    inside = np.mean((low <= truth[2000:] + 100) & (truth[2000:] + 100 <= high))
    assert inside == pytest.approx(0.8, abs=0.04)
    assert np.all((low <= price) & (price <= high))


def test_one_pass_gives_intervals_of_one_width() -> None:
    truth = np.arange(9.0)
    intervals = calibrate((truth + np.arange(9.0))[:, None], truth, networks=3, coverage=0.8)

    price, low, high = intervals.around(np.array([[50.0, 50.0, 80.0]]))

    # Errors 0..8; the (9 + 1) * 0.8 = 8th smallest is 7.
    assert (price[0], low[0], high[0]) == (60.0, 53.0, 67.0)


def test_each_network_is_scaled_by_its_own_training_rows() -> None:
    features = np.array([[0.0, 5.0], [2.0, 5.0], [4.0, 5.0], [10.0, 5.0]])
    target = np.array([0.0, 10.0, 20.0, 100.0])
    folds = lay_out(features, target, [np.array([3]), np.array([0])])

    scaled = (folds.features[:, None] - folds.inner_mean) / folds.inner_deviation  # (n, k, d)

    # Network 0 trains on 0, 2, 4: mean 2, deviation sqrt(8/3). The constant column becomes 0.
    np.testing.assert_allclose(scaled[:, 0, 0], (features[:, 0] - 2) / np.sqrt(8 / 3), rtol=1e-5)
    np.testing.assert_allclose(scaled[:, :, 1], 0)
    np.testing.assert_allclose(folds.target[0], (target - 10) / np.sqrt(200 / 3), rtol=1e-5)


def test_batches_hold_each_training_row_once() -> None:
    folds = lay_out(np.arange(11.0)[:, None], np.arange(11.0), [np.arange(6), np.arange(6, 11)])

    rows, weights = epoch_batches(folds, batch_size=4, seed=1, epoch=2)
    other, _ = epoch_batches(folds, batch_size=4, seed=1, epoch=3)

    assert rows.shape == weights.shape == (2, 2, 4)
    for network, train in enumerate(folds.train):
        assert sorted(rows[:, network][weights[:, network] > 0]) == sorted(train)
    assert not np.array_equal(rows, other)


def test_scaling_of_a_constant_column_is_harmless() -> None:
    scaling = scaling_of(np.full((506, 1), 0.1))

    assert scaling.deviation.tolist() == [1.0]


def test_missing_values_take_the_mean_of_the_training_rows() -> None:
    values = np.array([[1.0], [np.nan], [3.0], [100.0]])

    assert fill_missing(values, np.array([0, 1, 2])).tolist() == [[1.0], [2.0], [3.0], [100.0]]


def test_description_of_features() -> None:
    whole, fine = describe(["rooms", "rate"], np.array([[1.0, 0.0], [5.0, 0.25], [3.0, 1.0]]))

    assert whole == {"name": "rooms", "min": 1.0, "max": 5.0, "median": 3.0, "step": 1.0}
    assert (fine["step"], fine["median"]) == (0.01, 0.25)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_card_describes_itself(card: Any) -> None:
    schema = card.Params.model_json_schema()["properties"]

    assert all(
        {"title", "description", "default", "zh", "book"} <= field.keys()
        and field["zh"].keys() == {"title", "description"}
        for field in schema.values()
    )
    for preset in card.presets:
        card.Params.model_validate(preset.params)
    for action in card.actions:
        assert action.examples
        for example in action.examples:
            action.Query.model_validate(example)
    assert set(card.steerable) | set(card.shape) <= schema.keys()


@pytest.mark.parametrize("card", [card for card in CARDS.values() if card.kind == "train"], ids=lambda card: card.name)
def test_a_card_that_learns_has_questions_that_work(card: Any) -> None:
    assert len(card.examples) <= 3
    # What a window holds depends on the run's own columns: no example fits all.
    assert bool(card.examples) == (card.name != "temperature")
    for example in card.examples:
        card.Query.model_validate(example)
    with pytest.raises(ValidationError):
        card.Params(epochs=-1)
