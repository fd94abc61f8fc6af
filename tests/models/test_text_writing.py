"""What a text generator writes after Chinese text, and how it treats odd prompts and stop texts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from models.job import Trained
from models.text_generator import training
from models.text_generator.answering import TextGenerator, load
from models.text_generator.card import Params
from models.text_generator.questions import CompareQuery, NextQuery, Query
from tests.models.fakes import FakeBundle, FakeJob
from tests.models.small_data import uploaded

PHRASES = ["天地玄黄", "宇宙洪荒", "日月盈昃", "辰宿列张", "寒来暑往", "秋收冬藏"]
ALWAYS = "，"  # follows each phrase but the last of a line


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Trained, TextGenerator]]:
    folder = tmp_path_factory.mktemp("chinese")
    rng = np.random.default_rng(0)
    lines = ["，".join(rng.choice(PHRASES, 4)) + "。\n" for _ in range(200)]
    job = FakeJob(folder, data_set="mine", data={"mine": uploaded(folder / "a.txt", "".join(lines), "text")})
    params = Params(
        units=32, embedding=16, window=16, batch_size=16, learning_rate=0.02, epochs=1, steps_per_epoch=120,
        sample_characters=20,
    )  # fmt: skip
    trained = training.train(params, job)
    yield trained, load(FakeBundle(trained, folder))


def test_chinese_is_learned_character_by_character(chinese: tuple[Trained, TextGenerator]) -> None:
    trained, generator = chinese
    characters = set("".join(PHRASES)) | set("，。\n")

    text = generator.sample(Query(prompt="天地玄", sampling="greedy", max_characters=40)).text

    assert set(trained.question["characters"]) == characters
    assert set(text) <= characters
    assert text.startswith("黄")
    assert trained.metrics["nats_per_character"] < 1.5 < trained.metrics["uniform_nats_per_character"]


def test_stop_text_ends_the_answer_before_it(chinese: tuple[Trained, TextGenerator]) -> None:
    generator = chinese[1]
    whole = generator.sample(Query(prompt="天地玄黄，", max_characters=200, seed=4)).text
    query = Query(prompt="天地玄黄，", max_characters=200, seed=4, stop=["。\n", "没有"])

    answer = generator.sample(query)
    *chunks, last = generator.stream_sample(query)

    assert answer.finish_reason == last["finish_reason"] == "stop"
    assert answer.text == whole.split("。\n")[0] == "".join(chunk["text"] for chunk in chunks)
    assert generator.sample(Query(prompt="天", max_characters=5, stop=["没有"])).finish_reason == "length"


def test_unknown_characters_are_named_and_read_as_unknown(chinese: tuple[Trained, TextGenerator]) -> None:
    generator = chinese[1]

    answer = generator.sample(Query(prompt="龙天龙Q", max_characters=10))

    assert len(answer.warnings) == 1 and "龙 Q" in answer.warnings[0]
    assert answer.characters == 10 and "\N{REPLACEMENT CHARACTER}" not in answer.text


@pytest.mark.parametrize("prompt", ["", "\x00\x07", "天" * 10_000, "😀" * 50, "e\u0301" * 300])
def test_odd_prompts_are_answered(chinese: tuple[Trained, TextGenerator], prompt: str) -> None:
    assert chinese[1].sample(Query(prompt=prompt, max_characters=3)).characters == 3


def test_next_lists_probabilities_before_and_after(chinese: tuple[Trained, TextGenerator]) -> None:
    generator = chinese[1]

    plain = generator.next(NextQuery(prompt="天地玄", temperature=1.0, count=100))
    cold = generator.next(NextQuery(prompt="天地玄", temperature=0.5, count=3))
    only = generator.next(NextQuery(prompt="天地玄", top_k=2, count=5))

    assert sum(item.probability for item in plain.characters) == pytest.approx(1.0)
    assert all(item.probability == pytest.approx(item.reshaped) for item in plain.characters)
    assert cold.characters[0].character == "黄" and len(cold.characters) == 3
    assert cold.characters[0].reshaped > cold.characters[0].probability
    assert cold.reshaped_entropy_bits < cold.entropy_bits == pytest.approx(plain.entropy_bits)
    assert [item.reshaped > 0 for item in only.characters] == [True, True, False, False, False]


def test_compare_gives_each_temperature_its_own_text(chinese: tuple[Trained, TextGenerator]) -> None:
    generator = chinese[1]
    query = CompareQuery(prompt="天", temperatures=[0.2, 1.0, 3.0], max_characters=80, seed=9)

    texts = generator.compare(query).texts

    assert [text.temperature for text in texts] == [0.2, 1.0, 3.0]
    assert len({text.text for text in texts}) == 3
    again = generator.sample(Query(prompt="天", temperature=1.0, max_characters=80, seed=9))
    assert texts[1].text == again.text


def test_many_texts_at_once_do_not_disturb_each_other(chinese: tuple[Trained, TextGenerator]) -> None:
    queries = [Query(prompt="日月", max_characters=60, seed=seed) for seed in range(8)]
    alone = [chinese[1].sample(query).text for query in queries]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: chinese[1].sample(query).text, queries))

    assert together == alone


@pytest.mark.parametrize(
    "query",
    [
        {"max_characters": 0},
        {"max_characters": 2001},
        {"stop": ["a"] * 5},
        {"stop": [""]},
        {"top_k": 0},
        {"top_p": 0.0},
        {"seed": -1},
        {"prompt": "a" * 10_001},
        {"sampling": "beam"},
    ],
)
def test_queries_out_of_bounds_are_refused(query: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Query.model_validate(query)


def test_a_transformer_needs_whole_heads() -> None:
    with pytest.raises(ValidationError, match="multiple of 32"):
        Params(architecture="transformer", units=100)


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_shakespeare_reaches_the_promised_figure(tmp_path: Path) -> None:
    """About eight minutes on two cores."""
    trained = training.train(Params(), FakeJob(tmp_path))

    assert trained.metrics["nats_per_character"] <= 1.55 < trained.metrics["ngram_nats_per_character"]
    cold, hot = (next(row for row in trained.report["samples"] if row["temperature"] == t) for t in (0.2, 1.5))
    assert cold["distinct_4grams"] < 0.9 < 0.98 < hot["distinct_4grams"]
    assert hot["known_words"] < 0.75 < 0.95 < cold["known_words"]
