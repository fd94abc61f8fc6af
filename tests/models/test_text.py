"""Text to words to numbers: rows B25-B27 of the bad-input table, and the vocabulary."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.text import UNKNOWN, Vocabulary, spans_of, words_of
from models.text_encoding import Bag
from models.text_networks.card import TextQuery
from models.text_networks.rows import Bags
from models.unicode_text import MAX_CHARACTERS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I don't LIKE it.", ["i", "don't", "like", "it"]),
        ("'Quoted' rock''n' roll'", ["quoted", "rock", "n", "roll"]),
        ("It\u2019s a d\u00e9j\u00e0 vu", ["it's", "a", "d\u00e9j\u00e0", "vu"]),
        ("one<br /><br />two-three_four", ["one", "two", "three", "four"]),
        ("ｆｕｌｌ ｗｉｄｔｈ", ["full", "width"]),
        ("go\u200bod \u202egnp\u202c x\x00y", ["good", "gnp", "xy"]),
        ("Z\u0351\u036b\u0343\u036aalgo", ["zalgo"]),
        ("很好 the film", ["很", "好", "the", "film"]),
        ("ﬁne ½", ["fine", "1", "2"]),
        ("हिन्दी", ["हिन्दी"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text(max_size=60))
def test_words_are_clean_whatever_the_text(text: str) -> None:
    words = words_of(text)

    assert words_of(" ".join(words)) == words
    assert all(word and word == word.strip("'") for word in words)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_ascii_takes_a_short_cut_to_the_same_words(text: str) -> None:
    assert words_of(text + " é") == [*words_of(text), "é"]


@given(st.text(alphabet="abcé' \u0301<br/>ﬁ好.\u200b", max_size=40))
def test_spans_are_the_same_words_with_their_places(text: str) -> None:
    spans = spans_of(text)

    assert [span.word for span in spans] == words_of(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_span_is_the_text_as_sent() -> None:
    text = "A <br/>Ｇｏｏｄ cafe\u0301!"

    assert [text[span.start : span.end] for span in spans_of(text)] == ["A", "Ｇｏｏｄ", "cafe\u0301"]


def test_mark_bomb_is_read_in_linear_time() -> None:
    started = time.perf_counter()

    assert words_of("Z" + "\u0315\u0300" * 50_000) == ["z"]
    assert time.perf_counter() - started < 1.0  # Python's own normalisation needs a minute


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TextQuery(text=text)

    assert refused.value.errors()[0]["type"] == "text_empty"


def test_text_length_counts_after_normalisation() -> None:
    TextQuery(text="a" * MAX_CHARACTERS)
    TextQuery(text="e\u0301" * MAX_CHARACTERS)  # two characters that become one

    for text in ("a" * (MAX_CHARACTERS + 1), "ﬁ" * (MAX_CHARACTERS // 2 + 1), "a" * 10_000_000):
        with pytest.raises(ValidationError) as refused:
            TextQuery(text=text)
        assert refused.value.errors()[0]["type"] == "text_too_long"


def test_vocabulary_ranks_by_count_then_word() -> None:
    vocabulary = Vocabulary.build([["b", "a", "b"], ["c", "a", "d"]], size=5)

    assert vocabulary.index == {"a": 2, "b": 3, "c": 4}
    assert vocabulary.size == 5


def test_multi_hot_marks_known_and_unknown_words() -> None:
    rows = Vocabulary(["a", "b"]).multi_hot([["b", "b"], ["a", "zebra"], []])

    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 0, 0, 1], [0, UNKNOWN, 1, 0], [0, 0, 0, 0]]


def test_pairs_are_terms_of_their_own_and_never_unknown() -> None:
    vocabulary = Vocabulary.build([["not", "good"], ["not", "good"]], size=5, ngrams=2)

    assert set(vocabulary.terms) == {"good", "not", "not good"}
    assert vocabulary.multi_hot([["good", "not"]])[0].sum() == 2


def test_bags_give_the_rows_of_multi_hot() -> None:
    vocabulary = Vocabulary(["a", "b", "c"])
    texts = [["a"], [], ["b", "c", "x"], ["a", "b"]]
    order = np.array([3, 1, 2, 2])

    rows = Bags(Bag(vocabulary), texts)[order]

    assert rows.dtype == np.uint8
    np.testing.assert_array_equal(rows, vocabulary.multi_hot([texts[row] for row in order]))
