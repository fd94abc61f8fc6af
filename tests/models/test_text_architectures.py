"""Every architecture answers as it learned, and explains what it read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import keras
import numpy as np
import onnx
import pytest

from models.catalog import CARDS
from models.data.splits import Split
from models.job import Trained
from models.recipe import Card, Json
from models.sentiment.answering import load
from models.sentiment.book import headline_of
from models.sentiment.card import CARD, Params
from models.text import Vocabulary, words_of
from models.text_encoding import Bag, Encoding, Hashed, Ordered, encoding_of
from models.text_networks.bags import on_indices
from models.text_networks.card import TextQuery
from models.text_networks.heads import Head
from models.text_networks.rows import Bags, Sequences
from models.text_networks.sequences import RECURRENT, served
from models.text_networks.settings import BAGS, Architecture
from models.text_networks.subset import fewer
from models.text_networks.training import build
from tests.models.fakes import FakeBundle, largest_difference

WORDS = [f"word{number}" for number in range(60)]
HEAD = Head(1, "sigmoid", "binary_crossentropy")
ARCHITECTURES = get_args(Architecture)
TEXTS = [" ".join(WORDS[:5]), "word7", "never heard", " ".join(WORDS), "word1 word1 word2", "..."]


def settings(architecture: str, **own: Any) -> Params:
    return Params(
        architecture=architecture,  # type: ignore[arg-type]  # a name from the list of them
        vocabulary_size=200, hidden_units=4, length=10, embedding_size=6, units=4,
        recurrent_dropout=0.3, dropout=0.4, ngrams=2, **own,
    )  # fmt: skip


def published(params: Params) -> tuple[keras.Model, np.ndarray, Trained]:
    """Give a network with random weights, the rows it was made to learn from, and its published form."""
    keras.utils.set_random_seed(3)
    words = [words_of(text) for text in TEXTS]
    vocabulary = Vocabulary.build(
        words[:2] + words[3:], params.vocabulary_size, params.ngrams if params.architecture in BAGS else 1
    )
    if params.architecture not in BAGS:
        encoding: Encoding = Ordered(vocabulary, params.length)
        model = build(params, HEAD, width=encoding.width)
        rows = Sequences(Ordered(vocabulary, params.length), words)[np.arange(len(TEXTS))]
        network, padded = served(params, model, HEAD, words=encoding.width), params.architecture not in RECURRENT
        asset: Json = encoding.asset() | {"padded": padded, "cells": params.length}
        return model, rows, handed_back(network, rows, asset)
    hashed = params.architecture == "hashing"
    counted = params.architecture in ("count", "tf-idf")
    encoding = Hashed(params.vocabulary_size, 2) if hashed else Bag(vocabulary, counted=counted)
    bags = Bags(encoding, words)
    bags.weights = bags.rarity() if params.architecture == "tf-idf" else np.ones(bags.size, np.float32)
    bags.weights = bags.weights if counted else None
    model = build(params, HEAD, width=encoding.width)
    chosen = np.arange(len(TEXTS))
    return model, bags[chosen], handed_back(on_indices(model, bags.weights), bags.served(chosen), encoding.asset())


def handed_back(network: keras.Model, probes: np.ndarray, asset: Json) -> Trained:
    return Trained({"classifier": network}, {"classifier": probes}, {"vocabulary": asset}, {}, {}, {})


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_answers_online_are_those_of_the_network_that_learned(architecture: str, tmp_path: Path) -> None:
    model, rows, trained = published(settings(architecture))
    bundle = FakeBundle(trained, tmp_path)

    answers = load(bundle).answer([TextQuery(text=text) for text in TEXTS])

    assert largest_difference(trained, bundle) < 1e-4
    expected = np.asarray(model(rows.astype(np.float32) if rows.dtype == np.uint8 else rows, training=False))[:, 0]
    assert [answer.positive for answer in answers] == pytest.approx(expected.tolist(), abs=1e-5)
    assert np.ptp(expected) > 1e-4, "the network must tell the texts apart, or the comparison says nothing"
    assert load(bundle).light == (architecture in BAGS)
    unknown = [answer.warnings == ["all_words_unknown"] for answer in answers]
    assert unknown == [False, False, architecture != "hashing", False, False, True]


@pytest.mark.parametrize("architecture", sorted(RECURRENT))
def test_recurrent_networks_are_served_without_a_loop(architecture: str, tmp_path: Path) -> None:
    _, _, trained = published(settings(architecture))
    FakeBundle(trained, tmp_path)

    operators = {node.op_type for node in onnx.load(tmp_path / "classifier.onnx").graph.node}

    assert operators & {"LSTM", "GRU"}
    assert not operators & {"Loop", "Scan"}


@pytest.mark.parametrize("architecture", ["stacked", "transformer"])
def test_the_published_network_can_be_loaded_again(architecture: str, tmp_path: Path) -> None:
    _, _, trained = published(settings(architecture))
    network, probes = trained.networks["classifier"], trained.probes["classifier"]
    network.save(tmp_path / "network.keras")

    loaded = keras.saving.load_model(tmp_path / "network.keras")

    np.testing.assert_array_equal(np.asarray(loaded(probes)), np.asarray(network(probes)))


@pytest.mark.parametrize("architecture", ["count", "hashing", "lstm", "transformer"])
def test_explanation_is_what_the_answer_loses_with_a_word(architecture: str, tmp_path: Path) -> None:
    _, _, trained = published(settings(architecture))
    answerer = load(FakeBundle(trained, tmp_path))
    text = "word0 word2 word1"

    explanation = answerer.explain(TextQuery(text=text))

    without = (
        "word0 word2 qqq" if architecture in ("lstm", "transformer") else "word0 word2"
    )  # others keep their places
    whole, rest = answerer.answer([TextQuery(text=text), TextQuery(text=without)])
    change = log_odds(whole.positive) - log_odds(rest.positive)
    expected = change if explanation.label == "positive" else -change
    assert [word.text for word in explanation.words] == text.split()
    assert explanation.words[2].contribution == pytest.approx(expected, abs=1e-4)
    assert abs(expected) > 1e-3


def log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def test_only_words_that_the_network_reads_are_explained(tmp_path: Path) -> None:
    _, _, trained = published(settings("gru"))
    text = " ".join(WORDS[:30])

    explanation = load(FakeBundle(trained, tmp_path)).explain(TextQuery(text=text))

    assert [word.text for word in explanation.words] == WORDS[20:30]


def test_encodings_survive_their_document() -> None:
    vocabulary = Vocabulary(["a", "b", "a b"], 2)
    words = ["a", "b", "b", "zebra", "a"]
    for encoding in (Bag(vocabulary), Bag(vocabulary, counted=True), Hashed(50, 2), Ordered(Vocabulary(["a", "b"]), 4)):
        assert encoding_of(encoding.asset()).numbers(words) == encoding.numbers(words)


def test_counted_terms_come_as_often_as_they_occur() -> None:
    encoding = Bag(Vocabulary(["a", "b", "a b"], 2), counted=True)

    assert sorted(encoding.numbers(["a", "b", "a", "zebra"])) == [1, 2, 2, 3, 4]  # 4: the pair; 1: zebra
    assert [sorted(row) for row in encoding.without_each(["a", "b", "a"], ["a", "b"])] == [[2, 2, 3, 4], [3], [2, 2]]


def test_hashing_is_the_same_on_every_machine() -> None:
    # 0xCBF43926 is the check value of CRC-32, published with its definition for the text 123456789.
    assert Hashed(1_000, 1).numbers(["123456789"]) == [2 + 0xCBF43926 % 998]


def test_sequences_keep_the_end_and_pad_in_front() -> None:
    encoding = Ordered(Vocabulary(["a", "b"]), 3)

    rows = Sequences(encoding, [["a", "b", "b", "a"], ["b"], ["zebra"], []])

    assert rows[np.arange(4)].tolist() == [
        [3, 3, 2], [0, 0, 3], [0, 0, 1], [0, 0, 1],
    ]  # fmt: skip


def test_rarity_is_that_of_keras() -> None:
    bags = Bags(Bag(Vocabulary(["a", "b"]), counted=True), [["a", "a"], ["a", "b"], ["zebra"]])

    np.testing.assert_allclose(bags.rarity(), [0, np.log(1 + 3 / 2), np.log(1 + 3 / 3), np.log(1 + 3 / 2)], rtol=1e-6)


def test_more_training_rows_contain_the_fewer_and_keep_the_shares() -> None:
    labels = np.array([0] * 30 + [1] * 60)
    split = Split(np.arange(90), np.zeros(0, int), np.zeros(0, int))

    chosen = [set(fewer(split, labels, rows).train.tolist()) for rows in (9, 30, 60)]

    assert chosen[0] < chosen[1] < chosen[2]
    assert [sum(labels[row] for row in rows) for rows in map(list, chosen)] == [6, 20, 40]
    assert fewer(split, labels, 0) is fewer(split, labels, 500) is split


@pytest.mark.parametrize("recipe", ["sentiment", "news"])
def test_every_architecture_is_one_click(recipe: str) -> None:
    presets = CARDS[recipe].presets

    assert [preset.name for preset in presets] == [preset.params["architecture"] for preset in presets]
    assert {preset.name for preset in presets} == set(ARCHITECTURES)
    assert CARDS[recipe].Params(**presets[0].params) == CARDS[recipe].Params(), "the first click is the default"


@pytest.mark.parametrize("card", [CARDS["sentiment"], CARDS["news"]], ids=lambda card: card.name)
def test_the_estimate_knows_every_architecture(card: Card) -> None:
    assert card.work is not None
    usual = card.work(card.Params().model_dump(mode="json"))

    assert card.work({"epochs": 20}) == usual  # of a run from before there was a choice
    for architecture in ARCHITECTURES:
        settings = card.Params.model_validate({"architecture": architecture}).model_dump(mode="json")
        fewer = card.work(settings | {"training_rows": 2_000})
        assert card.work(settings) >= usual
        assert card.work(settings) / 10 < fewer < card.work(settings)  # reading and starting do not shrink with them


# seconds of whole trainings with the settings of the presets, at load 1 to 11: the table of docs/recipes.md
RECORDED_S = {
    "multi-hot": 19, "count": 22, "tf-idf": 46, "hashing": 18, "embedding-flatten": 39, "conv1d": 51, "lstm": 61,
    "gru": 119, "bidirectional": 261, "transformer": 140,
}  # fmt: skip


@pytest.mark.parametrize("architecture", RECORDED_S)
def test_the_first_estimate_is_within_a_factor_of_two_of_what_was_recorded(architecture: str) -> None:
    card = CARDS["sentiment"]
    assert card.work is not None
    preset = next(preset for preset in card.presets if preset.name == architecture)
    settings, usual = (card.Params(**params).model_dump(mode="json") for params in (preset.params, {}))

    guessed = card.estimate_s * card.work(settings) / card.work(usual)

    assert 0.5 < guessed / RECORDED_S[architecture] < 2


def test_each_architecture_stands_beside_its_own_figure_of_the_book() -> None:
    assert CARD.headline is not None
    assert headline_of("multi-hot") is None  # the card's: .885, 1E §3.5
    transformer, gru = headline_of("transformer"), headline_of("gru")
    assert transformer is not None and gru is not None
    assert (transformer.metric, transformer.book_figure) == (CARD.headline.metric, 0.883)
    assert gru.book_figure is None  # the book gives none for IMDB
