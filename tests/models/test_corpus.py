"""Running text: Shakespeare without its Markdown, and a person's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.data.corpus import checked_text, read_corpus, without_markdown
from models.data.sources import SourceSettings, locate
from models.job import Dataset
from models.recipe import InputError, JobFailure
from models.unicode_text import composed
from tests.models.small_data import uploaded

LINES = "".join(f"Line {number}: the quick brown fox jumps over the lazy dog.\n" for number in range(200))


def refusal(raw: bytes) -> InputError:
    with pytest.raises(InputError) as refused:
        checked_text(raw)
    return refused.value


def test_markdown_goes_and_words_stay() -> None:
    play = (
        "# Hamlet\n\n## ACT I\n\n### SCENE I. Elsinore.\n\n_Enter HAMLET_\n\n**HAMLET**  \n"
        "To be, or not to be:  \nthat \\[aside\\] is\n\n\n\nthe question.\n"
    )

    assert without_markdown(play) == (
        "Hamlet\n\nACT I\n\nSCENE I. Elsinore.\n\nEnter HAMLET\n\nHAMLET\nTo be, or not to be:\n"
        "that [aside] is\n\nthe question.\n"
    )


def test_shakespeare_is_38_plays_of_plain_text_with_case(tmp_path: Path) -> None:
    plays = read_corpus(locate("shakespeare", SourceSettings(tmp_path, allow_network=False)))

    assert len(plays) == 38
    assert 4_900_000 < sum(map(len, plays)) < 5_000_000
    assert not set("*_#\\\t\r") & set("".join(plays))
    assert any("HAMLET\nTo be, or not to be: that is the question:\n" in play for play in plays)


def test_own_text_is_one_document_with_its_case_and_layout(tmp_path: Path) -> None:
    (document,) = read_corpus(uploaded(tmp_path / "mine.txt", "  \n" + LINES + "\n\n", "text"))

    assert document == LINES


def test_byte_order_mark_line_ends_tabs_and_controls_are_cleaned() -> None:
    raw = b"\xef\xbb\xbf" + LINES.replace("\n", "\r\n").encode() + b"a\tb\x00\x07c\rd\n"

    assert checked_text(raw) == LINES + "a bc\nd\n"


def test_letters_with_separate_marks_are_composed_and_keep_their_case() -> None:
    assert composed("E\u0301cole") == "\u00c9cole"
    assert composed("\uff21") == "\uff21"  # NFKC would change it


def test_a_long_run_of_marks_takes_no_time() -> None:
    assert len(composed("a" + "\u0301\u0323" * 100_000)) <= 40


def test_chinese_text_is_read() -> None:
    text = "".join(f"第{number}回 天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。\n" for number in range(200))

    assert checked_text(text.encode()) == text


def test_short_text_is_refused_with_both_sizes() -> None:
    error = refusal(LINES.encode()[:9_990])

    assert error.code == "text_too_short"
    assert "9,99" in str(error) and "10,000" in str(error)


def test_padding_does_not_make_a_text_long_enough() -> None:
    assert refusal(LINES.encode()[:5_000] + b" \n" * 10_000).code == "text_too_short"


def test_other_encodings_are_refused_with_the_line() -> None:
    error = refusal(LINES.encode() + "caf\u00e9\n".encode("latin-1"))

    assert error.code == "text_not_utf8"
    assert "Line 201" in str(error) and "0xe9" in str(error)


def test_too_few_characters_are_refused() -> None:
    error = refusal(b"abcdefgh\n" * 2_000)

    assert error.code == "text_too_few_characters"
    assert "9 different" in str(error)


def test_other_data_sets_hold_no_running_text(tmp_path: Path) -> None:
    table = Dataset("mine", "uploaded", "1", "0" * 64, tmp_path, "csv-table")

    with pytest.raises(JobFailure) as refused:
        read_corpus(table)

    assert refused.value.code == "dataset_kind"
