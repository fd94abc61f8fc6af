"""The arithmetic of writing, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.text_generator.baselines import ngram_figures, uniform_nats
from models.text_generator.characters import Characters, learn_characters
from models.text_generator.quality import distinct_share, known_share
from models.text_generator.sampling import draw, entropy_bits, narrowed, softmax, without_unknown
from models.text_generator.stopping import StopWatch
from models.text_generator.streams import Streams

HALVES = np.log(np.array([0.5, 0.25, 0.25]))  # logits whose softmax is 1/2, 1/4, 1/4


def test_temperature_is_a_power_of_the_probabilities() -> None:
    np.testing.assert_allclose(softmax(HALVES, 1.0), [0.5, 0.25, 0.25])
    np.testing.assert_allclose(softmax(HALVES, 0.5), [4 / 6, 1 / 6, 1 / 6])  # squares: 1/4, 1/16, 1/16
    root = np.sqrt([0.5, 0.25, 0.25])
    np.testing.assert_allclose(softmax(HALVES, 2.0), root / root.sum())


@pytest.mark.parametrize("temperature", [1e-300, 1e-6])
def test_a_tiny_temperature_takes_the_likeliest_and_does_not_overflow(temperature: float) -> None:
    np.testing.assert_array_equal(softmax(HALVES, temperature), [1.0, 0.0, 0.0])


def test_huge_logits_do_not_overflow() -> None:
    np.testing.assert_allclose(softmax(np.array([1e4, 1e4, -1e4], np.float32)), [0.5, 0.5, 0.0])


def test_the_unknown_character_is_never_written() -> None:
    assert softmax(without_unknown(np.array([9.0, 1.0, 1.0])))[0] == 0.0


def test_top_k_keeps_the_likeliest() -> None:
    np.testing.assert_allclose(narrowed(np.array([0.1, 0.6, 0.3]), top_k=2), [0, 2 / 3, 1 / 3])
    np.testing.assert_allclose(narrowed(np.array([0.1, 0.6, 0.3]), top_k=99), [0.1, 0.6, 0.3])


def test_top_p_keeps_the_fewest_that_reach_the_sum() -> None:
    probabilities = np.array([0.1, 0.5, 0.3, 0.1])

    np.testing.assert_allclose(narrowed(probabilities, top_p=0.8), [0, 0.625, 0.375, 0])
    np.testing.assert_allclose(narrowed(probabilities, top_p=0.01), [0, 1, 0, 0])
    np.testing.assert_allclose(narrowed(probabilities, top_p=1.0), probabilities)
    np.testing.assert_allclose(narrowed(probabilities, top_k=3, top_p=0.4), [0, 1, 0, 0])


def test_drawing_follows_the_edges_and_skips_what_cannot_be() -> None:
    probabilities = np.array([0.0, 0.25, 0.0, 0.75, 0.0])

    assert [draw(probabilities, value) for value in (0.0, 0.2499, 0.25, 1 - 2**-53)] == [1, 1, 3, 3]


def test_draws_have_the_frequencies_of_the_probabilities() -> None:
    uniforms = np.random.default_rng(0).random(20_000).tolist()

    counts = np.bincount([draw(softmax(HALVES), value) for value in uniforms])

    np.testing.assert_allclose(counts / 20_000, [0.5, 0.25, 0.25], atol=0.015)


def test_entropy_is_in_bits() -> None:
    assert entropy_bits(np.array([0.5, 0.25, 0.25, 0.0])) == pytest.approx(1.5)
    assert entropy_bits(np.array([1.0, 0.0])) == 0.0


def test_two_grams_by_hand() -> None:
    """In 01010, p(1 | 0) = (2 + 1 p(1)) / (2 + 1) and p(1) = (2 + 2/2) / (5 + 2)."""
    train = np.array([0, 1, 0, 1, 0], np.int32)
    test = np.array([0, 1], np.int32)

    found = ngram_figures(train, np.array([0, 1, 0, 1], np.int32), test, 2, longest=2)

    first, second = (3 + 2 * 0.5) / 7, (2 + (2 + 2 * 0.5) / 7) / 3
    assert found.order == 2
    assert found.test_nats == pytest.approx(-(np.log(first) + np.log(second)) / 2)
    assert uniform_nats(2) == pytest.approx(np.log(2))


def test_counting_learns_a_pattern_and_gives_each_character_some_probability() -> None:
    train = np.tile(np.array([1, 2, 3], np.int32), 500)

    assert ngram_figures(train, train[:90], train[:90], 5).test_nats < 0.1
    never_seen = ngram_figures(train, train[:90], np.array([4, 0, 4, 0], np.int32), 5).test_nats
    assert uniform_nats(5) < never_seen < np.inf


def test_characters_are_numbered_by_frequency_and_rare_ones_are_unknown() -> None:
    characters = learn_characters("bbbaaac\n\n", rare_below=2, limit=3, lower_case=False)

    assert characters.known == ("a", "b", "\n")
    assert characters.encode("abcx").tolist() == [1, 2, 0, 0]
    assert characters.decode([2, 1, 0]) == "ba\N{REPLACEMENT CHARACTER}"
    assert characters.strangers("acxbc") == ["c", "x"]
    assert characters.start == "\n"
    assert Characters.from_document(characters.document()) == characters


def test_repetition_and_unknown_words_are_counted() -> None:
    assert distinct_share("to be or not to be or not to be or not") == pytest.approx(4 / 9)
    assert distinct_share("one two three four five six") == 1.0
    assert known_share("The kyng is dead, isn't he", {"the", "is", "dead", "isn't", "he"}) == pytest.approx(5 / 6)
    assert known_share("", {"the"}) == 0.0


def written(text: str, *stops: str) -> tuple[list[str], bool]:
    watch, shown = StopWatch(stops), []
    for character in text:
        shown.append(watch.add(character))
        if watch.found:
            return shown, True
    return [*shown, watch.rest()], False


def test_stop_text_ends_the_text_and_is_never_shown() -> None:
    shown, stopped = written("I am the END of it", "END")

    assert "".join(shown) == "I am the " and stopped


def test_a_begun_stop_text_that_goes_otherwise_is_shown() -> None:
    shown, stopped = written("EEND? ENE", "ENDS", "ENEMY")

    assert "".join(shown) == "EEND? ENE" and not stopped
    assert shown[:2] == ["", "E"]  # the first E could have begun a stop text, until the second came


def test_the_first_of_several_stop_texts_counts() -> None:
    assert "".join(written("abc\n\nnext", "next", "\n\n")[0]) == "abc"


def test_windows_follow_each_other_and_targets_are_one_ahead() -> None:
    streams = Streams.over(np.arange(103, dtype=np.int32), rows=4, window=5, seed=3)
    first, follows = streams.windows(0)
    second, _ = streams.windows(1)

    assert streams.steps_per_pass == 5
    assert first.shape == follows.shape == (4, 5)
    np.testing.assert_array_equal(follows, (first + 1) % 103)
    np.testing.assert_array_equal(second[:, 0], follows[:, -1])
    assert [streams.restarts(step) for step in (0, 1, 5)] == [True, False, True]
    assert not np.array_equal(streams.windows(5)[0], first)
    np.testing.assert_array_equal(Streams.over(streams.numbers, 4, 5, 3).windows(7)[0], streams.windows(7)[0])


def test_a_short_text_is_read_at_fewer_places() -> None:
    assert Streams.over(np.zeros(40, np.int32), rows=64, window=16, seed=0).rows == 2
